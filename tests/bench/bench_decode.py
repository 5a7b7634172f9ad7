"""How fast records become events where all of them matter, or a tenth, beside other readers' own passes.

    python tests/bench/bench_decode.py [--records 100000]

Simulated logs of one DNS server's audit channel, every record with a key GUID of its own: all
records matter, or one in ten.  Ours goes from bytes to events (and, shown apart, to records) on
one core, to which the Rust reader's `records_json()` with `json.loads` is the nearest pass of
another reader: both give the values of every record to Python.  It may use two threads.
python-evtx, libevtx and dissect read a slice of the file.  Runs take turns; of each the best
processor time counts, that of both threads where there are two.
Ends with 1 where events take more than 1/1.5 of the time of the Rust
reader's, or 1/300 of python-evtx's, all of them relevant.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from time import process_time
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pyevtx  # noqa: E402  # the path is needed for what follows
from dissect.eventlog.evtx import Evtx as DissectEvtx  # noqa: E402
from evtx import PyEvtxParser  # noqa: E402
from Evtx.Evtx import Evtx as PythonEvtx  # noqa: E402

from analyzer.events import interpret  # noqa: E402
from analyzer.knowledge import AUDIT_CHANNEL, matters  # noqa: E402
from analyzer.model import Record  # noqa: E402
from analyzer.simulate.bulk import bulk_of  # noqa: E402
from analyzer.simulate.entry import Entry  # noqa: E402
from analyzer.simulate.evtx import write_evtx  # noqa: E402
from analyzer.simulate.fleet import fleet  # noqa: E402
from analyzer.sources.evtx.shape import Evtx  # noqa: E402
from analyzer.sources.shape import Options, Source  # noqa: E402

RUNS = 5
SLICE = 300
START = datetime(2025, 1, 6, tzinfo=UTC)
TIMES_RUST, TIMES_PYTHON = 1.5, 300.0


def entries() -> tuple[list[Entry], list[Entry]]:
    """The audit records of a simulated server that matter, and those that do not."""
    simulation = fleet(7, servers=8, weeks=26, start=START)
    hosts = sorted(host for host, channel in simulation.logs.channels() if channel == AUDIT_CHANNEL)
    nothing = bulk_of(simulation.logs.hosts[hosts[0]], "", [], START, START, 0, 0)
    found = [
        replace(entry, host=f"{hosts[0]}.example")
        for host in hosts
        for entry in simulation.logs.items(host, AUDIT_CHANNEL, nothing)
        if isinstance(entry, Entry)
    ]
    update = (
        ("Type", "1"),
        ("NAME", "client1"),
        ("TTL", "1200"),
        ("Zone", "corp.example"),
        ("ZoneScope", "."),
    )
    matter = [e for e in found if matters(e.channel, e.provider.name, e.event_id)]
    return matter, [replace(e, event_id=519, data=update) for e in matter]


def log(records: int, every: int) -> Iterator[Entry]:
    """That many records, of which one in `every` matters; no two have a GUID in common."""
    rng = random.Random(1)
    some, others = map(cycle, entries())
    for number in range(records):
        entry = next(others if number % every else some)
        data = tuple((name, _fresh(text, rng)) for name, text in entry.data)
        yield replace(entry, data=data, record_id=number + 1, time=START + timedelta(seconds=number))


def _fresh(text: str, rng: random.Random) -> str:
    return f"{{{UUID(int=rng.getrandbits(128))}}}".upper() if text.startswith("{") else text


def records(path: Path) -> int:
    """Ours, up to records."""
    return sum(1 for _ in _records(path))


def events(path: Path) -> int:
    """Ours, up to events."""
    return sum(1 for _ in interpret(_records(path)))


def _records(path: Path) -> Iterator[Record]:
    with path.open("rb", buffering=0) as stream:
        items = Evtx().read(Source(path.name, stream), Options())  # type: ignore[arg-type]  # raw is enough here
        yield from (item for item in items if isinstance(item, Record))


def rust_one(path: Path) -> int:
    """The Rust reader's JSON, read by the standard library; one thread."""
    return _rust(path, 1)


def rust_two(path: Path) -> int:
    """The same with two threads."""
    return _rust(path, 2)


def _rust(path: Path, threads: int) -> int:
    parser = PyEvtxParser(str(path), number_of_threads=threads)
    return sum(bool(json.loads(record["data"])) for record in parser.records_json())


def python_evtx(path: Path) -> int:
    """python-evtx, as XML."""
    with PythonEvtx(str(path)) as one:
        return sum(bool(record.xml()) for record in one.records())


def libevtx(path: Path) -> int:
    """libevtx, as XML."""
    one = pyevtx.file()
    one.open(str(path))
    return sum(bool(one.get_record(n).get_xml_string()) for n in range(one.number_of_records))


def dissect(path: Path) -> int:
    """dissect.eventlog, as dictionaries."""
    with path.open("rb") as stream:
        return sum(bool(dict(record)) for record in DissectEvtx(stream))


WHOLE: tuple[Callable[[Path], int], ...] = (rust_one, rust_two, records, events)
PART: tuple[Callable[[Path], int], ...] = (python_evtx, libevtx, dissect)


def compare(folder: Path, count: int, every: int) -> dict[str, float]:
    """Measure on a file of that many records; microseconds a record, by reader."""
    whole, part = folder / "whole.evtx", folder / "part.evtx"
    for path, size in ((whole, count), (part, min(count, SLICE))):
        with path.open("wb") as stream:
            write_evtx(stream, log(size, every))
    best = {work.__name__: float("inf") for work in (*WHOLE, *PART)}
    for _ in range(RUNS):
        for work in (*WHOLE, *PART):
            path, size = (part, min(count, SLICE)) if work in PART else (whole, count)
            start = process_time()
            found = work(path)
            spent = (process_time() - start) / size * 1e6
            if found != (-(-size // every) if work in (records, events) else size):
                raise AssertionError(f"{work.__name__} found {found:,} of {size:,}")
            best[work.__name__] = min(best[work.__name__], spent)
    share = "all" if every == 1 else f"1 in {every}"
    print(f"{count:,} records, {whole.stat().st_size / 1e6:.0f} MB, {share} relevant")
    for name, spent in best.items():
        print(f"  {name:12}{spent:9.2f} us a record{spent / best['events']:9.1f} times ours")
    return best


def main() -> int:
    """Both files; 1 where the promises for the one of which all records matter are not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        best = compare(Path(folder), options.records, 1)
        compare(Path(folder), options.records, 10)
    rust = min(best["rust_one"], best["rust_two"]) / best["events"]
    python = best["python_evtx"] / best["events"]
    kept = rust >= TIMES_RUST and python >= TIMES_PYTHON
    print(
        f"all relevant: {rust:.2f} times the Rust reader's JSON (goal {TIMES_RUST}), "
        f"{python:.0f} times python-evtx (goal {TIMES_PYTHON:.0f}): {'kept' if kept else 'NOT KEPT'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
