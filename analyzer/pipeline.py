"""The audit as one readable page: read, rebuild, relate, judge, measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from platform import python_version

from analyzer import __version__, conflicts, policy, rollover
from analyzer.anonymize import Names, anonymized
from analyzer.fleet import Crew, Here, Terms
from analyzer.measures import Headline, headline, host_coverage, measure, weeks, zone_rates
from analyzer.model import Assessment, Attempt, Coverage, Event, Finding, Input, Period, Rollover
from analyzer.reading import Reading, begin
from analyzer.report import Report, Run
from analyzer.request import Choice, Request
from analyzer.safe_text import visible
from analyzer.sources.accounting import record_ids
from analyzer.sources.made_up import MADE_UP
from analyzer.words import sentence

READERS = ("evtx", "python-evtx")
"""Packages whose version can change what is read."""

Judgement = tuple[policy.Profile, tuple[policy.Waiver, ...]]
"""By what is judged: checked before anything is read, for reading may take hours."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NothingRead(Exception):  # noqa: N818 (no fault, but an answer)
    """No record of any file could be read; the text says why."""


def run(
    request: Request,
    watch: Callable[[Input], None] = lambda _: None,
    crew: Callable[[Terms], Crew] = Here,
    key: bytes | None = None,
) -> Report:
    """The report on all logs below the paths; NothingRead where there is none.

    PolicyError where profile, limits or waivers are not known, LimitError where limits of
    reading are not.  `watch` hears of each file when it has been read; `crew` as for `read`.
    With a `key`, names of zones, hosts and accounts are replaced by pseudonyms (`anonymize`).
    """
    judgement = judgement_of(request)
    with crew(request.terms) as hired:
        reading = begin(request.paths, hired, watch)()
    return report_on(reading, request, judgement, key)


def judgement_of(request: Request) -> Judgement:
    """By what a request is judged; PolicyError where it names what is not known."""
    return policy.profile_of(request.profile, request.limits), policy.waivers_of(request.waivers)


