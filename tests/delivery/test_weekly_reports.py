"""A week's report depends on what was logged before its end, and on nothing else."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analyzer.archive import HORIZON, Archive, ArchiveError, Week, ingest, open_archive, prune
from analyzer.delivery.site import facts, page
from analyzer.delivery.weekly import Ask, Weekly, covered, weekly
from analyzer.model import Period
from analyzer.report.audit_json import render
from analyzer.simulate.entry import Entry
from analyzer.sources import Options
from tests.archive.contents import contents
from tests.archive.exports import START, small_fleet, weekly_exports
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, written

WEEKS = 5
MakeArchive = Callable[[], Archive]
UTC, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Weekly exports of a fleet with trouble."""
    return weekly_exports(small_fleet(3, WEEKS), WEEKS, tmp_path_factory.mktemp("weekly"))


def put(archive: Archive, *paths: Path) -> None:
    """Ingest them."""
    for _ in ingest(archive, paths, Options()):
        pass


def week(number: int) -> Week:
    """The week of the exports with that number, from 0."""
    return Week.of(START + timedelta(weeks=number), UTC)


def bytes_of(report: Weekly) -> tuple[str, str, str]:
    """What of a week is written without drawing."""
    return render(report.report), facts(report), page(report)


def test_week_by_week_is_the_same_as_all_at_the_end(
    new_archive: MakeArchive, exports: list[Path], tmp_path: Path
) -> None:
    """Reports made as the logs came in are, byte for byte, those made from one big archive, in any order."""
    growing, big = new_archive(), new_archive()
    by_week = {}
    for number, folder in enumerate(exports):
        shutil.copytree(folder, tmp_path / "collected" / folder.name)
        put(growing, tmp_path / "collected")
        by_week[number] = bytes_of(weekly(growing, Ask(week(number), UTC)))
    put(big, exports[0].parent)
    order = list(by_week)
    random.Random(1).shuffle(order)
    for number in order:
        assert bytes_of(weekly(big, Ask(week(number), UTC))) == by_week[number]
    assert any('"state": "new"' in told for _, told, _ in by_week.values())
    assert any('"state": "persisting"' in told for _, told, _ in by_week.values())


def test_a_finding_persists_though_its_title_counts_anew(tmp_path: Path, exports: list[Path]) -> None:
    """In real reports, findings whose numbers changed since the week before are not new, nor is one gone."""
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, *exports)
    counted = 0
    for number in range(1, WEEKS):
        one = weekly(archive, Ask(week(number), UTC))
        last = one.before[0]
        assert last
        titles = {(f.rule, f.subject): f.title for f in last.findings}
        same = [f for f in one.report.findings if (f.rule, f.subject) in titles]
        assert {f.state for f in same} <= {"persisting"}
        assert not {(f.rule, f.subject) for f in same} & {(f.rule, f.subject) for f, _ in one.former}
        counted += sum(f.title != titles[f.rule, f.subject] for f in same)
    assert counted
    archive.close()


def test_a_rollover_is_hit_only_in_weeks_with_a_conflict(tmp_path: Path, exports: list[Path]) -> None:
    """A rollover that goes on since it was hit counts as hit only where the week has a conflict of it."""
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, *exports)
    for number in range(WEEKS):
        report = weekly(archive, Ask(week(number), UTC)).report
        related = [a.rollover_id for a in report.attempts if a.rollover_id and a.relation != "not applicable"]
        rolled = [r for r in report.rollovers if r.start_basis != "implied"]
        assert [r.conflicts for r in rolled] == [related.count(r.id) for r in rolled]
    archive.close()


def test_the_span_of_statistics_is_told(tmp_path: Path, exports: list[Path]) -> None:
    """The report is about the week, its statistics about the half year before its end, and it says so."""
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, *exports)
    one = weekly(archive, Ask(week(3), UTC))
    half_a_year = timedelta(weeks=26)
    assert one.report.period == Period(week(3).start(UTC), week(3).end(UTC))
    assert one.report.statistics_period == Period(week(3).end(UTC) - half_a_year, week(3).end(UTC))
    written = json.loads(render(one.report))
    assert written["statistics_period"] == {
        "start": "2024-08-05T00:00:00.000000Z",
        "end": "2025-02-03T00:00:00.000000Z",
    }
    assert json.loads(facts(one))["statistics_start"].startswith("2024-08-05")
    archive.close()


def test_a_report_is_the_same_again(tmp_path: Path, exports: list[Path]) -> None:
    """A second run, for which earlier weeks are not judged anew, gives the same bytes; nothing is late."""
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, *exports)
    first, second = (weekly(archive, Ask(week(WEEKS - 1), BERLIN)) for _ in range(2))
    assert bytes_of(first) == bytes_of(second)
    assert second.late == ()
    archive.close()


def test_late_logs_are_named_and_give_the_report_they_would_have_given(
    tmp_path: Path, exports: list[Path]
) -> None:
    """A host that was copied late changes its week; its files are named, and findings are as if in time."""
    late = next(path for path in sorted(exports[1].iterdir()) if path.is_dir())
    archive, whole = (open_archive(str(tmp_path / name)) for name in ("late.sqlite", "whole.sqlite"))
    put(archive, exports[0], *(p for p in exports[1].iterdir() if p != late), exports[2])
    weekly(archive, Ask(week(1), UTC))
    put(archive, late)
    again = weekly(archive, Ask(week(1), UTC))
    assert again.late
    assert weekly(archive, Ask(week(1), UTC)).late == ()
    put(whole, *exports[:3])
    in_time = weekly(whole, Ask(week(1), UTC))
    assert [f.fingerprint for f in in_time.report.findings] == [f.fingerprint for f in again.report.findings]
    # Record ids are accounted for by file, and the files differ.
    told = [replace(one.report.measures, record_ids=None) for one in (in_time, again)]
    assert told[0] == told[1]
    archive.close()
    whole.close()


