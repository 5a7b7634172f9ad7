"""How fast a large EVTX file is read, beside the Rust reader's own pass over the same file.

Of small and of large records, 512 MB each: the index pass (from opening the file to the
last item), the same with the hash of the file as an audit does it, and iterating
`records_json()` with two threads.  Ends with 1 where the index pass takes more than a
quarter of the time of that, or more memory than 300 MB.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from evtx import PyEvtxParser  # noqa: E402  # the path is needed for what follows

from analyzer import sources  # noqa: E402
from analyzer.model import Input, Tally  # noqa: E402
from analyzer.sources.evtx import Evtx  # noqa: E402
from analyzer.sources.shape import Options, Source  # noqa: E402
from tests.bench.big_evtx import moulds, write  # noqa: E402
from tests.bench.measuring import measured  # noqa: E402

SIZE = 512 << 20
RUNS = 5
MOST_TIME = 0.25
MOST_MEMORY = 300
REAL = ROOT.parent / "shared" / "samples"
SMALL = "evtx/system-clean.evtx"
LARGE = "damaged/sysmon.evtx"
RELEVANT = ("evtx/dns-server-150.evtx", "evtx/dns-server-2012r2-dirty.evtx")


def index(path: Path) -> int:
    """The index pass; how many records it found."""
    with path.open("rb", buffering=0) as stream:
        items = Evtx().read(Source(path.name, stream), Options())  # type: ignore[arg-type]  # raw is enough here
        return sum(item.count if isinstance(item, Tally) else hasattr(item, "event_id") for item in items)


def audit(path: Path) -> int:
    """The same with hash and account, as an audit reads; how many records it found."""
    return sum(item.records_total for item in sources.read([path]) if isinstance(item, Input))


def rust(path: Path) -> int:
    """Iterate the Rust reader; how many records it found."""
    return sum(1 for _ in PyEvtxParser(str(path), number_of_threads=2).records_json())


def compare(name: str, sample: str) -> bool:
    """Measure on a file made of that sample; whether the promise is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.evtx"
        with path.open("wb") as stream:
            written = write(stream, moulds([REAL / sample]), moulds([REAL / r for r in RELEVANT]), SIZE)
        size = path.stat().st_size / 1e6
        results = {work.__name__: measured(work, path, RUNS, perf_counter) for work in (rust, index, audit)}
    print(f"{name} records: {size:.0f} MB, {written:,} of {size * 1e6 / written:.0f} bytes")
    rust_seconds, own = results["rust"].seconds, results["index"]
    for of, found in results.items():
        print(
            f"  {of:6}{found.result:>10,} records {found.seconds:6.2f} s {size / found.seconds:6.0f} MB/s"
            f"  peak {found.memory:4.0f} MB  ratio {found.seconds / rust_seconds:.3f}"
        )
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


if __name__ == "__main__":
    sys.exit(main())
