"""Questions about rollovers: which there were, their edges, outcome and trigger, what was wrong with them.

Truth has the true time, a log the time of its host's clock: an edge that no event of its
own tells of must lie within its bounds on a clock of its zone's servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.simulate.score.counts import Counts
from analyzer.simulate.score.pairs import SKEW, Json, Pair, instant, rollover_pairs

SECOND = timedelta(seconds=1)
ENDS = frozenset({"completed", "failed"})
VOIDS = frozenset({"zone-unsigned", "zone-deleted", "key-deleted", "key-master-moved"})
"""What makes a roll pointless, so that its event is the end of an aborted one."""

NEVER_LOGGED = frozenset({"forced-early"})
"""What no log can show, for it holds neither the parent's DS nor its TTL: not assessed is the right answer.

It counts where it is claimed, right or wrong, and is not missed where it is not.
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """What of a truth the questions need: by zone, what its servers' clocks say, and its logged events."""

    clocks: dict[str, list[timedelta]]
    voids: dict[str, list[datetime]]


def scene(truth: Json) -> Scene:
    """Look a truth up."""
    skews = {host["host"]: timedelta(seconds=host["skew_s"]) for host in truth["hosts"]}
    voids: dict[str, list[datetime]] = {}
    for event in truth["events"]:
        if event["action"] in VOIDS:
            voids.setdefault(event["zone"], []).append(instant(event["time"]))
    clocks = {zone["zone"]: sorted({skews[name] for name in zone["servers"]}) for zone in truth["zones"]}
    return Scene(clocks, voids)


def of_rollovers(truth: Json, audit: Json) -> Iterator[tuple[str, Counts]]:
    """Every question about rollovers; one that no log shows counts only where it was found all the same."""
    pairs = rollover_pairs(truth["rollovers"], audit["rollovers"])
    around = scene(truth)
    found = {true["id"] for true, _ in pairs}
    known = sum(r["visible"] or r["id"] in found for r in truth["rollovers"])
    yield "rollovers", Counts(len(pairs), len(audit["rollovers"]), known)
    for edge in ("start", "end"):
        yield from _edges(pairs, edge, around)
    yield "outcome", _agreeing([({**t, "outcome": _told(t)}, r) for t, r in pairs], "outcome")
    yield "trigger", _agreeing(pairs, "trigger")
    yield from _diagnoses(pairs)


def _edges(pairs: Sequence[Pair], edge: str, around: Scene) -> Iterator[tuple[str, Counts]]:
    """Logged edges must be the event's own time, the others lie within their bounds; one or the other."""
    exact, bounded = Counts(), Counts()
    for true, found in pairs:
        logged = _logged(true, edge, around)
        claims = found[f"{edge}_basis"] == "observed"
        if logged or claims:
            hit = claims and instant(found[edge]) in logged
            exact += Counts(int(hit), int(claims), int(bool(logged)))
        if not logged and not claims and true[edge]:
            holds = _holds(found, edge, instant(true[edge]), around.clocks[true["zone"]])
            bounded += Counts(int(holds), 1, 1, (_width(found, edge),))
    yield f"{edge} logged", exact
    yield f"{edge} within bounds", bounded


def _logged(true: Json, edge: str, around: Scene) -> list[datetime]:
    """The times at which an edge was logged, by the clocks of the hosts that did."""
    if edge == "start":
        return [instant(o["time"]) for o in true["observed"] if o["action"] == "started"]
    if true["outcome"] == "aborted":
        end = instant(true["end"])
        return [t for t in around.voids.get(true["zone"], ()) if abs(t - end) <= SKEW]
    return [instant(o["time"]) for o in true["observed"] if o["action"] in ENDS]


def _holds(found: Json, edge: str, time: datetime, clocks: Sequence[timedelta]) -> bool:
    low, high = found[f"{edge}_min"], found[f"{edge}_max"]
    return (low is None or instant(low) - SECOND <= time + clocks[-1]) and (
        high is None or time + clocks[0] <= instant(high) + SECOND
    )


def _width(found: Json, edge: str) -> float:
    low, high = found[f"{edge}_min"], found[f"{edge}_max"]
    return (instant(high) - instant(low)) / timedelta(hours=1) if low and high else float("inf")


def _told(true: Json) -> str:
    """A roll's outcome as far as logs tell: without the event of a forced step it completed."""
    stepped = any(o["action"] == "stepped" for o in true["observed"])
    return "completed" if true["outcome"] == "forced" and not stepped else true["outcome"]


def _agreeing(pairs: Iterable[Pair], field: str) -> Counts:
    """Agreement in a field; `unknown` claims nothing, and is no miss where no log shows the roll."""
    kept = [(t[field], r[field]) for t, r in pairs if t["visible"] or r[field] != "unknown"]
    return Counts(sum(t == r for t, r in kept), sum(r != "unknown" for _, r in kept), len(kept))


def _diagnoses(pairs: Iterable[Pair]) -> Iterator[tuple[str, Counts]]:
    kept = [({d["kind"] for d in t["diagnoses"]}, {d["kind"] for d in r["diagnoses"]}) for t, r in pairs]
    for kind in sorted(set().union(*(both for pair in kept for both in pair))):
        hits = sum(kind in t and kind in r for t, r in kept)
        true = hits if kind in NEVER_LOGGED else sum(kind in t for t, _ in kept)
        yield f"diagnosis {kind}", Counts(hits, sum(kind in r for _, r in kept), true)
