"""Console logs and logs of scripts: errors under a time that a script, syslog or Ansible wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from analyzer.model import Item, Record, Stretch
from analyzer.sources.decoding import encoding_of, head_text
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.text import grammar
from analyzer.sources.text.failures import Failures, Found
from analyzer.sources.text.lines import near_lines
from analyzer.sources.text.stamps import Stamp, is_stamped, read_stamp
from analyzer.sources.unread import Unread

CONSOLE, SCRIPT = "console log", "script log"
"""What stands for provider and channel: output under a time somewhere above, or with times of its own."""

_BEFORE_DATE = rb"[\[(<\"' ]{0,4}(?:[A-Z]{3,8}[\]: ]{1,3})?\[?"
_UNTIMED = "nothing above tells when this was"
_SHARE = 3
"""One line in so many has to begin with a time, for a text to be a log by that alone."""

_FIRST = 5
"""Among so many lines a time is that of all that follows."""

_TELLTALE = re.compile(
    r"^[ \t|+]*+FullyQualifiedErrorId[ \t]*:|^Command (?:failed|completed)\b|"
    r"^PS [A-Z]:\\[^>\n]*>|^\[[^\]\s]+\]: PS |"
    r"^[A-Za-z]{3,20}-DnsServer\w+ ?: |^(?:TASK|PLAY|PLAY RECAP) \[?|^(?:fatal|failed): \[|"
    r"^[A-Z]:\\[^>\n]*>\s?\w|^[ \t]++Status = [0-9]+ \(0x",
    re.MULTILINE,
)


class Console:
    """All text that is told line by line and has no better shape."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By lines that only a console shows, or by times at the beginnings of lines."""
        if not _is_text(head):
            return None
        lines = head_text(head).replace("\r", "").split("\n")
        text = "\n".join(map(grammar.plain, lines))
        stamped = sum(map(is_stamped, lines))
        if stamped and stamped * _SHARE >= sum(map(bool, map(str.strip, lines))):
            return Guess(SCRIPT, 0.3, "its lines begin with times")
        if found := _TELLTALE.search(text):
            return Guess(CONSOLE, 0.4, f"it shows what consoles print: {found[0].strip()[:40]}")
        if stamped > 1 or any(map(is_stamped, lines[:_FIRST])):
            return Guess(SCRIPT, 0.2, "some of its lines begin with times")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """A record for each failure that stands under a time, and for each command on a DNS server."""
        settled = settle(line_blocks(source, options), _BEFORE_DATE, options)
        clock = Clock(options.tz, settled.order)
        reader = _Reader(source.path, clock, Unread(source.path))
        for number, raw in near_lines(settled.blocks, grammar.ANCHORS, is_stamped, grammar.is_wanted):
            yield from reader.feed(number, grammar.plain(raw))
        yield from reader.close()
        zone = ("no time zone",) if reader.has_local_times else ()
        source.lacks = (*(() if reader.hosts else ("no computer name",)), *zone)


@dataclass(slots=True)
class _Seen:
    start: datetime
    end: datetime
    records: int = 0


@dataclass(slots=True)
class _Reader:
    """The lines of one file; `stamp` is the last time seen, and the line it stood on."""

    path: str
    clock: Clock
    unread: Unread
    failures: Failures = field(default_factory=Failures)
    stamp: Stamp | None = None
    stamp_line: int = 0
    typed: str = ""
    seen: dict[tuple[str, str], _Seen] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    has_local_times: bool = False
    span: tuple[datetime, datetime] | None = None

    def feed(self, number: int, text: str) -> Iterator[Item]:
        stamp = read_stamp(text, self.clock)
        if stamp is None:
            yield from self._all(self.failures.feed((number, _unfolded(text))))
            return
        # What was found belongs to the time before this one.
        yield from self._all(self.failures.end("unknown"))
        self.stamp, self.stamp_line = stamp, number
        if stamp.time:
            first, last = self.span or (stamp.time, stamp.time)
            self.span = (min(first, stamp.time), max(last, stamp.time))
            self.has_local_times = self.has_local_times or stamp.basis == "assumed"
        if grammar.TYPED.search(stamp.rest):
            self.typed = stamp.rest
        yield from self._all(self.failures.told((number, _unfolded(stamp.rest))))

    def close(self) -> Iterator[Item]:
        yield from self._all(self.failures.end("unknown"))
        if self.span and not self.seen:
            self.seen["", SCRIPT] = _Seen(*self.span)
        for (host, channel), seen in sorted(self.seen.items()):
            start, end = self.span or (seen.start, seen.end)
            yield Stretch(self.path, host, channel, None, None, start, end, seen.records)
        yield from self.unread.items()

    def _all(self, found: Iterator[Found]) -> Iterator[Record]:
        for one in found:
            yield from self._told(one)

    def _told(self, found: Found) -> Iterator[Record]:
        stamp = self.stamp
        position = f"line:{found.line}"
        if stamp is None or stamp.time is None:
            why = stamp.why if stamp else _UNTIMED
            self.unread.add(position, "refused", f"{why}: {grammar.gist(found.text)}")
            return
        channel = SCRIPT if found.line == self.stamp_line else CONSOLE
        ansible = grammar.ANSIBLE.search(found.text)
        host = ansible["host"] if ansible else stamp.host or ""
        self.hosts |= {host} if host else set()
        self.seen.setdefault((host, channel), _Seen(stamp.time, stamp.time)).records += 1
        above = found.line - self.stamp_line
        fields = {
            "Kind": found.kind,
            "Ending": found.ending,
            "Command": found.command,
            "Before": None if found.command else self.typed,
            "Remote": found.remote,
            "TimeOf": f"the last time above, by {above} lines" if above else None,
        }
        yield Record(
            path=self.path,
            position=position,
            provider=channel,
            channel=channel,
            event_id=0,
            record_id=None,
            time=stamp.time,
            computer=host,
            time_basis=stamp.basis,
            fields={name: value for name, value in fields.items() if value},
            message=found.text,
        )


def _unfolded(text: str) -> str:
    """Ansible prints the output of a task as JSON on one line: its line ends stand in it as escapes."""
    if r"\n" in text and grammar.ANSIBLE.search(text):
        return text.replace(r"\r\n", "\n").replace(r"\n", "\n").replace(r"\"", '"')
    return text


def _is_text(head: bytes) -> bool:
    """Whether bytes can be a log: no binary file, and no format with a grammar of its own."""
    if head.startswith((b"%PDF", b"PK", b"<?xml", b"\x1f\x8b")) or not head.strip():
        return False
    if encoding_of(head) != "utf-8":
        return True
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (8, 9, 10, 12, 13, 27))
    return controls * 1000 <= len(head)
