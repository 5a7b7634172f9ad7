"""How fast a large EVTX file is indexed, beside the Rust reader's own pass over the same file.

Of small and of large records, 1 GB each, of which one chunk in 1,024 is relevant: the index
pass on one thread (from opening the file to the last item), the same of the file's parts by
two processes, the same with the hash of the file as an audit does it, and iterating
`records_json()` with two threads; by turns, the best of some rounds.  Then the shares of the
steps of the index.  Ends with 1 where the index pass on one thread takes more than 0.2 of
the time of the Rust reader on two, or more memory than 300 MB.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import thread_time
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from evtx import PyEvtxParser  # noqa: E402  # the path is needed for what follows

from analyzer import sources  # noqa: E402
from analyzer.model import Input, Item, Tally  # noqa: E402
from analyzer.sources.evtx import blocks, index, native, reader  # noqa: E402
from analyzer.sources.evtx.layout import FILE_HEADER, FileHeader  # noqa: E402
from analyzer.sources.evtx.parts import joined, read_part  # noqa: E402
from analyzer.sources.evtx.ranges import Range, place_of, ranges  # noqa: E402
from analyzer.sources.evtx.reader import Rest  # noqa: E402
from analyzer.sources.evtx.shape import Evtx  # noqa: E402
from analyzer.sources.shape import Options, Source  # noqa: E402
from tests.bench.big_evtx import moulds, write  # noqa: E402
from tests.bench.measuring import by_turns  # noqa: E402

SIZE = 1 << 30
ROUNDS = 5
STARTED = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
"""How the second process begins; its time counts."""

MOST_TIME = 0.2
MOST_MEMORY = 300
REAL = ROOT.parent / "shared" / "samples"
SMALL = "evtx/system-clean.evtx"
LARGE = "damaged/sysmon.evtx"
RELEVANT = ("evtx/dns-server-150.evtx", "evtx/dns-server-2012r2-dirty.evtx")

STEPS: dict[str, tuple[Any, str]] = {
    "read the bytes (a thread of its own)": (blocks, "_fill"),
    "walk the records": (reader, "walk"),
    "templates: which definition": (index.Index, "_layouts"),
    "arrays: where values stand": (index.Arrays, "find"),
    "provider, channel, computer": (index.Index, "_kinds_of"),
    "index: all of System, the three above too": (native.Index, "rows"),
    "contradicted ids": (reader, "contradicted"),
    "runs of ids, duplicates": (reader.Runs, "add"),
    "events of each row, and their sums": (reader, "grouped"),
    "tallies": (reader.Tallies, "add"),
    "deleted records": (reader.Slack, "add"),
    "damage": (reader, "look_into"),
}


def rust(path: Path) -> int:
    """Iterate the Rust reader; how many records it found."""
    return sum(1 for _ in PyEvtxParser(str(path), number_of_threads=2).records_json())


def one_thread(path: Path) -> int:
    """The index pass; how many records it found."""
    with path.open("rb", buffering=0) as stream:
        items = Evtx().read(Source(path.name, stream), Options())  # type: ignore[arg-type]  # raw is enough here
        return sum(map(_records, items))


def two_processes(path: Path) -> int:
    """The same of the file's parts by two processes, joined; how many records it found."""
    with path.open("rb") as stream:
        head = stream.read(FILE_HEADER)
    parts = ranges(head, path.stat().st_size)
    if not parts:
        return one_thread(path)
    with ProcessPoolExecutor(2, multiprocessing.get_context(STARTED)) as pool:
        items = [item for found in pool.map(partial(_part, path), parts) for item in found]
    rests = [item for item in items if isinstance(item, Rest)]
    source = Source(path.name, path.open("rb"))
    with source.stream:
        end = joined(source, Options(), FileHeader.of(head), rests, _unasked)
        return sum(map(_records, end)) + sum(_records(item) for item in items if not isinstance(item, Rest))


def _part(path: Path, chunks: Range) -> list[Item | Rest]:
    with path.open("rb", buffering=0) as stream:
        stream.seek(place_of(chunks[0]))
        return list(read_part(path.name, stream, Options(), chunks))  # type: ignore[arg-type]  # as above


def audit(path: Path) -> int:
    """The index pass with hash and account, as an audit reads; how many records it found."""
    return sum(item.records_total for item in sources.read([path]) if isinstance(item, Input))


def shares(path: Path) -> dict[str, float]:
    """The processor time of each step as a share of all that the index pass takes on its thread."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            start = thread_time()
            result = work(*args, **kwargs)
            spent[name] += thread_time() - start
            return result

        return step

    patches = [
        patch.object(owner, name, timed(step, getattr(owner, name))) for step, (owner, name) in STEPS.items()
    ]
    for one in patches:
        one.start()
    start = thread_time()
    one_thread(path)
    total = thread_time() - start
    for one in patches:
        one.stop()
    return {step: spent[step] / total for step in STEPS}


def compare(name: str, sample: str) -> bool:
    """Measure on a file made of that sample; whether the promise is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.evtx"
        with path.open("wb") as stream:
            written = write(stream, moulds([REAL / sample]), moulds([REAL / r for r in RELEVANT]), SIZE)
        size = path.stat().st_size / 1e6
        results = by_turns(
            {work.__name__: work for work in (rust, one_thread, two_processes, audit)}, path, ROUNDS
        )
        steps = shares(path)
    print(f"{name} records: {size:.0f} MB, {written:,} of {size * 1e6 / written:.0f} bytes")
    rust_seconds, own = results["rust"].seconds, results["one_thread"]
    for of, found in results.items():
        print(
            f"  {of:12}{found.result:>10,} records {found.seconds:6.2f} s {size / found.seconds:6.0f} MB/s"
            f"  peak {found.memory:4.0f} MB  ratio {found.seconds / rust_seconds:.3f}"
        )
    for step, share in steps.items():
        print(f"    {step:42}{share:6.1%}")
    kept = own.seconds <= MOST_TIME * rust_seconds and not own.memory > MOST_MEMORY
    kept &= {found.result for found in results.values()} == {written}
    print(
        f"  index: at most {MOST_TIME} and {MOST_MEMORY} MB, every record: {'kept' if kept else 'NOT KEPT'}"
    )
    return kept


def main() -> int:
    """Both comparisons."""
    if not REAL.is_dir():
        print(f"{REAL.name} is missing: there are no real chunks to repeat")
        return 0
    return 0 if all([compare("small", SMALL), compare("large", LARGE)]) else 1


def _records(item: Item) -> int:
    return item.count if isinstance(item, Tally) else hasattr(item, "event_id")


def _unasked(*_: object) -> Any:
    """Ids of these files are all different: no part asks another."""
    raise AssertionError


if __name__ == "__main__":
    sys.exit(main())
