"""Runs of programs, as whoever sat before the screen saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from analyzer.simulate.operations import Request
from analyzer.simulate.sessions import Process
from analyzer.simulate.traces.powershell import command, error_text

_FIRST_LINE = 12
_SCRIPT = re.compile(r'-File "?([^"]+)"?')


class Made(Protocol):
    """What is needed of a try."""

    @property
    def time(self) -> datetime:
        """When it was made."""

    @property
    def process(self) -> Process:
        """The program that made it."""

    @property
    def tool(self) -> str:
        """`cmdlet` or `dnscmd`."""

    @property
    def request(self) -> Request:
        """What was asked of which server."""

    @property
    def code(self) -> int:
        """What the server answered."""


@dataclass(frozen=True, slots=True)
class Call:
    """One command of a run: `text` as it was typed, `line` where it stands in a script.

    `failure` is what the module would say in English, were the command to fail;
    `output` are the lines that it printed.
    """

    time: datetime
    text: str
    line: int
    operation: str
    server: str
    zone: str
    code: int
    failure: str
    output: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program by an account; `script` is empty at a prompt.

    `stops` says that an error ends the command that met it (`-ErrorAction Stop`).
    """

    host: str
    account: str
    program: str
    process_id: int
    script: str
    stops: bool
    calls: tuple[Call, ...]

    @property
    def start(self) -> datetime:
        """A little before the first command."""
        return self.calls[0].time - timedelta(seconds=3)

    @property
    def end(self) -> datetime:
        """A little after the last command."""
        return self.calls[-1].time + timedelta(seconds=2)


def runs(tries: Iterable[Made]) -> list[Run]:
    """The runs that made these tries, in order of their first; scripts stop at errors, prompts do not."""
    found: dict[int, list[Made]] = {}
    for made in tries:
        found.setdefault(id(made.process), []).append(made)
    return [_run(some) for some in found.values()]


def look(time: datetime, server: str, zone: str, cmdlet: str, output: Iterable[str]) -> Call:
    """A command that only asks (`Get-DnsServerSigningKey`), and what it printed."""
    text = f"{cmdlet} -ZoneName {zone} -ComputerName {server}"
    return Call(time, text, 1, cmdlet, server, zone, 0, "", tuple(output))


def with_looks(run: Run, looks: Iterable[Call]) -> Run:
    """The run with such commands among its own, in order of time."""
    return replace(run, calls=tuple(sorted((*run.calls, *looks), key=lambda call: call.time)))


def _run(tries: list[Made]) -> Run:
    process = tries[0].process
    script = _SCRIPT.search(process.command_line)
    return Run(
        host=process.host.computer,
        account=process.actor.name,
        program=process.command_line,
        process_id=process.process_id,
        script=script[1] if script else "",
        stops=script is not None,
        calls=tuple(_call(made, number, script is not None) for number, made in enumerate(tries)),
    )


def _call(made: Made, number: int, in_script: bool) -> Call:
    request, process = made.request, made.process
    dnscmd = made.tool == "dnscmd"
    return Call(
        time=process.host.clock(made.time),
        text=process.command_line if dnscmd else command(request),
        line=_FIRST_LINE + number if in_script else 1,
        operation=request.operation,
        server=request.server,
        zone=request.zone,
        code=made.code,
        failure=error_text(request),
    )
