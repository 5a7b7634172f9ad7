"""Cycles of clocks and calendars: where in its day, week, month or rollover a quarter of an hour lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.rows import Kind

QUARTER = 900_000_000
"""Fifteen minutes in microseconds: every offset from UTC in use is a multiple of it."""

DAY = 96
MONTH = 31 * DAY
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A cycle of so many quarters; `place` numbers local times so that the remainder is the phase."""

    kind: Kind
    period: int
    place: Callable[[pd.DatetimeIndex], NDArray[np.int64]]
    slots: Callable[[int], str]
    """What the slots of a phase are called, in the plural."""

    when: Callable[[int], str]
    """What comes before the hour in the name of a phase."""


def _day(local: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(local.tz_localize(None).as_unit("us").asi8 // QUARTER)


def _week(local: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(_day(local) + 3 * DAY)  # 1 January 1970 was a Thursday


def _month(local: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(_months(local) * MONTH + (local.day.to_numpy() - 1) * DAY + _day(local) % DAY)


def _nth(local: pd.DatetimeIndex) -> NDArray[np.int64]:
    day = (local.day.to_numpy() - 1) // 7 * 7 + local.day_of_week.to_numpy()
    return np.asarray(_months(local) * 35 * DAY + day * DAY + _day(local) % DAY)


def _months(local: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(local.year.to_numpy() * 12 + local.month.to_numpy(), dtype=np.int64)


def _weekday(phase: int) -> str:
    return DAYS[phase // DAY % 7]


CALENDARS = (
    Calendar("daily", DAY, _day, lambda _: "days", lambda _: ""),
    Calendar("weekly", 7 * DAY, _week, lambda p: f"{_weekday(p)}s", lambda p: f"{_weekday(p)} "),
    Calendar(
        "monthly",
        MONTH,
        _month,
        lambda p: f"months' days {p // DAY + 1}",
        lambda p: f"day {p // DAY + 1} ",
    ),
    Calendar(
        "monthly",
        35 * DAY,
        _nth,
        lambda p: f"{NTH[p // DAY // 7]} {_weekday(p)}s of a month",
        lambda p: f"{NTH[p // DAY // 7]} {_weekday(p)} ",
    ),
)


def clock(phase: int) -> str:
    """A quarter of a day as `HH:MM`."""
    return f"{phase % DAY // 4:02}:{phase % 4 * 15:02}"


def local(quarters: NDArray[np.int64], tz: str) -> pd.DatetimeIndex:
    """Quarters since the epoch as local times."""
    return pd.DatetimeIndex(pd.to_datetime(quarters * QUARTER, unit="us", utc=True)).tz_convert(tz)
