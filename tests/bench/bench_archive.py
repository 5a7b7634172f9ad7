"""An archive of millions of records over three years: how fast it is filled, how fast a week comes out.

    python tests/bench/bench_archive.py [--records 5000000] [--folder DIR]

A simulated fleet of 20 servers brings what tells of rollovers and conflicts; chatter of
PowerShell, tasks and processes, which is decoded and stored too, fills up to the number.
Goals: 100,000 records that matter a second, a weekly report within 8 s and 600 MB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402  # the path is needed for what follows

from analyzer.archive import Archive, ingest, open_archive, schema  # noqa: E402
from analyzer.archive.deposit import deposit  # noqa: E402
from analyzer.archive.identity import Keys, log_of  # noqa: E402
from analyzer.archive.parcel import Batch, Parcel, parcels  # noqa: E402
from analyzer.model import Input, Record, Stretch  # noqa: E402
from analyzer.simulate.fleet import fleet  # noqa: E402
from analyzer.simulate.write import write  # noqa: E402
from analyzer.sources import Options  # noqa: E402
from tests.bench.measuring import INSTALLED  # noqa: E402

WEEKS = 156
START = datetime(2025, 1, 6, tzinfo=UTC)
BLOCK = 1000
FILE = 100
"""Blocks in one file of chatter."""
RATED = 300
"""Blocks by which the rate of the archive's own part is measured."""
CHATTER = (
    (
        "Microsoft-Windows-PowerShell/Operational",
        "Microsoft-Windows-PowerShell",
        4104,
        {
            "MessageNumber": "1",
            "MessageTotal": "1",
            "ScriptBlockText": "Get-Process | Sort-Object CPU",
            "Path": "",
        },
    ),
    (
        "Microsoft-Windows-TaskScheduler/Operational",
        "Microsoft-Windows-TaskScheduler",
        201,
        {"TaskName": "\\Inventory", "ActionName": "C:\\inventory.exe", "ResultCode": "0"},
    ),
    (
        "Security",
        "Microsoft-Windows-Security-Auditing",
        4689,
        {
            "SubjectUserName": "svc",
            "SubjectDomainName": "CORP",
            "Status": "0x0",
            "ProcessName": "C:\\app.exe",
        },
    ),
)


def records_of(number: int, step: timedelta) -> list[Record]:
    """The records of the block of that number, all of one log."""
    channel, provider, event_id, fields = CHATTER[number % len(CHATTER)]
    first = number * BLOCK
    return [
        Record(
            path="chatter",
            position=f"event:{first + n}",
            provider=provider,
            channel=channel,
            event_id=event_id,
            record_id=first + n + 1,
            time=START + (first + n) * step,
            computer="admin1.corp.example",
            user="S-1-5-18",
            process_id=n,
            fields=fields | {"InstanceId": f"{first + n:032x}"},
        )
        for n in range(BLOCK)
    ]


def chatter(number: int, step: timedelta) -> Batch:
    """That block as it is stored."""
    records, keys = records_of(number, step), Keys()
    log = log_of(records[0].computer, records[0].channel)
    return Batch.of(log, [keys.of(r) for r in records], records)


