"""Reads mutated EVTX chunks straight from their values and by way of XML, until they differ.

    python tests/fuzz/fuzz_decode.py --minutes 5

What the direct reader does not understand it has to leave alone: every record that both
read has to be the same.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from analyzer.simulate.evtx import Style
from tests.fuzz.mutation import mutated
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    numbered,
    written,
)
from tests.sources.evtx.both_ways import Readers, chunks, differences

REAL = Path(__file__).resolve().parents[3] / "shared" / "samples"
LARGEST = 200_000


def seeds() -> list[bytes]:
    """Simulated logs of every shape, and the small real ones where they are at hand."""
    entries = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER] * 6)
    made = [written(entries, style) for style in (Style(), Style(literal=True))]
    real = sorted(p for p in REAL.glob("*/*.evtx") if p.stat().st_size < LARGEST)
    return made + [path.read_bytes() for path in real]


def main() -> int:
    """Fuzz for a set time; 1 where a record was read in two ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of this run's inputs")
    options = parser.parse_args()
    rng, given = random.Random(options.seed), seeds()
    end = time.monotonic() + options.minutes * 60
    inputs = straight = found = 0
    readers = Readers()
    while time.monotonic() < end:
        inputs += 1
        data = mutated(rng.choice(given), given, rng)
        if inputs % 100 == 0:
            readers = Readers()
        for chunk, offsets in chunks(data):
            read, wrong = differences(readers, chunk, offsets)
            straight, found = straight + read, found + len(wrong)
            for one in wrong:
                print(f"input {inputs}, seed {options.seed}: {one}")
    print(f"{inputs:,} inputs, {straight:,} records read straight, {found} of them otherwise than as XML")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
