"""Reads mutated EVTX files by compiled code and by NumPy, until they differ.

    python tests/fuzz/fuzz_index.py --minutes 5

What compiled code does not understand it has to leave to NumPy; and it must read nothing
beyond the margin of a block, which an address sanitizer tells where it is built with one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from analyzer.sources.evtx import native
from tests.fuzz.fuzz_decode import seeds
from tests.fuzz.mutation import mutated
from tests.sources.evtx.both_indexes import Both


def main() -> int:
    """Fuzz for a set time; 1 where something was read in two ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of this run's inputs")
    options = parser.parse_args()
    if not native.is_compiled():
        print("nothing is compiled here: there are no two ways")
        return 1
    rng, given = random.Random(options.seed), seeds()
    end = time.monotonic() + options.minutes * 60
    inputs = found = 0
    both = Both()
    while time.monotonic() < end:
        inputs += 1
        data = mutated(rng.choice(given), given, rng)
        if inputs % 100 == 0:
            both = Both()
        for one in both.differences(data):
            found += 1
            print(f"input {inputs}, seed {options.seed}: {one}")
    print(f"{inputs:,} inputs, {found} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
