"""`rollaudit doctor`: what can be read, what it covers, what is lost."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import NOTHING_READ, cluster_option, jobs_option, log_paths
from analyzer.cli.progress import files_bar
from analyzer.config import Config
from analyzer.model import IdTotals, Input, Item, Loss, MissingIds, RecordIds, Snapshot, Stretch
from analyzer.safe_text import visible
from analyzer.words import listed

if TYPE_CHECKING:
    from analyzer.sources import Place

MOST_RANGES = 3
WHY = {"damaged": "damaged", "absent": "absent", "filtered": "filtered, by the look of the gaps"}
TELLS = {
    "state": "tells of keys and rollovers",
    "failures": "tells of failed commands",
    None: "tells of neither rollovers nor failed commands",
}


@click.command()
@log_paths
@jobs_option
@cluster_option
@click.pass_obj
def doctor(config: Config, paths: tuple[Place, ...], jobs: int | None, cluster: str | None) -> None:
    """Say of each file what it is, what it covers, and what of it is lost."""
    from analyzer.cli.crews import crew_of

    hired = crew_of(jobs, cluster)

    from analyzer import fleet
    from analyzer.sources import LimitError, Options, limits_of

    try:
        limits, deleted = limits_of(config.reading)
    except LimitError as problem:
        raise click.UsageError(str(problem)) from None
    read = _Read()
    terms = fleet.Terms(Options(deleted=deleted), limits)
    with hired(terms) as crew, files_bar(paths) as advance:
        for item in fleet.read(paths, crew):
            read.add(item)
            if isinstance(item, Input):
                advance(item)
    for line in read.told():
        click.echo(line)
    click.echo(_total_of_ids(read.totals()))
    click.echo(_total(read.inputs))
    if not any(read.snapshots.values()) and not any(i.records_total - i.records_lost for i in read.inputs):
        click.echo("Nothing could be read.", err=True)
        sys.exit(NOTHING_READ)


@dataclass(slots=True)
class _Read:
    """What was read of all files, by path."""

    inputs: list[Input] = field(default_factory=list)
    stretches: dict[str, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    losses: dict[str, list[Loss]] = field(default_factory=lambda: defaultdict(list))
    snapshots: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    accounts: list[RecordIds] = field(default_factory=list)

    def add(self, item: Item) -> None:
        match item:
            case Stretch():
                self.stretches[item.path].append(item)
            case Loss():
                self.losses[item.path].append(item)
            case Snapshot():
                self.snapshots[item.path][item.kind] += 1
            case Input():
                self.inputs.append(item)

    def told(self) -> Iterator[str]:
        """The account of every file, and of what could not even be opened."""
        from analyzer.sources.accounting import record_ids

        for one in self.inputs:
            losses, stretches = self.losses.pop(one.path, []), self.stretches[one.path]
            ids = record_ids(stretches, losses)
            self.accounts += ids
            yield from _account(one, stretches, ids, self.snapshots[one.path])
            yield from _losses(losses)
        for path, losses in sorted(self.losses.items()):
            yield visible(path)
            yield from _losses(losses)

    def totals(self) -> IdTotals:
        """The sums over the record ids of all that was told."""
        from analyzer.sources.accounting import total

        return total(self.accounts)


def _account(
    one: Input, stretches: list[Stretch], accounts: Sequence[RecordIds], snapshots: Counter[str]
) -> Iterator[str]:
    yield visible(one.path)
    yield f"  {one.format}, {one.bytes:,} bytes, sha256 {one.sha256[:16]}"
    if one.recognised_by:
        yield visible(f"  recognised with {one.confidence} confidence: {one.recognised_by}")
    if one.records_total:
        yield (
            f"  {one.records_total:,} records: {one.records_decoded:,} decoded, "
            f"{one.records_tallied:,} only counted, {one.records_lost:,} lost"
            + (f", {one.duplicates:,} twice in the file" if one.duplicates else "")
        )
        if deleted := one.records_recovered:
            records = "record is" if deleted == 1 else "records are"
            yield f"  {deleted:,} deleted {records} still there, and not counted"
    if snapshots:
        counts = (f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(snapshots.items()))
        yield f"  settings of {listed(counts)}"
    ids = {(found.host, found.channel): found for found in accounts}
    for name, runs in sorted(_by_channel(stretches).items()):
        yield from map(visible, _coverage(*name, runs, ids.get(name)))
    if one.lacks:
        yield visible(f"  {listed(one.lacks)} in this file")


def _losses(losses: list[Loss]) -> Iterator[str]:
    for loss in losses:
        place = f" at {loss.position}" if loss.position else ""
        count = f" ({loss.count:,} records)" if loss.count else ""
        yield visible(f"  {loss.kind}{place}{count}: {loss.reason}")


def _by_channel(stretches: list[Stretch]) -> dict[tuple[str, str], list[Stretch]]:
    grouped: dict[tuple[str, str], list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        grouped[stretch.host, stretch.channel].append(stretch)
    return grouped


def _coverage(host: str, channel: str, runs: list[Stretch], ids: RecordIds | None) -> Iterator[str]:
    from analyzer.knowledge import observes

    start, end = min(r.start for r in runs), max(r.end for r in runs)
    count = sum(r.records for r in runs)
    span = f"{start:%Y-%m-%d %H:%M:%S} to {end:%Y-%m-%d %H:%M:%S} UTC"
    where = f"{host or 'host unknown'}, channel {channel or 'unknown'}"
    yield f"  {where}: {count:,} {'record' if count == 1 else 'records'}, {span}"
    yield f"    {TELLS[observes(channel)]}" + (_of_ids(ids) if ids else "")


def _of_ids(ids: RecordIds) -> str:
    """What became of the ids from the first to the last: read, damaged, absent or filtered."""
    said = f"; record ids {ids.first_id} to {ids.last_id}"
    if ids.expected == ids.read:
        return f"{said}, none missing"
    told = [
        f"{sum(one.count for one in ranges):,} {WHY[kind]} ({_ranges(ranges)})"
        for kind in WHY
        if (ranges := [one for one in ids.missing if one.kind == kind])
    ]
    unclear = ", some of them perhaps damaged" if ids.unplaced and ids.absent + ids.filtered else ""
    return f"{said}, {ids.read:,} of {ids.expected:,} read, {', '.join(told)}{unclear}"


def _ranges(missing: Sequence[MissingIds]) -> str:
    shown = [
        f"{one.first_id} to {one.last_id}" if one.first_id < one.last_id else f"{one.first_id}"
        for one in missing[:MOST_RANGES]
    ]
    more = len(missing) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more ranges" if more else "")


def _total_of_ids(ids: IdTotals) -> str:
    parts = (("read", ids.read), ("damaged", ids.damaged), ("absent", ids.absent), ("filtered", ids.filtered))
    return (
        f"record ids: {ids.expected:,} expected, {', '.join(f'{number:,} {word}' for word, number in parts)}"
    )


def _total(inputs: list[Input]) -> str:
    total = sum(i.records_total for i in inputs)
    lost = sum(i.records_lost for i in inputs)
    files = "1 file" if len(inputs) == 1 else f"{len(inputs):,} files"
    return f"{files}, {total:,} records, {lost:,} lost"
