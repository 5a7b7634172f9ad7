"""Kill −9 at 300 random points of an ingest of more than 100,000 records that matter.

    python tests/soak/soak_kill.py [--kills 300] [--archive postgresql://...] [--page docs/soak.md]

After each kill SQLite's `PRAGMA integrity_check` must be ok, and in the end a re-run must give
exactly the archive that was never disturbed; so must every run that got to its end between
two kills.  Each kill comes within a tenth of the time that an ingest takes, and the next
ingest goes on from there, so that the points are spread over all of it, again and again.
An archive in PostgreSQL is emptied.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.archive import open_archive, schema  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.fleet import fleet  # noqa: E402
from analyzer.simulate.hosts import POWERSHELL_CHANNEL  # noqa: E402
from analyzer.simulate.write import write  # noqa: E402
from tests.archive.contents import contents  # noqa: E402
from tests.archive.killed import State, ingest_killed, kill_often, time_of  # noqa: E402
from tests.soak.runs import add_run  # noqa: E402

LEAST = 100_000
HEADING = "Killed ingests"
SCRIPTS_PER_DAY = 12.0
"""Script blocks that each host logs besides: all of them are records that matter."""


def logs(folder: Path) -> None:
    """The logs of 12 servers and their operators' hosts over two years."""
    simulation = fleet(7, servers=12, weeks=104, bulk=0.01)
    simulation.filler_per_day[POWERSHELL_CHANNEL] = SCRIPTS_PER_DAY
    write(simulation, folder)


def emptied(url: str) -> None:
    """Make the archive an empty one."""
    if "://" not in url:
        for path in Path(url).parent.glob(f"{Path(url).name}*"):
            path.unlink()
    archive = open_archive(url)
    if "://" in url:
        with archive.writing() as connection:
            schema.metadata.drop_all(connection)
            schema.migrate(connection)
    archive.close()


def integrity(url: str) -> str:
    """What SQLite says of its file; PostgreSQL checks its own."""
    if "://" in url:
        return "ok"
    with sqlite3.connect(url) as connection:
        return "; ".join(str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchmany(3))


def main() -> int:
    """0 where every check held."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--archive", help="of PostgreSQL, where not SQLite is to be tried")
    options.add_argument("--page", type=Path, help="page with the table of runs")
    chosen = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs(folder / "logs")
        undisturbed, url = str(folder / "undisturbed.sqlite"), chosen.archive or str(folder / "killed.sqlite")
        whole = time_of(undisturbed, folder / "logs")
        reference = open_archive(undisturbed)
        expected = contents(reference)
        reference.close()
        records = sum(row[5] for row in expected["block"])
        print(f"{records:,} records that matter, {whole:.0f} s undisturbed", flush=True)
        kills: Counter[State] = Counter()
        broken: list[str] = []
        others = 0

        def check(state: State) -> None:
            kills[state] += 1
            if (said := integrity(url)) != "ok":
                broken.append(f"after kill {kills.total()}: {said}")
                print(broken[-1], flush=True)
            if kills.total() % 25 == 0:
                print(f"{kills.total()} kills, {kills['writing']} within a transaction", flush=True)

        def compare() -> None:
            nonlocal others
            archive = open_archive(url)
            others += contents(archive) != expected
            archive.close()

        def reset() -> None:
            compare()
            emptied(url)

        emptied(url)
        anew = kill_often(url, folder / "logs", chosen.kills, chosen.seed, check, reset, whole / 10)
        ingest_killed(url, folder / "logs", 86_400)
        compare()
    print(
        f"{kills.total()} kills, {kills['writing']} of them within a transaction; "
        f"{len(broken)} broken files; {anew + 1} archives completed, {others} other than the undisturbed one"
    )
    if chosen.page:
        row = (records, kills.total(), kills["writing"], anew + 1, len(broken), others)
        kind = "PostgreSQL" if chosen.archive else "SQLite"
        add_run(chosen.page, HEADING, kind, *row, round((time.monotonic() - begun) / 60))
    return 1 if broken or others or records < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
