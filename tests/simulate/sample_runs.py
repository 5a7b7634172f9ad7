"""Runs of programs, for tests of what they leave on the screen and in files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from analyzer.simulate.emit.console import Run, runs
from analyzer.simulate.emit.snapshots import signing_keys
from analyzer.simulate.hosts import Host
from analyzer.simulate.operations import INVOKE, SIGN, Request
from analyzer.simulate.sessions import Process
from analyzer.simulate.world import Actor
from analyzer.simulate.zones import Skd, Status, Zone, ZoneSettings

TIME = datetime(2025, 3, 27, 22, 19, 20, 219123, tzinfo=UTC)
KEY = "60901e33-ad11-429b-bbc8-0234171931c0"
SERVER = "ns1.corp.example"
_HOST = Host("admin1.corp.example", "ADMIN1", "operator")
_BOB = Actor(r"CORP\bob", "S-1-5-21-1")
_SCRIPT = r'C:\Windows\powershell.exe -NoProfile -File "C:\Scripts\roll.ps1"'
_DNSCMD = f"dnscmd {SERVER} /ZonePerformKeyRollover corp.example {{{KEY.upper()}}} /f"


@dataclass(frozen=True, slots=True)
class Made:
    """A try, as far as a run needs it."""

    time: datetime
    process: Process
    tool: Literal["cmdlet", "dnscmd"]
    request: Request
    code: int


def run(command_line: str, *codes: int, tool: Literal["cmdlet", "dnscmd"] = "cmdlet") -> Run:
    """One run whose tries the server answered with these codes, a minute apart."""
    process = Process(_HOST, _BOB, command_line.partition(" ")[0], command_line, 4242)
    requests = [Request(SERVER, INVOKE, "corp.example", KEY), Request(SERVER, SIGN, "lab.example")]
    tries = [
        Made(TIME + timedelta(minutes=n), process, tool, requests[n % 2], code)
        for n, code in enumerate(codes)
    ]
    (found,) = runs(tries)
    return found


SCRIPT = run(_SCRIPT, 9116, 0, 9120)
PROMPT = run("powershell.exe", 9116, 0)
DNSCMD = run(_DNSCMD, 9116, tool="dnscmd")
DONE = run(_DNSCMD, 0, tool="dnscmd")
KEYS = signing_keys(
    Zone(
        "corp.example",
        ZoneSettings(),
        [SERVER],
        SERVER,
        TIME,
        [Skd(KEY, "KSK", timedelta(days=755), status=Status.KSK_WAITING_FOR_DS_UPDATE)],
    ),
    SERVER,
)
