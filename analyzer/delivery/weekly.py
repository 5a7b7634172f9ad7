"""The report on one week: judged as of its end, held against the weeks before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from analyzer import pipeline, policy
from analyzer.archive import HORIZON, Archive, ArchiveError, Result, Shelf, Week, load
from analyzer.archive.codec import moment
from analyzer.archive.prune import horizon_pruned
from analyzer.archive.refresh import refresh
from analyzer.archive.results import keep_result, result_of
from analyzer.archive.rows import covered_since, covered_until
from analyzer.conflicts import Recurrence, Trend
from analyzer.delivery.ahead import Ahead, ahead
from analyzer.delivery.rates import EARLIER, Change, changes
from analyzer.delivery.standing import Former, former, state
from analyzer.delivery.summary import Noted, Summary, problem_of, summary_of
from analyzer.model import Period
from analyzer.report import Report
from analyzer.request import Request

MONTHS = 26
"""Weeks in which recurring conflicts are looked for, this one among them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Which week of which zone's clocks, and by what it is judged; limits and waivers as configured."""

    week: Week
    zone: ZoneInfo
    profile: str = "default"
    limits: Mapping[str, object] = field(default_factory=dict)
    waivers: tuple[Mapping[str, object], ...] = ()

    def request(self, since: datetime, until: datetime) -> Request:
        """The audit of a span."""
        return Request((), since, until, self.zone.key, None, (), (), self.profile, self.limits, self.waivers)

    @property
    def configuration(self) -> str:
        """A digest of what results depend on beside the logs."""
        said = json.dumps([self.profile, self.limits, self.waivers], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Weekly:
    """A week's report and what it is held against.

    The report's statistics, trends and recurrences are those of the half year, as it says.  `before`
    are the summaries of the weeks before, the last first; None where the archive has
    nothing of a week.  `late` names the files that told news of the week after it had been
    reported.
    """

    week: Week
    report: Report
    former: tuple[tuple[Noted, Former], ...]
    before: tuple[Summary | None, ...]
    changes: tuple[Change, ...]
    ahead: tuple[Ahead, ...]
    late: tuple[str, ...]


def covered(archive: Archive) -> Period | None:
    """From when to when the archive was told anything; None where of nothing."""
    with archive.reading() as connection:
        since, until = covered_since(connection), covered_until(connection)
    return None if since is None else Period(moment(since), moment(until))


def weekly(archive: Archive, ask: Ask, sketch: Callable[[Report], None] = lambda _: None) -> Weekly:
    """The report on a week; `sketch` as for `pipeline.audit`.

    ArchiveError where the archive cannot give it any more, PolicyError as for audits.
    """
    judgement = policy.profile_of(ask.profile, ask.limits), policy.waivers_of(ask.waivers)
    refresh(archive)
    end = ask.week.end(ask.zone)
    asked = [ask.week.before(number) for number in range(EARLIER + 1)]
    fresh: dict[Week, Result] = {}
    with archive.reading() as connection:
        _refuse_pruned(horizon_pruned(connection, end - HORIZON), ask)
        kept = {w: result_of(connection, str(w), ask.zone.key, ask.configuration) for w in asked}
        begin = covered_since(connection)
        shelf = load(connection, asked[-1].end(ask.zone), end)

        def kept_anew(week: Week, told: Report | pipeline.Judged) -> Summary:
            found = summary_of(told)
            fresh[week] = Result(shelf.basis(week.end(ask.zone)), found.as_body())
            return found

        def summary(week: Week) -> Summary | None:
            found, until = kept[week], week.end(ask.zone)
            if found and found.is_current and found.inputs == shelf.basis(until):
                return Summary.of_body(found.body)
            if begin is None or until <= moment(begin) or horizon_pruned(connection, until - HORIZON):
                return Summary.of_body(found.body) if found else None
            request = ask.request(week.start(ask.zone), until)
            return kept_anew(week, pipeline.judge(shelf.reading(until), request, judgement))

        reading = shelf.reading(end)
        months = ask.week.before(MONTHS - 1).start(ask.zone)
        request = ask.request(ask.week.start(ask.zone), end)
        report = pipeline.audit(reading, request, judgement, months, sketch)
        kept_anew(ask.week, report)
        before = tuple(summary(week) for week in asked[1:])
        coming = ahead(reading, end, [one for one in report.recurrences if isinstance(one, Recurrence)])
        late = _late(shelf, kept[ask.week], fresh[ask.week])
    with archive.writing() as connection:
        for week, result in sorted(fresh.items()):
            keep_result(connection, str(week), ask.zone.key, ask.configuration, result)
    return _held_against(ask, report, before, coming, late)


def _held_against(
    ask: Ask,
    report: Report,
    before: tuple[Summary | None, ...],
    coming: tuple[Ahead, ...],
    late: tuple[str, ...],
) -> Weekly:
    now = summary_of(report)
    states = {problem: state(problem, before) for problem in now.problems}
    names = [str(ask.week.before(number)) for number in range(1, EARLIER + 1)]
    return Weekly(
        week=ask.week,
        report=replace(
            report,
            findings=tuple(replace(f, state=states[problem_of(f.rule, f.subject)]) for f in report.findings),
        ),
        former=former(now, before),
        before=before,
        changes=changes([t for t in report.trends if isinstance(t, Trend)], str(ask.week), names),
        ahead=coming,
        late=late,
    )


def _refuse_pruned(limit: datetime | None, ask: Ask) -> None:
    if limit:
        raise ArchiveError(
            f"{ask.week} cannot be reported any more: it takes logs back to "
            f"{ask.week.end(ask.zone) - HORIZON:%Y-%m-%d %H:%M} UTC, and those before "
            f"{limit:%Y-%m-%d %H:%M} UTC were pruned. "
            "What was found then is kept in the archive, and in the report that was written."
        )


def _late(shelf: Shelf, earlier: Result | None, now: Result) -> tuple[str, ...]:
    """The files by which a week's result is another one than it was when it was kept."""
    if earlier is None or not earlier.is_current:
        return ()
    return tuple(sorted(shelf.name(number) for number in now.inputs - earlier.inputs))
