"""The first screen in words: is there a problem, is it new, where, how sure, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.model import Finding
from analyzer.report.report import Report
from analyzer.safe_text import visible
from analyzer.words import count, listed, percent, sentence

Tone = Literal["problem", "note", "clear", "unknown"]

PLACES = 3
"""How many zones the first screen names."""
LONGEST_ZONE = 63
"""How much of a zone's name a sentence bears; one label of it can be that long."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A sentence or two for each question; `worst` is the finding to start with."""

    tone: Tone
    verdict: str
    problem: str
    where: str
    sure: str
    action: str
    worst: Finding | None


def answers(report: Report) -> Answers:
    """The first screen's answers, out of the report's numbers."""
    tone = _tone(report)
    return Answers(
        tone=tone,
        verdict=_verdict(report, tone),
        problem=_problem(report, tone),
        where=_where(report),
        sure=_sure(report),
        action=_action(report, tone),
        worst=report.findings[0] if report.findings else None,
    )


def _tone(report: Report) -> Tone:
    h = report.measures.headline
    if any(f.severity != "info" for f in report.findings):
        return "problem"
    if h.conflicts or report.findings:
        return "note"
    return "unknown" if h.failures_share is None or h.state_share is None else "clear"


def _verdict(report: Report, tone: Tone) -> str:
    h = report.measures.headline
    if h.conflicts:
        hit = (
            f"hit {h.rollovers_hit:,} of {count(h.rollovers, 'rollover')}"
            if h.rollovers
            else "without a rollover"
        )
        stuck = (
            f"{count(h.rollovers_stuck, 'rollover is', 'rollovers are')} stuck" if h.rollovers_stuck else ""
        )
        return " and ".join(filter(None, (f"{count(h.conflicts, 'conflict')} {hit}", stuck)))
    if report.findings:
        look = count(len(report.findings), "finding needs", "findings need")
        return f"No conflict was seen, but {look} a look"
    if tone == "clear":
        nothing = "No conflict was" if h.rollovers else "No rollover and no conflict were"
        return f"{nothing} seen in the time that the logs cover"
    if h.failures_share is None:
        return "No log was read that would show a failed command"
    return "No conflict was seen, but no log was read that tells of rollovers"


def _problem(report: Report, tone: Tone) -> str:
    if tone == "unknown":
        return "The logs that were read cannot tell."
    found = [f"{row.findings:,} {row.severity}" for row in report.measures.severities if row.findings]
    if not found:
        return "No rule found a problem."
    total = count(len(report.findings), "finding")
    states = {f.state for f in report.findings}
    news = f" Of these, {listed(_states(report))}." if states != {"new"} else ""
    return f"{total}: {listed(found)}.{news}"


def _states(report: Report) -> list[str]:
    states = [f.state for f in report.findings]
    return [f"{states.count(state):,} {state}" for state in sorted(set(states))]


def _where(report: Report) -> str:
    zones = [z for z in report.measures.zones if z.conflicts]
    if not zones:
        return "No zone had a conflict."
    named = [f"{visible(z.zone, LONGEST_ZONE)} ({z.conflicts:,})" for z in zones[:PLACES]]
    rest = [count(len(zones) - PLACES, "more zone")] if len(zones) > PLACES else []
    return f"Conflicts in {listed(named + rest)}."


def _sure(report: Report) -> str:
    unjudged = sum(v.assessments for v in report.measures.verdicts if v.outcome == "not assessed")
    rules = [f"{count(unjudged, 'rule')} could not be assessed"] if unjudged else []
    return " ".join(sentence(part) for part in (*explained(report), *coverage(report), *rules))


def explained(report: Report) -> tuple[str, ...]:
    """How many conflicts a rollover explains, and what became of the rest; nothing without conflicts."""
    h = report.measures.headline
    if h.explained_share is None:
        return ()
    others = ((h.unexplained, "unexplained"), (h.unknown, "not known"))
    rest = listed(f"{number:,} {word}" for number, word in others if number)
    share = f"{percent(h.explained_share)} of conflicts are explained by a rollover"
    return ("; ".join(filter(None, (f"{share} ({h.explained:,} of {h.conflicts:,})", rest))),)


def coverage(report: Report) -> tuple[str, str]:
    """How much of the period the logs could tell of: for rollovers, and for failed commands."""
    h = report.measures.headline
    state = (
        "no log was read that tells of rollovers"
        if h.state_share is None
        else f"rollovers could be followed for {percent(h.state_share)} of the period "
        f"({count(h.state_hosts, 'host')})"
    )
    failures = (
        "no log was read that would show a failed command"
        if h.failures_share is None
        else f"failed commands could be seen for {percent(h.failures_share)} of it "
        f"({count(h.failures_hosts, 'host')})"
    )
    return state, failures


def _action(report: Report, tone: Tone) -> str:
    if report.findings:
        return sentence(report.findings[0].remedy.text)
    if tone == "clear":
        return "Nothing for the time that the logs cover."
    if report.measures.headline.conflicts:
        return "Nothing at once: no rule found these conflicts frequent. Compare with the next report."
    return "Collect the logs that the blind spots name, and audit again."
