"""`python -m analyzer.simulate.samples DIR` writes the small fixed scenario, always the same bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from analyzer.simulate.scenario import small_scenario
from analyzer.simulate.write import write


def main() -> None:
    """Write the scenario into the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Write the simulated logs of samples/ and their truth.")
    parser.add_argument("folder", type=Path)
    write(small_scenario(), parser.parse_args().folder)


if __name__ == "__main__":
    main()
