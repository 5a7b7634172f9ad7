"""Whether every format tells of a simulated fleet what its EVTX tells, less what the table of formats says.

    python -m tests.accuracy.formats_against_evtx [--seeds N] [--servers N] [--weeks N] [FORMAT...]

Exit code 1 where an event differs in a field that the format should have.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from analyzer import sources
from analyzer.conflicts.attempts import merge
from analyzer.events import interpret
from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.knowledge.formats import log_format
from analyzer.model import Attempt, Event, Record
from analyzer.reading import read
from analyzer.simulate.emit import EMITTERS, emitter
from analyzer.simulate.fleet import fleet
from analyzer.simulate.simulation import Simulation
from analyzer.simulate.write import write
from analyzer.sources import Options

ONLY = {"azure-rows": AUDIT_CHANNEL, "filebeat-etw": AUDIT_CHANNEL, "dns-debug": CLASSIC_CHANNEL}
"""Formats that hold one channel alone."""

COPIES = ("eventviewer-csv", "evtx-dump-jsonl", "eventviewer-text")

_PIPELINE = 800
_DNS = (AUDIT_CHANNEL, CLASSIC_CHANNEL, "DNS debug log")

Told = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Events of one log that only one of two formats tells."""

    log: str
    only_evtx: Counter[Told]
    only_copy: Counter[Told]


def differences(simulation: Simulation, name: str, folder: Path) -> Iterator[Difference]:
    """All differences between the EVTX and that format, log by log, of a simulation written twice."""
    write(simulation, folder, ("evtx", name))
    end = emitter(name).extension
    for copy in sorted(folder.glob(f"*/*{end}")):
        original = copy.with_name(copy.name.removesuffix(end) + ".evtx")
        channel = original.stem.replace("%4", "/")
        if ONLY.get(name, channel) != channel:
            continue
        loses = log_format(name.partition("@")[0]).loses
        wanted, found = (
            Counter(told(event, loses) for event in _events(path, simulation.tz, loses))
            for path in (original, copy)
        )
        if wanted != found:
            log = f"{original.parent.name}/{original.name}"
            yield Difference(log, wanted - found, found - wanted)


def _events(path: Path, tz: str, loses: frozenset[str]) -> Iterator[Event]:
    records = (i for i in sources.read([path], Options(ZoneInfo(tz), "mdy")) if isinstance(i, Record))
    return (event for event in interpret(records) if event.channel in _DNS or not _is_bare(loses))


def _is_bare(loses: frozenset[str]) -> bool:
    """Whether neither data nor text is left: then events of programs tell of nothing."""
    return "fields" in loses and not loses.isdisjoint(("message", "end of message"))


def told(event: Event, loses: frozenset[str]) -> Told:
    """What of an event a format that loses so much must tell."""
    mask: dict[str, object] = {
        "time": _cut(event.time, loses),
        "host": event.host,
        "channel": event.channel.lower(),
        "event": event.event_id,
        "record": event.record_id,
        "action": event.action,
        "zone": event.zone,
        "key": event.key_guid,
        "role": event.key_role,
        "operation": event.operation,
        "outcome": event.outcome,
        "codes": tuple(sorted(d.name for d in event.detections)),
        "actor": event.actor,
    }
    if event.actor and not loses.isdisjoint(("not ASCII", "not in the code page")):
        mask["actor"] = re.sub(r"[^ -~]", "?", event.actor)
    if event.event_id == _PIPELINE and not loses.isdisjoint(("fields", "unnamed fields")):
        mask["actor"] = None  # the simulator's text of it has no context
    if "line breaks" in loses and event.channel not in _DNS:
        mask |= dict.fromkeys(("zone", "key", "role", "outcome", "actor"))  # they may stand across a break
    for loss in loses:
        for lost in _LOST.get(loss, ()):
            mask[lost] = None
    if _is_bare(loses):
        mask |= dict.fromkeys(_DATA)
    return tuple(mask.items())


_DATA = ("zone", "key", "role", "operation", "outcome", "codes", "actor")
_LOST: dict[str, tuple[str, ...]] = {
    "computer": ("host",),
    "record_id": ("record",),
    "user": ("actor",),
    "binary": ("codes",),
    "channel": ("channel",),
}


def _cut(time: datetime, loses: frozenset[str]) -> datetime:
    if "fractions" in loses:
        return time.replace(microsecond=0)
    return time.replace(microsecond=time.microsecond // 1000 * 1000) if "microseconds" in loses else time


def attempts(simulation: Simulation, formats: Sequence[str], folder: Path) -> Counter[Told]:
    """What all logs in these formats together tell of attempts."""
    write(simulation, folder, formats)
    found: tuple[Attempt, ...] = merge(read([folder], Options(ZoneInfo(simulation.tz), "mdy")).events)
    return Counter(
        (a.time, a.host, a.server, a.operation, a.zone, a.key_guid, a.outcome, a.codes) for a in found
    )


def made(seed: int, servers: int, weeks: int) -> Simulation:
    """A fleet without what fills its logs."""
    simulation = fleet(seed, servers, weeks, blind=False)
    simulation.filler_per_day = {}
    return simulation


def main() -> int:
    """Hold all formats, or those named, against the EVTX."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=[n for n in EMITTERS if n != "evtx"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--servers", type=int, default=3)
    parser.add_argument("--weeks", type=int, default=8)
    given = parser.parse_args()
    faults = 0
    for seed in range(given.seeds):
        simulation = made(seed, given.servers, given.weeks)
        for name in given.formats:
            with tempfile.TemporaryDirectory() as folder:
                found = list(differences(simulation, name, Path(folder)))
            faults += len(found)
            print(f"seed {seed} {name}: {'differs' if found else 'the same'}", flush=True)
            for one in found:
                print(f"  {one.log}")
                for sign, some in (("-", one.only_evtx), ("+", one.only_copy)):
                    for event, count in sorted(some.items(), key=repr)[:3]:
                        print(f"    {sign}{count} {dict(event)}")  # type: ignore[call-overload]
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            alone = attempts(simulation, ["evtx"], Path(one))
            together = attempts(simulation, ["evtx", *COPIES], Path(other))
        print(f"seed {seed}: {alone.total()} attempts; {together.total()} with {', '.join(COPIES)}")
        faults += alone != together
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
