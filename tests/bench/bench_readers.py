"""Large EVTX files read by this and by other readers, in turn: the index, and the whole command.

Files of repeated real and simulated chunks with fresh ids and times: of a System log (smallest
records), of the shell's (small ones), of a Security log (large ones) and of Sysmon's (larger ones
than the goals name).  Chunks of the second and third hold remains of deleted records, which are
looked for and read, too.  Few records matter (one chunk in a thousand), or many (one in ten).
Each work runs in a process of its own, by turns with the others, on a file that is in the cache;
times are wall-clock times of the best round, from opening the file to the last item.  Those of
the whole command include its start, and its report.  `--most` is the size of the largest file
in MB.  Ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pyevtx  # noqa: E402  # the path is needed for what follows
from dissect.eventlog.evtx import Evtx as Dissect  # noqa: E402
from evtx import PyEvtxParser  # noqa: E402
from Evtx.Evtx import Evtx as PythonEvtx  # noqa: E402

from analyzer.simulate.fleet import fleet  # noqa: E402
from analyzer.simulate.write import write as write_fleet  # noqa: E402
from tests.bench.bench_index import one_thread, two_processes  # noqa: E402
from tests.bench.big_evtx import Mould, moulds, write  # noqa: E402
from tests.bench.measuring import INSTALLED, Measure, by_turns  # noqa: E402

MB = 1 << 20
PIECE = 1 << 20
REAL = ROOT.parent / "shared" / "samples"
SMALL, LARGE = REAL / "evtx/system-clean.evtx", REAL / "damaged/security_bad_string_cache.evtx"
SHELL = REAL / "damaged/E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational.evtx"
SYSMON = REAL / "damaged/sysmon.evtx"
MATTER = ("evtx/dns-server-150.evtx", "evtx/dns-server-2012r2-dirty.evtx")
LARGEST = 4095
"""MB: a file's header counts its chunks in 16 bits."""

FEW, MANY = 1024, 10
"""One chunk of so many holds records that matter."""

Work = Callable[[Path], int]


