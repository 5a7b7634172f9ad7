"""Writes a simulation as a folder of logs, with the truth beside them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.knowledge.formats import log_format
from analyzer.simulate.batch import Batch, Item, expanded
from analyzer.simulate.bulk import KINDS, bulk_of
from analyzer.simulate.emit import emitter
from analyzer.simulate.evtx import write_evtx
from analyzer.simulate.sight import Written
from analyzer.simulate.simulation import AS_IT_IS, Gathering, Simulation
from analyzer.simulate.texts import write_runs, write_snapshots
from analyzer.simulate.truth import Truth

EVTX = "evtx"
README = """SIMULATED LOGS

Everything in this folder was made by a program (rollaudit simulate). No computer, account
or zone in it exists; all names are under .example. The shapes are those of Windows; what
happened is known exactly and written down in truth.json.
"""


def write(simulation: Simulation, folder: Path, formats: Sequence[str] = (EVTX,)) -> None:
    """Write all collected logs, `truth.json` and a README; the same simulation gives the same bytes.

    Each log is written once in each of the formats for events, each run of a program in
    those for runs, the settings in those for snapshots; a name may end in a culture
    (`eventviewer-csv@de-DE`), and KeyError is raised for one that the table of formats
    does not have.  How a log was gathered, and what damage it took, the simulation
    says.  Bulk records are made while they are written, so that memory does not grow
    with them.
    """
    kinds = {name: log_format(name.partition("@")[0]).kind for name in formats}
    folder.mkdir(parents=True, exist_ok=True)
    events = [name for name, kind in kinds.items() if kind == "events"]
    written = [
        _write_log(simulation, folder, host, channel, events) for host, channel in _channels(simulation)
    ]
    texts = [
        {"format": name, "path": path}
        for name, kind in kinds.items()
        if kind != "events"
        for path in (write_runs if kind == "runs" else write_snapshots)(simulation, folder, name)
    ]
    truth = json.dumps(Truth(simulation, written).as_json() | {"texts": texts}, indent=1, ensure_ascii=False)
    _write_text(folder / "truth.json", truth + "\n")
    _write_text(folder / "README.txt", README)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _channels(simulation: Simulation) -> list[tuple[str, str]]:
    bulky = {
        (host.name, channel)
        for host in simulation.logs.hosts.values()
        for channel in KINDS
        if host.logs(channel) and simulation.filler_per_day.get(channel)
    }
    return sorted(bulky | set(simulation.logs.channels()))


def _write_log(
    simulation: Simulation, folder: Path, host: str, channel: str, formats: Sequence[str]
) -> Written:
    if (host, channel) in simulation.uncollected or not formats:
        written = Written(host, channel)
        for _ in _counted(_items(simulation, host, channel), written):
            pass
        return written
    (folder / host).mkdir(exist_ok=True)
    gathering = simulation.gathering.get((host, channel), AS_IT_IS)
    stem = f"{host}/{channel.replace('/', '%4')}"
    paths, written = [], Written(host, channel)
    for name in formats:
        paths.append(stem + emitter(name).extension)
        written = Written(host, channel)
        absent, items = _left(gathering, _items(simulation, host, channel))
        if name == EVTX:
            _write_evtx(folder / paths[-1], _counted(items, written), gathering, written)
        else:
            with (folder / paths[-1]).open("wb") as stream:
                emitter(name).write(stream, expanded(_counted(items, written)), simulation.tz)
        written.lose("absent", absent)
    written.paths = tuple(paths)
    return written


def _items(simulation: Simulation, host: str, channel: str) -> Iterator[Item]:
    bulk = bulk_of(
        simulation.logs.hosts[host],
        channel,
        sorted(simulation.world.zones),
        simulation.start,
        simulation.end,
        simulation.filler_per_day.get(channel, 0),
        simulation.seed,
    )
    return simulation.logs.items(host, channel, bulk)


def _left(gathering: Gathering, items: Iterator[Item]) -> tuple[list[int], Iterator[Item]]:
    """What was left when the log was copied, and the ids that were not, which grow while it is read."""
    if gathering.left is None:
        return [], items
    remaining = gathering.left(expanded(items))
    return remaining.lost, remaining.entries


def _write_evtx(path: Path, items: Iterator[Item], gathering: Gathering, written: Written) -> None:
    if gathering.damage is None:
        with path.open("wb") as stream:
            write_evtx(stream, items, gathering.style)
        return
    whole = io.BytesIO()
    write_evtx(whole, items, gathering.style)
    damaged = gathering.damage(whole.getvalue())
    path.write_bytes(damaged.data)
    written.lose("damaged", damaged.lost)
    written.lose("doubtful", damaged.doubtful)


def _counted(items: Iterator[Item], written: Written) -> Iterator[Item]:
    for item in items:
        first = item.entry(0) if isinstance(item, Batch) else item
        last = item.entry(len(item) - 1) if isinstance(item, Batch) else item
        if written.records == 0:
            written.first_id, written.start = first.record_id, first.time
        written.last_id, written.end = last.record_id, last.time
        written.records += len(item) if isinstance(item, Batch) else 1
        yield item
