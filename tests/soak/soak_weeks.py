"""52 weekly sites made week by week against those made at the end from one big archive, byte for byte.

python tests/soak/soak_weeks.py [--weeks 52] [--servers 3] [--seed 3]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.archive import Archive, Week, ingest, open_archive  # noqa: E402  # the path is needed for what follows
from analyzer.delivery.site import write_week  # noqa: E402
from analyzer.delivery.weekly import Ask, weekly  # noqa: E402
from analyzer.sources import Options  # noqa: E402
from tests.archive.exports import START, small_fleet, weekly_exports  # noqa: E402

ZONE = ZoneInfo("UTC")


def put(archive: Archive, folder: Path) -> None:
    """Ingest a folder."""
    for _ in ingest(archive, [folder], Options()):
        pass


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def main() -> int:
    """0 where every week is the same."""
    options = argparse.ArgumentParser()
    options.add_argument("--weeks", type=int, default=52)
    options.add_argument("--servers", type=int, default=3)
    options.add_argument("--seed", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulation = small_fleet(chosen.seed, chosen.weeks, chosen.servers)
        exports = weekly_exports(simulation, chosen.weeks, folder / "exports")
        weeks = [Week.of(START + timedelta(weeks=n), ZONE) for n in range(chosen.weeks)]
        growing, big = (open_archive(str(folder / f"{n}.sqlite")) for n in ("growing", "big"))
        for week, export in zip(weeks, exports, strict=True):
            shutil.copytree(export, folder / "collected" / export.name)
            put(growing, folder / "collected")
            write_week(weekly(growing, Ask(week, ZONE)), folder / "by-week")
            print(week, end=" ", flush=True)
        put(big, folder / "exports")
        other = [
            week
            for week in weeks
            if files(write_week(weekly(big, Ask(week, ZONE)), folder / "at-once"))
            != files(folder / "by-week" / str(week))
        ]
        print(f"\n{len(weeks)} weeks, other bytes in {len(other)} of them: {', '.join(map(str, other))}")
        return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
