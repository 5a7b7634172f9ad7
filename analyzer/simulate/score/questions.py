"""The questions that a report answers, each held against the truth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.simulate.operations import ROLLOVER_ALREADY_QUEUED
from analyzer.simulate.score.counts import Counts, Scores
from analyzer.simulate.score.findings import of_findings, of_passes
from analyzer.simulate.score.pairs import Json, Pair, attempt_pairs
from analyzer.simulate.score.rollovers import of_rollovers

TELLS_OF_FAILURE = frozenset({4100, 4103, 800})
"""PowerShell's events show that a cmdlet failed, whether or not they show its code."""


_SINCE_START = re.compile(r"(?:(\d+) d )?(?:(\d+) h )?(\d+) min\w*\b.* ?after the start")
"""A phase of a rollover: `20 minutes after the start`, `1 d 2 h 15 min to 1 d 2 h 30 min after the start`."""


def score(truth: Json, audit: Json) -> Scores:
    """Counts for every question, in a fixed order."""
    tries = attempt_pairs(truth["attempts"], audit["attempts"])
    return {
        "detections": _overlapping(_codes(truth), _codes(audit)),
        "attempts": Counts(len(tries), len(audit["attempts"]), _recall_base(truth, tries)),
        **dict(_relations(tries, truth, audit)),
        **dict(of_rollovers(truth, audit)),
        **dict(_causes(tries, audit)),
        "schedules": _schedules(truth, audit),
        **dict(of_findings(truth, audit)),
        **dict(of_passes(truth, audit)),
    }


def _overlapping(true: Iterable[Hashable], reported: Iterable[Hashable]) -> Counts:
    wanted, found = Counter(true), Counter(reported)
    return Counts((wanted & found).total(), found.total(), wanted.total())


def _codes(one: Json) -> Iterator[Hashable]:
    return ((d["host"], d["channel"], d["record_id"], d["code"]) for d in one["detections"])


def _recall_base(truth: Json, pairs: Iterable[Pair]) -> int:
    """How many tries the logs tell the outcome of; one that was found counts, whatever told of it."""
    found = {true["id"] for true, _ in pairs}
    return sum(_is_told(a) or a["id"] in found for a in truth["attempts"])


def _is_told(attempt: Json) -> bool:
    """Whether some trace tells how the try ended: success at the server, or failure at the caller."""
    if attempt["outcome"] == "succeeded":
        return any(t["channel"] == AUDIT_CHANNEL for t in attempt["traces"])
    return any(t["code"] or t["event_id"] in TELLS_OF_FAILURE for t in attempt["traces"])


def _relations(pairs: Iterable[Pair], truth: Json, audit: Json) -> Iterator[tuple[str, Counts]]:
    """Relations of conflicts: as records of the roll tell, or as it was where a report does without them.

    Without a record of the roll truth calls a conflict unexplained or unknown; a report that
    rebuilt the roll all the same, from settings or what triggered it, is right.
    """
    rolls = {r["id"]: r["key_guid"] for r in truth["rollovers"]}
    rebuilt = {r["id"]: r["key_guid"] for r in audit["rollovers"]}
    kept = []
    for true, found in pairs:
        if true["relation"] != "not applicable":
            key = rebuilt.get(found.get("rollover_id"))
            real = "queued" if true["code"] == ROLLOVER_ALREADY_QUEUED else "inside"
            right = found["relation"] == real and key is not None and key == rolls.get(true["rollover"])
            kept.append((real if right else true["relation"], found["relation"]))
    return _by_class("relation", kept)


def _by_class(question: str, kept: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Counts]]:
    """Agreement by class of pairs of the true one and the reported one."""
    hits = Counter(true for true, reported in kept if true == reported)
    true, reported = Counter(t for t, _ in kept), Counter(r for _, r in kept)
    for name in sorted(set(true) | set(reported)):
        yield f"{question} {name}", Counts(hits[name], reported[name], true[name])


def _causes(pairs: Iterable[Pair], audit: Json) -> Iterator[tuple[str, Counts]]:
    """The cause of each conflict's episode as these logs can show it, one count an episode and true cause.

    A report that finds the cause out all the same is right.
    """
    causes = {e["id"]: e["cause"] for e in audit["episodes"]}
    told = [(r["episode_id"], t["cause"], t["cause_shown"]) for t, r in pairs if r["episode_id"]]
    found = {(episode, true if causes[episode] == true else shown) for episode, true, shown in told}
    return _by_class("cause", [(true, causes[episode]) for episode, true in sorted(found)])


def _schedules(truth: Json, audit: Json) -> Counts:
    """Schedules that hit often enough to be found: six slots, three of five of those there were.

    One that hit less often may be found, and counts neither way.
    """
    often, seldom = set[Hashable](), set[Hashable]()
    for s in truth["schedules"]:
        known = often if s["hits"] >= 6 and s["hits"] >= 0.6 * s["slots"] else seldom
        known.add((s["zone"], s["kind"], _hour(s["phase"])))
    found = {(r["zone"], r["kind"], _hour(r["phase"])) for r in audit["recurrences"]} - (seldom - often)
    return Counts(len(often & found), len(found), len(often))


def _hour(phase: str) -> str:
    """The hour of a phase: of the clock, or since the start of a rollover."""
    if since := _SINCE_START.match(phase):
        days, hours, minutes = (int(number or 0) for number in since.groups())
        return f"{24 * days + hours + minutes // 60} h after the start"
    return phase.partition(":")[0]
