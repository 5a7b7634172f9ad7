"""How fast files of each shape that holds events are read when few of them matter, and in how much memory.

Each file holds dynamic updates of the audit channel with a rollover event now and then,
written by the simulator's emitters.  CSV and text are compared with a plain loop of
`re.search` over their lines, and with ripgrep counting lines of the same pattern where
that is installed.  `--size` is in MB; ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.simulate.emit.formats import EMITTERS  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.entry import Entry  # noqa: E402
from tests.bench.measuring import CODES, ONE_CODE, measured, plain, read, ripgrep  # noqa: E402
from tests.simulate.sample_entries import STARTED  # noqa: E402

GOALS = {
    "evtx-dump-jsonl": 150,
    "winlogbeat": 150,
    "nxlog": 150,
    "wevtutil-xml": 60,
    "eventviewer-xml": 60,
    "evtx-dump-xml": 60,
    "eventviewer-csv": 0,
    "eventviewer-tabs": 0,
    "get-winevent-csv-7": 0,
    "eventviewer-text": 0,
    "eventviewer-text-xml": 60,
    "wevtutil-text": 0,
}
"""MB/s that are promised; 0 where the goal is a ratio."""

FASTER, SLOWER = 10, 4
"""At least so many times as fast as the plain loop; at most so many times as long as ripgrep."""

MEMORY = 400
UPDATE = replace(
    STARTED,
    event_id=519,
    data=(
        ("Type", "1"),
        ("NAME", "client17.corp.example"),
        ("TTL", "1200"),
        ("BufferSize", "4"),
        ("RDATA", "0x0A2A5510"),
        ("Zone", "corp.example"),
        ("ZoneScope", "Default"),
        ("Source", "10.42.85.16"),
    ),
    message=(
        "A resource record of type 1, name client17.corp.example, TTL 1200 and RDATA 0x0A2A5510 was created "
        "in scope Default of zone corp.example via dynamic update from IP Address 10.42.85.16."
    ),
)
ONE_IN = 2000
_SAMPLE = 100


def entries() -> Iterator[Entry]:
    """Updates without end, and a rollover that starts among each two thousand."""
    number = 0
    while True:
        number += 1
        mould = STARTED if number % ONE_IN == 0 else UPDATE
        yield replace(mould, record_id=number, time=mould.time + timedelta(seconds=number // 7))


def write(name: str, path: Path, size: int) -> int:
    """Write a file of about that many bytes; how many records it has."""
    count = size // _bytes_each(name)
    with path.open("wb") as stream:
        EMITTERS[name].write(stream, islice(entries(), count))
    return count


def _bytes_each(name: str) -> int:
    stream = io.BytesIO()
    EMITTERS[name].write(stream, islice(entries(), _SAMPLE))
    return max(1, len(stream.getvalue()) // _SAMPLE)


def compare(name: str, size: int) -> bool:
    """Measure one shape; whether its goals are reached."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        written = write(name, path, size)
        megabytes = path.stat().st_size / 1e6
        found = measured(read, path)
        print(
            f"{name:19}{megabytes:6.0f} MB {found.result:>9,} records {megabytes / found.seconds:6.0f} MB/s"
            f" {found.seconds / max(found.result, 1) * 1e6:5.1f} us each  peak {found.memory:4.0f} MB"
        )
        kept = found.result == written and megabytes / found.seconds >= GOALS[name]
        kept &= not found.memory > MEMORY
        if not GOALS[name]:
            kept &= against(path, found.seconds, f"{'':19}")
    if not kept:
        print(f"{'':19}GOAL MISSED")
    return kept


def against(path: Path, seconds: float, indent: str) -> bool:
    """Print how these seconds compare with others' over the same file; whether the goals are reached."""
    loop = measured(partial(plain, CODES), path, 1).seconds
    one = measured(partial(plain, ONE_CODE), path, 1).seconds
    text = f"{loop / seconds:5.1f} times as fast as a loop ({one / seconds:.1f} as one for 9116 alone)"
    if not shutil.which("rg"):
        print(indent + text)
        return seconds * FASTER <= loop
    search = measured(partial(ripgrep, CODES), path).seconds
    print(f"{indent}{text}, {seconds / search:.2f} times ripgrep's time")
    return seconds * FASTER <= loop and seconds <= SLOWER * search


def main() -> int:
    """All shapes, or those named."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("names", nargs="*", default=list(GOALS))
    arguments.add_argument("--size", type=int, default=64)
    given = arguments.parse_args()
    kept = [compare(name, given.size << 20) for name in given.names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
