"""How often people roll keys by hand, and so how soon one of them may start the next rollover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import log1p

from analyzer.forecast.keys import KnownKey, began
from analyzer.model import Coverage, KeyRole

EARLY = 0.04
"""The share of ranges that may be missed because somebody was quicker: of a tenth in all, the greater part
is left to what no log foretells, such as a key whose automatic rollover is switched off."""

DAY = timedelta(days=1)
Soonest = Callable[[KnownKey], datetime | None]


def soonest(keys: Sequence[KnownKey], coverage: Sequence[Coverage], as_of: datetime) -> Soonest:
    """A function that tells from when on a key is rolled by hand with a chance of more than `EARLY`.

    A key's rate is that of its own manual rollovers in the time that logs cover, drawn
    towards the rate of all keys of its role as by one rollover more (gamma prior of shape 1);
    starts by hand come at random in time.  None where nobody ever rolled such a key by hand.
    """
    start = min((c.start for c in coverage if c.observes == "state"), default=as_of)
    days = max((as_of - start) / DAY, 1.0)
    typical: dict[KeyRole | None, float] = {}
    for role in {key.role for key in keys}:
        own = [_by_hand(key, start) for key in keys if key.role == role]
        if any(own):
            typical[role] = days * len(own) / sum(own)

    def of(key: KnownKey) -> datetime | None:
        if key.role not in typical:
            return None
        rate = (_by_hand(key, start) + 1) / (days + typical[key.role])
        return as_of + timedelta(days=-log1p(-EARLY) / rate)

    return of


def _by_hand(key: KnownKey, since: datetime) -> int:
    return sum(roll.trigger == "manual" and began(roll) >= since for roll in key.rolls)
