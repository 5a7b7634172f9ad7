"""Which entry of a report tells of which true one: one to one, the closest in time first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from analyzer.knowledge import AUDIT_CHANNEL

Json = dict[str, Any]
Pair = tuple[Json, Json]
"""A true entry and the one of the report."""

SKEW = timedelta(minutes=5)
TRY = timedelta(seconds=15)
"""How long the traces of one try take to be written, and not the next try of a loop."""

SAME_RPC = frozenset(
    {"Set-DnsServerSigningKey", "Enable-DnsServerSigningKeyRollover", "Disable-DnsServerSigningKeyRollover"}
)
"""Cmdlets that a server logs alike, as one change of a key (MS-DNSP 3.1.4.1)."""


def instant(text: str) -> datetime:
    """A time of either file."""
    return datetime.fromisoformat(text)


def attempt_pairs(true: Sequence[Json], reported: Sequence[Json]) -> list[Pair]:
    """Tries with the same outcome of the same thing, by the times at which they were logged.

    Who adds a key names none: it gets its GUID from the server.
    """
    return _closest(
        [(_logged(t), t) for t in true if t["traces"]],
        [(instant(r["time"]), r) for r in reported],
        _same_try,
        TRY,
        lambda entry: entry["outcome"],
    )


def rollover_pairs(true: Sequence[Json], reported: Sequence[Json]) -> list[Pair]:
    """Rolls of the same key that overlap, but for skewed clocks.

    Those whose sure part lies within a true roll choose first, and true ones that some log
    shows before those that none does.
    """
    found: list[Pair] = []
    rolls: dict[Hashable, list[Json]] = defaultdict(list)
    for roll in reported:
        rolls[roll["zone"], roll["key_guid"]].append(roll)
    left = sorted(true, key=lambda r: not r["visible"])
    for fits in (_is_sure_within, _overlaps):
        for roll in left:
            known = rolls[roll["zone"], roll["key_guid"]]
            fitting = [r for r in known if _overlaps(roll, r) and fits(roll, r)]
            if fitting:
                best = max(fitting, key=lambda r: (_overlap(roll, r), r["id"]))
                known.remove(best)
                found.append((roll, best))
        taken = {roll["id"] for roll, _ in found}
        left = [roll for roll in left if roll["id"] not in taken]
    return found


def _logged(attempt: Json) -> datetime:
    """When its outcome was logged, by its own code or by the server, else its first trace: a report's time.

    The hosts' clocks differ, so that another host's trace of it may lie minutes away.
    """
    coded = [t for t in attempt["traces"] if t["code"]]
    audited = [t for t in attempt["traces"] if t["channel"] == AUDIT_CHANNEL]
    telling = coded or audited or attempt["traces"]
    return min(instant(t["time"]) for t in telling)


def _same_try(true: Json, reported: Json) -> bool:
    return (
        reported["host"] in {t["host"] for t in true["traces"]}
        and reported["zone"] in (None, true["zone"])
        and (true["key_guid"] is None or reported["key_guid"] in (None, true["key_guid"]))
        and (
            reported["operation"] in (None, true["operation"])
            or {reported["operation"], true["operation"]} <= SAME_RPC
        )
    )


def _is_sure_within(true: Json, reported: Json) -> bool:
    """Whether the time for which a report is sure of a roll lies within the true one, but for clocks."""
    low = reported["start"] or reported["start_max"]
    high = reported["end"] or reported["end_min"]
    return (not low or instant(low) >= instant(true["start"]) - SKEW) and (
        not high or not true["end"] or instant(high) <= instant(true["end"]) + SKEW
    )


def _overlaps(true: Json, reported: Json) -> bool:
    return _overlap(true, reported) > timedelta(0)


def _overlap(true: Json, reported: Json) -> timedelta:
    start = instant(true["start"]) - SKEW
    end = instant(true["end"]) + SKEW if true["end"] else None
    low = reported["start"] or reported["start_min"]
    high = reported["end"] or reported["end_max"]
    first = max(start, instant(low)) if low else start
    last = min(filter(None, (end, instant(high) if high else None)), default=first + timedelta(days=9999))
    return last - first


def _closest(
    true: Iterable[tuple[datetime, Json]],
    reported: Iterable[tuple[datetime, Json]],
    fits: Callable[[Json, Json], bool],
    window: timedelta,
    group: Callable[[Json], Hashable],
) -> list[Pair]:
    groups: dict[Hashable, list[tuple[datetime, Json]]] = defaultdict(list)
    for time, entry in sorted(reported, key=lambda one: (one[0], one[1]["id"])):
        groups[group(entry)].append((time, entry))
    candidates = []
    for time, entry in true:
        known = groups[group(entry)]
        low = bisect_left(known, time - window, key=lambda one: one[0])
        high = bisect_right(known, time + window, key=lambda one: one[0])
        candidates += [
            (abs(t - time), entry["id"], r["id"], entry, r) for t, r in known[low:high] if fits(entry, r)
        ]
    pairs: list[Pair] = []
    taken: set[str] = set()
    for _, of_true, of_report, entry, found in sorted(candidates, key=lambda c: c[:3]):
        if not {of_true, of_report} & taken:
            taken |= {of_true, of_report}
            pairs.append((entry, found))
    return pairs