@pytest.mark.parametrize(
    ("name", "zone"),
    [("2025-W13", UTC), ("2025-W13", BERLIN), ("2025-W43", BERLIN), ("2026-W53", ZoneInfo("Asia/Kathmandu"))],
    ids=str,
)
def test_a_microsecond_decides(tmp_path: Path, name: str, zone: ZoneInfo) -> None:
    """A microsecond before Monday 00:00 is in the old week alone, Monday 00:00 in the new alone.

    So it is where clocks went forward or back on the Sunday, and after a week 53.
    """
    old = Week.parse(name)
    edge = old.end(zone)
    micro = timedelta(microseconds=1)
    times = [edge - 3 * timedelta(days=1), edge - micro, edge, edge + micro, edge + 3 * timedelta(days=1)]
    entries: list[Entry] = [entry_at(BIND_FAILED, number, time) for number, time in enumerate(times, 1)]
    (tmp_path / "log.evtx").write_bytes(written(entries))
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, tmp_path / "log.evtx")
    seen = {
        one: [d.record_id for d in weekly(archive, Ask(one, zone)).report.detections]
        for one in (old, old.after())
    }
    assert seen == {old: [1, 2], old.after(): [3, 4, 5]}
    archive.close()


def entry_at(entry: Entry, record_id: int, time: object) -> Entry:
    """The entry with that id at that time."""
    from dataclasses import replace

    return replace(entry, record_id=record_id, time=time)  # type: ignore[arg-type]


def test_clocks_that_change_are_followed(tmp_path: Path) -> None:
    """In the week in which clocks go forward, local Monday is an hour nearer; a record there tells."""
    clocks = Week.parse("2025-W13")
    times = [clocks.start(BERLIN), clocks.end(BERLIN) - timedelta(minutes=30), clocks.end(BERLIN)]
    assert times[2] - times[0] == timedelta(hours=167)
    entries = [entry_at(BIND_FAILED, number, time) for number, time in enumerate(times, 1)]
    (tmp_path / "log.evtx").write_bytes(written(entries))
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, tmp_path / "log.evtx")
    local, utc = (weekly(archive, Ask(clocks, zone)).report for zone in (BERLIN, UTC))
    assert [d.record_id for d in local.detections] == [1, 2]
    assert [d.record_id for d in utc.detections] == [2, 3]
    archive.close()


def test_nothing_after_the_end_is_known(tmp_path: Path) -> None:
    """Coverage, inputs and events of the next week are not in the report, though the archive has them."""
    old = Week.parse("2025-W13")
    times = [old.start(UTC) + timedelta(days=n) for n in range(14)]
    entries = [entry_at(STARTED, number, time) for number, time in enumerate(times, 1)]
    later = [entry_at(PIPELINE, 1, times[-1])]
    (tmp_path / "log.evtx").write_bytes(written(entries))
    (tmp_path / "later.evtx").write_bytes(written(later))
    archive = open_archive(str(tmp_path / "a.sqlite"))
    put(archive, tmp_path / "log.evtx", tmp_path / "later.evtx")
    report = weekly(archive, Ask(old, UTC)).report
    assert [i.path for i in report.inputs] == ["log.evtx"]
    assert {(c.end, c.records) for c in report.coverage} == {(times[6], 7)}
    assert report.as_of == old.end(UTC)
    archive.close()


def test_pruned_weeks_are_refused_and_recent_ones_stay_the_same(
    new_archive: MakeArchive, exports: list[Path]
) -> None:
    """After a prune a week that takes pruned logs is refused with the reason; results of weeks stay."""
    archive = new_archive()
    put(archive, *exports)
    last = week(WEEKS - 1)
    before = bytes_of(weekly(archive, Ask(last, UTC)))
    results = contents(archive)["result"]
    span = covered(archive)
    assert span
    prune(archive, HORIZON)
    assert bytes_of(weekly(archive, Ask(last, UTC))) == before
    limit, dropped = prune(archive, timedelta(weeks=2))
    assert dropped
    assert limit == span.end - timedelta(weeks=2)
    with pytest.raises(ArchiveError, match="were pruned"):
        weekly(archive, Ask(week(1), UTC))
    after = contents(archive)
    assert after["result"] == results
    assert all(row[7] is None for row in after["block"] if int(str(row[4])) < int(limit.timestamp() * 1e6))
    put(archive, *exports)
    fresh = contents(archive)
    assert (fresh["raw"], fresh["block"]) == (after["raw"], after["block"])


def test_old_records_do_not_come_back(new_archive: MakeArchive, exports: list[Path]) -> None:
    """A file that brings records older than the prune is told to have, and they are left out."""
    archive = new_archive()
    put(archive, *exports[1:])
    prune(archive, timedelta(weeks=1))
    before = set(contents(archive)["raw"])
    outcomes = list(ingest(archive, [exports[0]], Options()))
    assert sum(one.pruned for one in outcomes)
    assert sum(one.fresh for one in outcomes) == 0
    assert set(contents(archive)["raw"]) == before
