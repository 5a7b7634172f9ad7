"""Schedules: whether the conflicts of a zone keep to an hour of the day, week, month or rollover.

What counts is slots, not conflicts: of the days, weeks, months or rollovers in which a key was
rolling and failures could be seen at that hour, how many were hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.calendars import CALENDARS, DAY, MONTH, QUARTER, Calendar, clock, local
from analyzer.conflicts.rows import Recurrence, Statistic
from analyzer.conflicts.world import World, occurrences, rolling
from analyzer.statistics import peak, peak_p
from analyzer.statistics.spans import holds

RECURS = "Do the conflicts keep to a schedule?"
PAUSE = timedelta(hours=1)
"""Conflicts of a zone closer than this are one occurrence, so that no slot of an hour is hit twice."""
HOUR = 4
"""The length of a slot in quarters of an hour, before it is narrowed to what was hit."""
DRAWS = 1999
LEAST_HITS = 3
LEAST_SHARE = 0.5
"""What is hit in fewer of its slots is no schedule, however unlikely by chance."""

MOST = 0.85
"""The part of an hour's events that names its minutes: the others may be chance."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """The exposed quarters of one zone and its occurrences as one calendar counts them, in one time zone."""

    calendar: Calendar
    tz: str
    cells: Numbers
    events: Numbers


@dataclass(frozen=True, slots=True)
class Found:
    """The slots that stand out most in one of the calendars."""

    places: Places
    first: int
    length: int
    hits: int
    slots: int
    streak: int
    p: float


def recurrence(world: World) -> Iterator[tuple[Statistic, Recurrence | None]]:
    """For each zone that met conflicts the answer, and the schedule that it would be."""
    zone_of, names = pd.factorize(world.rolls["zone"], sort=True)
    met = world.occurrences
    found = occurrences(zone_of[met["group"].to_numpy()], met["first"].to_numpy(), PAUSE)
    found["zone"] = np.asarray(names, dtype=object)[found["group"]]
    for name, own in found.groupby("zone", sort=True):
        zone = str(name)
        rolls = world.rolls[(world.rolls["zone"] == zone).to_numpy()]
        yield _judged(world, zone, rolls, own["first"].to_numpy())


def _judged(
    world: World, zone: str, rolls: pd.DataFrame, times: Numbers
) -> tuple[Statistic, Recurrence | None]:
    row = Statistic(
        RECURS,
        "slot",
        zone,
        len(times),
        method="scan of all phases against random times while a key was rolling, Bonferroni over calendars",
        verdict="not enough",
        reason=f"{len(times)} occurrences; fewer than {LEAST_HITS} cannot make a schedule",
    )
    if len(times) < LEAST_HITS:
        return row, None
    looks = [*_by_clock(world, rolls, times), _by_rollover(world, rolls, times)]
    rng = world.rng(RECURS, zone)
    kept = [best for look in looks if (best := _best(look, rng))]
    p = min((min(1.0, f.p * len(looks)) for f in kept), default=1.0)
    reason = "see recurrences" if kept else "no hour is hit in half of its slots"
    row = replace(row, p_value=p, verdict="not seen", reason=f"{len(times)} occurrences; {reason}")
    if not kept:
        return row, None
    best = min(kept, key=lambda f: (f.p, f.places.tz != world.tz))
    return row, _named(best, zone, _role(rolls), p)


def _by_clock(world: World, rolls: pd.DataFrame, times: Numbers) -> Iterator[Places]:
    exposed = rolling(world, rolls)
    events = times // QUARTER
    spread = [np.arange(a // QUARTER, -(-b // QUARTER)) for a, b in exposed]
    cells = np.concatenate([*spread, events]) if spread else events
    cells = cells[holds(exposed, cells * QUARTER + QUARTER // 2) | np.isin(cells, events)]
    for tz in dict.fromkeys((world.tz, "UTC")):
        here, hit = local(cells, tz), local(events, tz)
        for calendar in CALENDARS:
            yield Places(calendar, tz, np.unique(calendar.place(here)), calendar.place(hit))


AFTER_START = Calendar(
    "per-rollover", MONTH, lambda _: np.empty(0, dtype=np.int64), lambda _: "rollovers", lambda _: ""
)


def _by_rollover(world: World, rolls: pd.DataFrame, times: Numbers) -> Places:
    """Quarters since the start of each rollover, of those whose start is known."""
    known = rolls[rolls["known"]]
    cells, events = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for number, (start, end) in enumerate(zip(known["start"], known["end"], strict=True)):
        steps = np.arange(min(MONTH, -(-(end - start) // QUARTER)))
        seen = steps[holds(world.failures, start + steps * QUARTER + QUARTER // 2)]
        hit = (times[(times >= start) & (times <= end)] - start) // QUARTER
        hit = hit[hit < MONTH]
        cells.append(number * MONTH + np.union1d(seen, hit))
        events.append(number * MONTH + hit)
    return Places(AFTER_START, "UTC", np.concatenate(cells), np.concatenate(events))


def _best(places: Places, rng: np.random.Generator) -> Found | None:
    """The slots that stand out most, if they were hit often enough to be called a schedule."""
    period = places.calendar.period
    best = peak(places.cells, places.events, period, HOUR)
    if best is None:
        return None
    place = (places.events - best.start) % period
    first, length = _narrowed(np.bincount(place[place < HOUR], minlength=HOUR))
    begin = (best.start + first) % period
    slot, offset = np.divmod(places.cells - begin, period)
    whole, counts = np.unique(slot[offset < length], return_counts=True)
    run, after = np.divmod(places.events - begin, period)
    hits = np.unique(run[after < length])
    slots = np.union1d(whole[counts == length], hits)
    if len(hits) < max(LEAST_HITS, LEAST_SHARE * len(slots)):
        return None
    p = peak_p(best, places.cells, len(places.events), period, HOUR, rng, DRAWS)
    return Found(places, begin, length, len(hits), len(slots), _streak(np.isin(slots, hits)), p)


def _narrowed(counts: Numbers) -> tuple[int, int]:
    """The shortest part of the hour that holds nearly all of its events: where it begins, and its length."""
    for length in range(1, HOUR):
        inside = np.convolve(counts, np.ones(length, dtype=np.int64), "valid")
        if inside.max() >= MOST * counts.sum():
            return int(inside.argmax()), length
    return 0, HOUR


def _streak(hit: NDArray[np.bool_]) -> int:
    """The longest row of slots that were hit."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], hit.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _role(rolls: pd.DataFrame) -> str | None:
    roles = set(rolls["role"].dropna())
    return roles.pop() if len(roles) == 1 else None


def _named(found: Found, zone: str, role: str | None, p: float) -> Recurrence:
    calendar, tz = found.places.calendar, found.places.tz
    end = found.first + found.length
    streak = f"; {found.streak} in a row" if found.streak > 1 else ""
    share = f"{found.hits} of the {found.slots} {calendar.slots(found.first)}"
    if calendar.kind == "per-rollover":
        phase = f"{_after(found.first)} to {_after(end)} after the start"
        text = f"{share}, {phase}{streak}"
    else:
        hours = f"{clock(found.first)} to {clock(end)}"
        phase = f"{calendar.when(found.first)}{hours}"
        text = f"{share} on which a key was rolling, {hours} {tz}{streak}"
    return Recurrence(zone, role, calendar.kind, phase, tz, found.hits, found.slots, p, p, text)  # type: ignore[arg-type]  # the roles of a table are those of the model


def _after(quarters: int) -> str:
    days, rest = divmod(quarters, DAY)
    return (f"{days} d " if days else "") + f"{rest // 4} h {rest % 4 * 15:02} min"
