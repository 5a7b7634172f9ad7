"""Transcripts of PowerShell: `Start-Transcript`, or those that a policy has kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analyzer.simulate.emit import times
from analyzer.simulate.emit.console.errors import cim_fields, long_view, sentence, short_view
from analyzer.simulate.emit.console.languages import ENGLISH, Language
from analyzer.simulate.emit.console.runs import Call, Run

_STARS = "*" * 22
_PROMPT = "PS C:\\Windows\\system32> "
_SYSTEM = "Microsoft Windows NT 10.0.20348.0"


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between transcripts of the same run.

    `commands` writes each command with its time (`-IncludeInvocationHeader`, and the
    policy); `path` is what `Start-Transcript` says it writes to, empty under a policy;
    `doubled` prints errors twice, as transcripts do; `fields` lists what the exception
    holds; `short` and `colours` are PowerShell 7's own.
    """

    version: Literal[5, 7] = 5
    language: Language = ENGLISH
    zone: str = "UTC"
    width: int = 120
    path: str = ""
    commands: bool = False
    doubled: bool = True
    fields: bool = False
    short: bool = True
    colours: bool = False
    ended: bool = True

    @property
    def spoken(self) -> Language:
        """The language of the transcript: 7 knows only English."""
        return self.language if self.version == 5 else ENGLISH


def lines(run: Run, style: Style | None = None) -> Iterator[str]:
    """The transcript of a run.

    Loses the zone of its times; without `commands` also the time of each try, and in a
    script every try that succeeded.  A file that is not `ended` was copied too early, or
    its process was killed.
    """
    style = style or Style()
    yield from _header(run, style)
    if style.path:
        yield style.spoken.started.format(path=style.path)
    for call in run.calls:
        yield from _command(call, run, style)
        yield from call.output
        if call.code:
            yield from _error(call, run, style)
    if style.ended:
        ending = style.spoken.end if style.version == 5 else style.spoken.end.removeprefix("Windows ")
        yield from (_STARS, ending, f"{style.spoken.end_time}{_stamp(run.end, style)}", _STARS)


def _header(run: Run, style: Style) -> Iterator[str]:
    spoken = style.spoken
    values = (
        _stamp(run.start, style),
        run.account,
        run.account,
        "",
        f"{run.host} ({_SYSTEM})",
        run.program,
        str(run.process_id),
    )
    yield _STARS
    yield spoken.start if style.version == 5 else spoken.start.removeprefix("Windows ")
    yield from (f"{label}: {value}" for label, value in zip(spoken.labels, values, strict=True))
    yield from (f"{name}: {value}" for name, value in _VERSIONS[style.version])
    yield _STARS


def _command(call: Call, run: Run, style: Style) -> Iterator[str]:
    if style.commands:
        yield from (_STARS, f"{style.spoken.command_time}{_stamp(call.time, style)}", _STARS)
        yield f"PS>{call.text}" if run.script else f"{_PROMPT}{call.text}"
    elif not run.script:
        yield f"{_PROMPT}{call.text}"


def _error(call: Call, run: Run, style: Style) -> Iterator[str]:
    if run.stops:
        yield f'PS>TerminatingError({call.operation}): "{sentence(call, style.spoken)}"'
    for _ in range(2 if style.doubled else 1):
        if style.version == 7 and style.short:
            yield from short_view(call, run, colours=style.colours)
        else:
            yield from long_view(call, run, style.spoken, style.width, style.version)
    if style.fields:
        yield from cim_fields(call, style.spoken)


def _stamp(time: datetime, style: Style) -> str:
    return times.local(time, style.zone).strftime("%Y%m%d%H%M%S")


_VERSIONS = {
    5: (
        ("PSVersion", "5.1.20348.2227"),
        ("PSEdition", "Desktop"),
        ("PSCompatibleVersions", "1.0, 2.0, 3.0, 4.0, 5.0, 5.1.20348.2227"),
        ("BuildVersion", "10.0.20348.2227"),
        ("CLRVersion", "4.0.30319.42000"),
        ("WSManStackVersion", "3.0"),
        ("PSRemotingProtocolVersion", "2.3"),
        ("SerializationVersion", "1.1.0.1"),
    ),
    7: (
        ("PSVersion", "7.4.6"),
        ("PSEdition", "Core"),
        ("GitCommitId", "7.4.6"),
        ("OS", "Microsoft Windows 10.0.20348"),
        ("Platform", "Win32NT"),
        ("PSCompatibleVersions", "1.0, 2.0, 3.0, 4.0, 5.0, 5.1, 6.0, 7.0"),
        ("PSRemotingProtocolVersion", "2.3"),
        ("SerializationVersion", "1.1.0.1"),
        ("WSManStackVersion", "3.0"),
    ),
}
