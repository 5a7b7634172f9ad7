"""The kinds of files that a run can leave, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from analyzer.knowledge.formats import LogFormat, log_format
from analyzer.simulate.emit.console import console_log, dnscmd, script_log, transcript
from analyzer.simulate.emit.console.languages import ENGLISH, LANGUAGES, Language
from analyzer.simulate.emit.console.runs import Run
from analyzer.simulate.emit.console.text import write
from analyzer.simulate.emit.console.transcript import Style

Lines = Callable[[Run, str, Language], Iterator[str]]
"""A run, the zone of its clock and the language of its Windows, as lines."""

OEM = "oem"
"""The encoding of consoles, which depends on the language."""


@dataclass(frozen=True, slots=True)
class Console:
    """A kind of file: its format, its lines, the language of Windows."""

    format: LogFormat
    lines: Lines
    language: Language = ENGLISH

    def write(self, stream: BinaryIO, run: Run, zone: str = "UTC") -> None:
        """Write one run's file; local times are those of `zone`."""
        encoding = self.format.encoding
        write(
            stream,
            self.lines(run, zone, self.language),
            self.language.culture.oem if encoding == OEM else encoding,
        )


def console(name: str) -> Console:
    """The kind of that name, perhaps with a culture (`transcript-5@de-DE`); KeyError if there is none."""
    kind, _, culture = name.partition("@")
    language = _LANGUAGES[culture] if culture else ENGLISH
    return replace(CONSOLES[kind], language=language)


def _transcript(style: Style, run: Run, zone: str, language: Language) -> Iterator[str]:
    return transcript.lines(run, replace(style, zone=zone, language=language))


def _console(version: int, copied: bool, run: Run, _zone: str, language: Language) -> Iterator[str]:
    return console_log.lines(run, language, version=version, copied=copied)


def _dnscmd(prompt: bool, run: Run, _zone: str, _language: Language) -> Iterator[str]:
    return dnscmd.lines(run, prompt=prompt)


def _script_log(
    says: script_log.Says, clock: script_log.Clock, run: Run, zone: str, language: Language
) -> Iterator[str]:
    return script_log.lines(run, says, clock, zone, language.culture)


_LANGUAGES = {spoken.culture.name: spoken for spoken in LANGUAGES}
_PATH = r"C:\Transcripts\keys.txt"
_LINES: dict[str, Lines] = {
    "transcript-5": partial(_transcript, Style(path=_PATH)),
    "transcript-5-commands": partial(_transcript, Style(commands=True, doubled=False)),
    "transcript-5-fields": partial(_transcript, Style(path=_PATH, fields=True, width=80)),
    "transcript-7": partial(_transcript, Style(7, path=_PATH, colours=True)),
    "transcript-7-long": partial(_transcript, Style(7, commands=True, short=False)),
    "console-5": partial(_console, 5, False),
    "console-5-cmd": partial(_console, 5, False),
    "console-5-copied": partial(_console, 5, True),
    "console-7": partial(_console, 7, False),
    "dnscmd": partial(_dnscmd, False),
    "dnscmd-prompt": partial(_dnscmd, True),
    "script-log": partial(_script_log, "error-id", "culture"),
    "script-log-code": partial(_script_log, "error-code", "offset"),
    "script-log-exit": partial(_script_log, "exit-code", "iso"),
    "script-log-hresult": partial(_script_log, "hresult", "offset"),
    "script-log-message": partial(_script_log, "message", "iso"),
    "script-log-record": partial(_script_log, "record", "iso"),
    "script-log-dnscmd": partial(_script_log, "dnscmd", "iso"),
}
CONSOLES = {name: Console(log_format(name), lines) for name, lines in _LINES.items()}
"""Every kind, by name; what each loses stands in the table of formats."""
