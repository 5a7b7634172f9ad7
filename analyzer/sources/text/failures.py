"""Commands and failures in the lines of a console: which lines tell of one failure, after which command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from analyzer.sources.text import grammar
from analyzer.sources.text.lines import Line

_LONGEST = 60
"""Lines that one failure can have."""

Ending = Literal["prompt", "end", "unknown"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a console tells: an `error` (with the command, if it was seen), or a `command` without one.

    `ending` says of a command what stands behind its output: the next prompt, the end of
    the session, or something that nobody can tell.
    """

    kind: Literal["error", "command"]
    line: int
    text: str
    command: str | None = None
    remote: str | None = None
    ending: Ending = "unknown"


@dataclass(slots=True)
class _Block:
    """Lines of one failure; `number` is its code where a line with a fixed place for it was seen.

    It `waits` where only its announcement was seen: the record, or what a script made of
    it, is still to come.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    number: str | None = None
    has_head: bool = False
    has_id: bool = False
    waits: bool = False
    paused: bool = False

    def append(self, text: str) -> None:
        self.lines.append(text)
        self.number = self.number or _number(text)
        self.has_head = self.has_head or grammar.HEAD.match(text) is not None
        self.has_id = self.has_id or grammar.ERROR_ID.match(text) is not None
        self.paused = False

    def takes(self, text: str) -> bool:
        """Whether a line that follows tells of the same failure."""
        if number := _number(text):
            fits = self.number in (None, number)
        elif grammar.CIM_FIELD.match(text):
            fits = True
        elif grammar.HEAD.match(text):
            fits = self.waits and not self.has_head and self._announces(text)
        elif self.waits and not self.has_head:
            fits = not self._is_announced or grammar.is_relevant(text)
        elif self.paused or not (self.has_head or self.has_id):
            fits = not self.has_id and grammar.TAIL.match(text) is not None
        else:
            fits = True
        return fits and len(self.lines) < _LONGEST

    @property
    def _is_announced(self) -> bool:
        return grammar.TERMINATING.match(self.lines[0]) is not None

    def _announces(self, text: str) -> bool:
        """Whether what was said before fits the record that begins with this line."""
        announced, head = grammar.TERMINATING.match(self.lines[0]), grammar.HEAD.match(text)
        return not announced or not head or head["cmdlet"] in (None, announced["cmdlet"])

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


@dataclass(slots=True)
class _Command:
    line: int
    text: str
    remote: str | None
    output: list[str] = field(default_factory=list)
    failed: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class _Held:
    """A failure that its double may still follow; `record` is its text without an announcement."""

    found: Found
    record: str
    has_twin: bool = False


class Failures:
    """Reads lines one by one; `doubled` says that an error is printed twice, as transcripts do."""

    def __init__(self, *, doubled: bool = False) -> None:
        """Start before the first line."""
        self._doubled = doubled
        self._block: _Block | None = None
        self._held: _Held | None = None
        self._command: _Command | None = None
        self._before: Line = (0, "")

    def feed(self, line: Line) -> Iterator[Found]:
        """What a line brings to an end."""
        number, text = line
        if number != self._before[0] + 1 and self._before[0]:
            yield from self.cut()
        prompt = (grammar.PROMPT.match(text) or grammar.CMD_PROMPT.match(text)) if ">" in text else None
        more = grammar.MORE.match(text) if not prompt and text.startswith(">>") else None
        if prompt:
            yield from self._prompt(number, prompt)
        elif more:
            yield from self._more(number, more["more"])
        elif text.strip():
            yield from self._output(number, text)
        elif self._block:
            self._block.paused = True
        self._before = line

    def told(self, line: Line) -> Iterator[Found]:
        """What a line that a script dated brings to an end; what follows explains it."""
        yield from self.cut()
        number, text = line
        if self._starts(text):
            self._block = _Block(number, waits=True)
            self._block.append(text)
        self._before = line

    def cut(self) -> Iterator[Found]:
        """A separator, or a gap: what is open ends here, but for the command."""
        yield from self._close()
        yield from self._release()
        if self._command:
            self._command.is_open = False

    def end(self, ending: Ending) -> Iterator[Found]:
        """The command ends here."""
        yield from self.cut()
        command, self._command = self._command, None
        if command and not command.failed and grammar.ACTS.search(command.text):
            text = "\n".join([command.text, *command.output])
            yield Found("command", command.line, text, command.text, command.remote, ending)

    def _prompt(self, number: int, prompt: re.Match[str]) -> Iterator[Found]:
        typed = prompt["command"]
        if grammar.TERMINATING.match(typed):
            yield from self._announced(number, typed)
        elif not grammar.NOISE.match(typed):
            yield from self.end("prompt")
            remote = prompt.groupdict().get("remote")
            self._command = _Command(number, typed, remote) if typed.strip() else None

    def _more(self, number: int, text: str) -> Iterator[Found]:
        command = self._command
        if grammar.TERMINATING.match(text):
            yield from self._announced(number, text)
        elif command and command.is_open and not grammar.NOISE.match(text):
            command.text += f"\n{text}"

    def _announced(self, number: int, text: str) -> Iterator[Found]:
        """An error that a transcript announces, perhaps once for each block that it ends."""
        block = self._block
        if not (block and block.waits and block.lines == [text]):
            yield from self._close()
            self._block = _Block(number, waits=True)
            self._block.append(text)

    def _output(self, number: int, text: str) -> Iterator[Found]:
        if self._command:
            self._command.is_open = False
            if len(self._command.output) < _LONGEST:
                self._command.output.append(text)
        if self._block and self._block.takes(text):
            self._block.append(text)
        elif self._starts(text):
            yield from self._close()
            self._block = _Block(number)
            if grammar.STATUS.match(text) and self._before[1].strip():
                self._block.append(self._before[1])
            self._block.append(text)
        elif self._block and not self._block.waits:
            yield from self._close()

    def _starts(self, text: str) -> bool:
        """Whether a line can begin a failure that may matter."""
        fixed = (grammar.HEAD, grammar.ERROR_ID, grammar.CIM_CODE, grammar.FAILED, grammar.STATUS)
        shaped = (":" in text or "=" in text) and any(p.match(text) for p in fixed)
        return shaped or grammar.is_relevant(text)

    def _close(self) -> Iterator[Found]:
        block, self._block = self._block, None
        if block is None or not grammar.is_relevant(block.text):
            return
        lines = [line.strip() for line in block.lines if not grammar.TERMINATING.match(line)]
        record, is_announced = "\n".join(filter(None, lines)), len(lines) < len(block.lines)
        command = self._command
        if command:
            command.failed = True
        typed, remote = (command.text, command.remote) if command else (None, None)
        found = Found("error", block.line, block.text, typed, remote)
        held = self._held
        if held and not held.has_twin and not is_announced and held.record and record.startswith(held.record):
            self._held = _Held(replace(found, line=held.found.line), record, has_twin=True)
            return
        yield from self._release()
        if self._doubled:
            self._held = _Held(found, record)
        else:
            yield found

    def _release(self) -> Iterator[Found]:
        held, self._held = self._held, None
        if held:
            yield held.found


def _number(text: str) -> str | None:
    """The code of a line that has a fixed place for it."""
    if ":" not in text and "=" not in text:
        return None
    for pattern in (grammar.CIM_CODE, grammar.FAILED, grammar.STATUS, grammar.NUMBERED_ID):
        if found := pattern.match(text):
            return found["number"]
    return None
