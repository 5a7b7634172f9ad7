"""Kill −9 at 300 random points of an ingest of more than 100,000 records that matter.

    python tests/soak/soak_kill.py [--kills 300] [--archive postgresql://...] [--servers 30]

After each kill SQLite's `PRAGMA integrity_check` must be ok; at the end a re-run must give
exactly the archive that was never disturbed.  Where an ingest gets to its end between two
kills, the next one begins with an empty archive, so that the points are spread over all of
it.  An archive in PostgreSQL is emptied.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.archive import open_archive, schema  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.fleet import fleet  # noqa: E402
from analyzer.simulate.write import write  # noqa: E402
from tests.archive.contents import contents  # noqa: E402
from tests.archive.killed import ingest_killed, kill_often, time_of  # noqa: E402

LEAST = 100_000


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


def main() -> int:
    """0 where every check held."""
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--servers", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--archive")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(fleet(7, servers=chosen.servers, weeks=156), folder / "logs")
        undisturbed, url = str(folder / "undisturbed.sqlite"), chosen.archive or str(folder / "killed.sqlite")
        whole = time_of(undisturbed, folder / "logs")
        archive = open_archive(undisturbed)
        expected = contents(archive)
        records = sum(row[5] for row in expected["block"])
        print(f"{records:,} records that matter, {whole:.0f} s undisturbed")
        checked = 0

        def check() -> None:
            nonlocal checked
            checked += 1
            if "://" not in url:
                with sqlite3.connect(url) as connection:
                    said = connection.execute("PRAGMA integrity_check").fetchall()
                if said != [("ok",)]:
                    raise SystemExit(f"after kill {checked}: {said[:3]}")
            if checked % 10 == 0:
                print(f"{time.strftime('%H:%M:%S')} {checked} kills", flush=True)

        emptied(url)
        anew = kill_often(url, folder / "logs", chosen.kills, chosen.seed, check, lambda: emptied(url), whole)
        ingest_killed(url, folder / "logs", 86_400)
        killed = open_archive(url)
        same = contents(killed) == expected
        print(f"{checked} kills, {anew} times begun anew; the archive is {'the same' if same else 'ANOTHER'}")
        return 0 if same and records >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
