"""52 weekly sites made week by week against those made at the end from one big archive, byte for byte.

    python tests/soak/soak_weeks.py [--weeks 52] [--servers 3] [--seed 3] [--page docs/soak.md]

Both are made at once, each in a process of its own; each report is the whole folder of a
week: page, report, tables, charts, evidence.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402  # the path is needed for what follows

from analyzer.archive import Archive, Week, ingest, open_archive, schema  # noqa: E402
from analyzer.delivery.site import write_week  # noqa: E402
from analyzer.delivery.weekly import Ask, weekly  # noqa: E402
from analyzer.sources import Options  # noqa: E402
from tests.archive.exports import START, small_fleet, weekly_exports  # noqa: E402
from tests.soak.runs import add_run  # noqa: E402

ZONE = ZoneInfo("UTC")
HEADING = "Years of weeks"
Digests = dict[str, str]
"""The digest of every file of a week, by its name."""


def put(archive: Archive, folder: Path) -> None:
    """Ingest a folder."""
    for _ in ingest(archive, [folder], Options()):
        pass


def report(archive: Archive, number: int, site: Path, name: str) -> Digests:
    """Write the week of that number, and tell of all its files."""
    week = Week.of(START + timedelta(weeks=number), ZONE)
    folder = write_week(weekly(archive, Ask(week, ZONE)), site)
    print(f"{name} {week}", flush=True)
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def week_by_week(folder: Path, exports: Sequence[Path]) -> Iterator[Digests]:
    """Each week reported as soon as its export has come in."""
    archive = open_archive(str(folder / "growing.sqlite"))
    for number, export in enumerate(exports):
        shutil.copytree(export, folder / "collected" / export.name)
        put(archive, folder / "collected")
        yield report(archive, number, folder / "by-week", "week by week")


def at_the_end(folder: Path, exports: Sequence[Path]) -> Iterator[Digests]:
    """All weeks reported once everything is in."""
    archive = open_archive(str(folder / "big.sqlite"))
    put(archive, folder / "exports")
    for number in range(len(exports)):
        yield report(archive, number, folder / "at-once", "at the end")


def listed(way: str, folder: Path, exports: Sequence[Path]) -> list[Digests]:
    """What one of the two ways gives, for a process of its own."""
    ways = {"week by week": week_by_week, "at the end": at_the_end}
    return list(ways[way](folder, exports))


def main() -> int:
    """0 where every week is the same."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--weeks", type=int, default=52)
    options.add_argument("--servers", type=int, default=3)
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("--page", type=Path, help="page with the table of runs")
    chosen = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2) as pool:
        folder = Path(name)
        exports = weekly_exports(
            small_fleet(chosen.seed, chosen.weeks, chosen.servers), chosen.weeks, folder / "exports"
        )
        asked = [pool.submit(listed, way, folder, exports) for way in ("week by week", "at the end")]
        growing, big = (one.result() for one in asked)
        records = records_in(folder / "big.sqlite")
    other = [number for number, (one, two) in enumerate(zip(growing, big, strict=True), 1) if one != two]
    files = sum(map(len, growing))
    print(f"{len(growing)} weeks, {files:,} files, other bytes in {len(other)} weeks: {other}")
    if chosen.page:
        row = (chosen.servers, records, len(growing), files, len(other))
        add_run(chosen.page, HEADING, *row, round((time.monotonic() - begun) / 60))
    return 1 if other else 0


def records_in(path: Path) -> int:
    """How many records that matter an archive holds."""
    archive = open_archive(str(path))
    with archive.reading() as connection:
        records = connection.scalar(select(func.count()).select_from(schema.seen))
    archive.close()
    return records or 0


if __name__ == "__main__":
    sys.exit(main())