def parcels_of(blocks: int, step: timedelta) -> Iterator[tuple[Input, Parcel]]:
    """The chatter in files of many blocks."""
    with multiprocessing.Pool() as pool:
        made = (
            pool.starmap(chatter, ((n, step) for n in range(blocks)), chunksize=20) if blocks < FILE else None
        )
        for number in range(0, blocks, FILE):
            size = min(FILE, blocks - number)
            batches = made or pool.starmap(chatter, [(number + n, step) for n in range(size)], chunksize=10)
            parcel = Parcel(batches=batches)
            for batch in batches[:: max(1, size // 3)]:
                start, end = (START + (number * BLOCK + n) * step for n in (0, size * BLOCK))
                ids = (number * BLOCK + 1, (number + size) * BLOCK)
                parcel.stretches.append(Stretch("chatter", *batch.log, *ids, start, end, size * BLOCK))
            yield Input(f"chatter-{number}", f"{number:064x}", 1, "EVTX", size * BLOCK, size * BLOCK), parcel


def fill(archive: Archive, folder: Path, records: int) -> None:
    """Read the fleet's logs, then put in chatter up to the number of records."""
    write(fleet(7, servers=20, weeks=WEEKS, start=START), folder / "logs")
    start = time.perf_counter()
    read = sum(one.fresh for one in ingest(archive, [folder / "logs"], Options()))
    spent = time.perf_counter() - start
    print(f"ingest of EVTX   {read:>12,} records that matter in {spent:.1f} s: {read / spent:,.0f} a second")
    blocks = max(0, records - read) // BLOCK
    step = timedelta(weeks=WEEKS) / max(1, blocks * BLOCK)
    put, spent = 0, 0.0
    for one, parcel in parcels_of(blocks, step):
        begun = time.perf_counter()
        with archive.writing() as connection:
            put += deposit(connection, one, parcel, "").fresh
        spent += time.perf_counter() - begun
    if put:
        print(f"writing alone    {put:>12,} records in {spent:.1f} s: {put / spent:,.0f} a second")


def rate(folder: Path) -> None:
    """How fast one process brings records into an archive of its own: the work of `ingest` after reading."""
    archive = open_archive(str(folder / "rate.sqlite"))
    put, spent, cpu = 0, 0.0, 0.0
    for file in range(RATED // FILE):
        blocks = range(file * FILE, (file + 1) * FILE)
        records = [r for n in blocks for r in records_of(n, timedelta(seconds=18))]
        account = Input("chatter", f"{file:064x}", 1, "EVTX", len(records), len(records))
        begun, busy = time.perf_counter(), time.process_time()
        for one, parcel in parcels(iter([*records, account])):
            with archive.writing() as connection:
                put += deposit(connection, one, parcel, "").fresh
        spent += time.perf_counter() - begun
        cpu += time.process_time() - busy
    archive.close()
    print(
        f"records to rows  {put:>12,} records in {spent:.1f} s: {put / spent:,.0f} a second, "
        f"{put / cpu:,.0f} a second of CPU"
    )


def told(archive: Archive) -> None:
    """What is in the archive."""
    with archive.reading() as connection:
        rows = connection.scalar(select(func.sum(schema.blocks.c.records)))
        bytes_of = [
            connection.scalar(select(func.sum(func.length(c)))) or 0
            for c in (schema.raws.c.records, schema.blocks.c.events, schema.blocks.c.quiet)
        ]
    size = archive.path.stat().st_size if archive.path else 0
    print(
        f"archive          {rows:>12,} records, {size / 1e6:,.0f} MB; raw {bytes_of[0] / 1e6:,.0f} MB, "
        f"events {sum(bytes_of[1:]) / 1e6:,.0f} MB"
    )


def report(url: str, folder: Path, week: str) -> None:
    """Time and memory of the command, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "analyzer",
        "weekly",
        "--archive",
        url,
        "-o",
        str(folder),
        "--week",
        week,
    ]
    for name in ("first time", "again"):
        start = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, env=INSTALLED, **nowhere)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"weekly {name:<10} {time.perf_counter() - start:.1f} s ({cpu:.1f} s of CPU), "
            f"{after.ru_maxrss / 1024:.0f} MB at most"
        )


def main() -> None:
    """Fill an archive, unless the folder has one, and report two weeks."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    options.add_argument("--records", type=int, default=5_000_000)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    url = str(folder / "archive.sqlite")
    is_new = not Path(url).exists()
    archive = open_archive(url)
    if is_new:
        fill(archive, folder, chosen.records)
    told(archive)
    archive.close()
    with tempfile.TemporaryDirectory() as name:
        rate(Path(name))
    report(url, folder / "site", "2027-W40")


if __name__ == "__main__":
    main()