def command(path: Path) -> int:
    """The whole command, with hashes and the report in its default formats."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "analyzer", "audit", str(path), "-o", folder, "--quiet"]
        return subprocess.run(
            call, check=False, cwd=ROOT, stdout=subprocess.DEVNULL, env=INSTALLED
        ).returncode


def rust(path: Path, threads: int, form: str) -> int:
    """`evtx`, as JSON or XML."""
    parser = PyEvtxParser(str(path), number_of_threads=threads)
    return sum(1 for _ in (parser.records_json() if form == "JSON" else parser.records()))


def python_evtx(path: Path) -> int:
    """python-evtx, as XML."""
    with PythonEvtx(str(path)) as log:
        return sum(1 for record in log.records() if record.xml())


def libevtx(path: Path) -> int:
    """libevtx-python, as XML."""
    log = pyevtx.file()
    log.open(str(path))
    count = 0
    for record in log.records:
        with suppress(OSError):
            count += bool(record.get_xml_string())
    log.close()
    return count


def dissect(path: Path) -> int:
    """dissect.eventlog, as records of its own."""
    with path.open("rb") as stream:
        return sum(1 for _ in Dissect(stream))


def cat(path: Path) -> int:
    """The bytes alone."""
    return _pieces(path, lambda _: None)


def sha256(path: Path) -> int:
    """Their hash."""
    return _pieces(path, hashlib.sha256().update)


def crc32(path: Path) -> int:
    """Their checksum."""
    return _pieces(path, zlib.crc32)


def _pieces(path: Path, use: Callable[[memoryview], object]) -> int:
    piece = memoryview(bytearray(PIECE))
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(piece):  # type: ignore[attr-defined]  # typeshed's BinaryIO lacks it
            use(piece[:count])
    return 0


JSON_2 = "evtx JSON, 2 threads"
INDEX, ONE, COMMAND = "index, 2 processes", "index, 1 thread", "rollaudit audit"
LIMITS: dict[str, Work] = {"cat": cat, "crc32": crc32, "sha256": sha256}
RUST: dict[str, Work] = {
    f"evtx {form}, {threads} thread{'s' * (threads > 1)}": partial(rust, threads=threads, form=form)
    for form in ("JSON", "XML")
    for threads in (1, 2)
}
SLOW: dict[str, Work] = {"libevtx-python": libevtx, "dissect.eventlog": dissect, "python-evtx": python_evtx}


def main() -> int:
    """All tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--most", type=int, default=LARGEST, help="MB of the largest file")
    most = arguments.parse_args().most
    if not REAL.is_dir():
        print(f"{REAL.name} is missing: there are no real chunks to repeat")
        return 0
    small, few = moulds([SMALL]), moulds([REAL / name for name in MATTER])
    simulated = _simulated()
    own: dict[str, Work] = {INDEX: two_processes, ONE: one_thread, JSON_2: RUST[JSON_2]}
    whole: dict[str, Work] = {COMMAND: command, JSON_2: RUST[JSON_2]}
    kept = []
    for size, works, rounds in ((2, SLOW, 1), (100, {INDEX: two_processes, **RUST, **LIMITS}, 3)):
        with made(small, few, FEW, size * MB) as (path, records):
            print(f"\nSmallest records, few matter: {_told(path, records)}")
            shown(path, works, rounds)
    others = {"Small": SHELL, "Large": LARGE, "Larger": SYSMON}
    kinds = {"Smallest": small} | {name: moulds([path]) for name, path in others.items()}
    for name, many in kinds.items():
        for size in (s for s in (10, 100, 1024, LARGEST) if s <= most):
            with made(many, few, FEW, size * MB) as (path, records):
                print(f"\n{name} records, few matter: {_told(path, records)}")
                found = shown(path, own, 2 if size < LARGEST else 1)
                kept.append(size != 1024 or reached(found, INDEX, 10))
                if size >= 1024:
                    found = shown(path, whole, 1)
                    kept.append(size != LARGEST or reached(found, COMMAND, 3))
    with made(small, simulated, MANY, min(1024, most) * MB) as (path, records):
        print(f"\nSmallest records, one chunk in ten of simulated ones that matter: {_told(path, records)}")
        shown(path, own, 2)
    return 0 if all(kept) else 1


@contextmanager
def made(many: list[Mould], few: list[Mould], every: int, size: int) -> Iterator[tuple[Path, int]]:
    """A file of that size, in the cache, and how many records it has."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.evtx"
        with path.open("wb") as stream:
            records = write(stream, many, few, size, every)
        cat(path)
        yield path, records


def shown(path: Path, works: dict[str, Work], rounds: int) -> dict[str, Measure]:
    """Measure the works by turns, and print their times."""
    found = by_turns(works, path, rounds)
    megabytes = path.stat().st_size / 1e6
    peer = found.get(JSON_2)
    for name, one in found.items():
        ratio = f"{peer.seconds / one.seconds:8.2f} times as fast as {JSON_2}" if peer else ""
        memory = f"peak {one.memory:5.0f} MB"
        print(f"  {name:20}{one.seconds:8.2f} s {megabytes / one.seconds:7,.1f} MB/s  {memory}  {ratio}")
    return found


def reached(found: dict[str, Measure], own: str, goal: float) -> bool:
    """Whether ours is so many times as fast as the Rust reader; says so."""
    is_reached = found[JSON_2].seconds >= goal * found[own].seconds
    print(f"  goal for {own}, {goal:g} times: {'reached' if is_reached else 'MISSED'}")
    return is_reached


def _told(path: Path, records: int) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:,.0f} MB, {records:,} records of {size / records:.0f} bytes"


def _simulated() -> list[Mould]:
    """Chunks of a simulated fleet's audit logs: every record in them matters."""
    folder = Path(tempfile.mkdtemp())
    write_fleet(fleet(7, servers=2, weeks=26), folder)
    found = moulds(sorted(folder.rglob("*DNSServer%4Audit.evtx")))
    shutil.rmtree(folder)
    return found


if __name__ == "__main__":
    sys.exit(main())