def report_on(
    reading: Reading,
    request: Request,
    judgement: Judgement,
    key: bytes | None = None,
    sketch: Callable[[Report], None] = lambda _: None,
) -> Report:
    """What `run` gives, of what was read for the request; `sketch` as for `audit`."""
    if not any(i.records_total - i.records_lost for i in reading.inputs) and not reading.snapshots:
        raise NothingRead(_why_nothing(reading))
    if key is not None:
        names = Names.found_in((reading, request), key)
        reading, request = anonymized(reading, names), anonymized(request, names)
        judgement = judgement[0], policy.waivers_of(request.waivers)
    return audit(reading, request, judgement, sketch=sketch)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was rebuilt out of a reading, related and judged, as far as the request asked for it.

    `whole` has all attempts and rollovers, whenever they were.
    """

    choice: Choice
    case: policy.Case
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    whole: tuple[tuple[Attempt, ...], tuple[Rollover, ...]]
    disagreements: tuple[str, ...]

    @property
    def headline(self) -> Headline:
        """The numbers of the first screen."""
        case = self.case
        tries = case.attempts, case.episodes, case.rollovers
        zones = zone_rates(*tries, case.coverage, case.period)
        return headline(*tries, zones, host_coverage(case.coverage, case.period))


def judge(reading: Reading, request: Request, judgement: Judgement) -> Judged:
    """Rebuild everything whole, and judge what was asked for."""
    events = reading.events
    coverage = rollover.coverage(reading.stretches, reading.tallies, events, reading.names, reading.quiet)
    period = _period(request, events, coverage)
    settings = rollover.settings(events, reading.snapshots)
    rollovers = rollover.rebuild(events, coverage, settings, period.end, reading.snapshots)
    disagreements = rollover.disagreements(rollovers, reading.snapshots, coverage)
    attempts = conflicts.relate(conflicts.merge(events), rollovers, coverage)
    episodes, attempts = conflicts.group(attempts, rollovers=rollovers)
    choice = Choice(request, period)
    implied = rollover.implied(attempts, rollovers)
    whole = attempts, (*conflicts.count(rollovers, attempts), *implied)
    attempts = choice.of(attempts)
    case = policy.Case(
        attempts=attempts,
        episodes=choice.of(episodes),
        # A long rollover that was hit before the period is not one that was hit in it.
        rollovers=(*conflicts.count(choice.of(rollovers), attempts), *choice.of(implied)),
        coverage=coverage,
        settings=choice.about(settings),
        events=choice.about(events),
        period=period,
        tz=request.tz,
        snapshots=reading.snapshots,
        quiet=reading.quiet,
    )
    return Judged(choice, case, *policy.assess(case, *judgement), whole, disagreements)


def audit(
    reading: Reading,
    request: Request,
    judgement: Judgement,
    look_back: datetime | None = None,
    sketch: Callable[[Report], None] = lambda _: None,
) -> Report:
    """The report on what was read: everything is rebuilt whole, and reported as far as it was asked for.

    Questions, schedules and trends are those of the period, or from `look_back` on.  They
    take longer than all else, so `sketch` is told before of a report that has all measures
    but those of the trends.
    """
    judged = judge(reading, request, judgement)
    choice, case, findings = judged.choice, judged.case, judged.findings
    events, period = reading.events, case.period
    attempts, rollovers = judged.whole
    detections = conflicts.assign((d for e in events for d in e.detections), attempts)
    longer = Choice(request, Period(min(look_back or period.start, period.start), period.end))
    # An archive tells of what later files repeat, too.
    files = {one.path for one in reading.inputs}
    ids = record_ids((run for run in reading.stretches if run.path in files), reading.losses)
    least = timedelta(seconds=judgement[0].limits.clock_jump_s)
    signs = rollover.irregularities(
        case.coverage, events, ids, reading.losses, least, reading.names, reading.quiet
    )
    irregularities = tuple(sign for sign in signs if sign.start <= period.end and sign.end >= period.start)
    told = (findings, case.rollovers, case.attempts, irregularities)
    named = frozenset(ref for many in told for one in many for ref in one.evidence)
    run = Run(
        configuration=request.configuration,
        profile=request.profile,
        versions={"python": python_version()} | {name: version(name) for name in READERS},
        tz=request.tz,
        simulated=any(i.format == MADE_UP for i in reading.inputs),
    )
    measures = measure(
        attempts=case.attempts,
        episodes=case.episodes,
        rollovers=case.rollovers,
        coverage=case.coverage,
        assessments=judged.assessments,
        findings=findings,
        period=period,
        tz=request.tz,
        settings=case.settings,
        clauses=judgement[0].requirements,
        record_ids=ids,
        irregularities=irregularities,
    )
    sketch(Report.measured(run, period, measures))
    analysis = conflicts.analyse(
        longer.of(attempts), longer.of(rollovers), case.coverage, period=longer.period, tz=request.tz
    )
    return Report(
        generator=f"rollaudit {__version__}",
        run=run,
        as_of=period.end,
        period=period,
        statistics_period=longer.period,
        inputs=reading.inputs,
        losses=reading.losses,
        coverage=case.coverage,
        settings=case.settings,
        detections=choice.of(detections),
        sightings=choice.of(s for e in events for s in e.sightings),
        attempts=case.attempts,
        episodes=case.episodes,
        rollovers=case.rollovers,
        statistics=analysis.statistics,
        recurrences=analysis.recurrences,
        trends=analysis.trends,
        assessments=judged.assessments,
        findings=findings,
        record_ids=ids,
        irregularities=irregularities,
        blind_spots=(
            *rollover.blind_spots(case.coverage, events, period.end, look_back, reading.quiet),
            *judged.disagreements,
        ),
        records=tuple(reading.records[ref] for ref in sorted(named) if ref in reading.records),
        measures=replace(measures, weeks=weeks(analysis.trends)),
    )


def _period(request: Request, events: Sequence[Event], coverage: Sequence[Coverage]) -> Period:
    """What is reported: as asked for, else all that is covered or was recovered, else all that was read.

    Its end is also the time at which everything that ages is judged: never the clock.
    """
    times = [t for c in coverage for t in (c.start, c.end)] + [e.time for e in events if e.recovered]
    times = times or [e.time for e in events] or [EPOCH]
    end = request.until or max(times)
    return Period(min(request.since or min(times), end), end)


def _why_nothing(reading: Reading) -> str:
    if not (reading.inputs or reading.losses):
        return "Nothing to read: there is no file below the path."
    reasons = Counter(visible(loss.reason) for loss in reading.losses).most_common(3)
    said = [f"{reason} ({count:,} files)" if count > 1 else reason for reason, count in reasons]
    return " ".join(("Nothing could be read.", *map(sentence, said or ["no file holds a record"])))
