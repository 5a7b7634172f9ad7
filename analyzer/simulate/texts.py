"""What people kept of their sessions, and the settings they exported, beside the logs."""

from __future__ import annotations

from pathlib import Path

from analyzer.knowledge.formats import log_format
from analyzer.simulate.emit.console import Run, console, runs
from analyzer.simulate.emit.cultures import EN_US
from analyzer.simulate.emit.snapshots import signing_keys, zone_settings
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from analyzer.simulate.sessions import DNSCMD_EXE, PWSH_EXE
from analyzer.simulate.simulation import Simulation


def write_runs(simulation: Simulation, folder: Path, name: str) -> list[str]:
    """Each run of a program that leaves texts of that format as a file of its host; their paths."""
    found = []
    for number, run in enumerate(runs(simulation.callers.tries), 1):
        if _program(run) == _program_of(name):
            path = f"{run.host.lower()}/runs/{number:04}{console(name).format.extension}"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("wb") as stream:
                console(name).write(stream, run, simulation.tz)
            found.append(path)
    return found


def write_snapshots(simulation: Simulation, folder: Path, name: str) -> list[str]:
    """Keys and settings of each zone as its key master shows them at the end; the paths."""
    found = []
    extension = log_format(name).extension
    for _, zone in sorted(simulation.world.zones.items()):
        server = zone.key_master
        (folder / server / "settings").mkdir(parents=True, exist_ok=True)
        for what, things in (
            ("keys", signing_keys(zone, server)),
            ("zone", [zone_settings(zone, server)]),
        ):
            path = f"{server}/settings/{zone.name}.{what}{extension}"
            with (folder / path).open("wb") as stream:
                SNAPSHOTS[name](stream, things, simulation.tz, EN_US)
            found.append(path)
    return found


def _program(run: Run) -> str:
    if run.program.startswith(PWSH_EXE):
        return "7"
    return "dnscmd" if run.program.startswith((DNSCMD_EXE, "dnscmd")) else "5"


def _program_of(name: str) -> str:
    """Which program leaves texts of a format: PowerShell 5.1 or 7, or dnscmd."""
    kind = name.partition("@")[0]
    if "dnscmd" in kind:
        return "dnscmd"
    return "7" if kind.startswith(("transcript-7", "console-7")) else "5"
