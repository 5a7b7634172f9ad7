"""What a forecast rollover meets: change freezes, and schedules that conflicted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analyzer.conflicts import Recurrence
from analyzer.forecast.freezes import Freeze
from analyzer.forecast.outlook import Forecast
from analyzer.forecast.schedules import runs


@dataclass(frozen=True, slots=True)
class Meeting:
    """A rollover that may go on in a freeze or while a schedule runs; `first` is when that is first so."""

    kind: Literal["freeze", "schedule"]
    name: str
    first: datetime
    certain: bool


def meetings(
    forecast: Forecast, freezes: Sequence[Freeze], schedules: Sequence[Recurrence]
) -> tuple[Meeting, ...]:
    """Everything that the rollover of a forecast meets from when it is due to its latest end.

    It meets a freeze for certain where it comes by itself and every such start lies in it; a
    schedule never for certain, for nobody knows that it will run.
    """
    low, high = forecast.due, forecast.end_max or forecast.start_max
    if low is None or high is None or forecast.start_max is None:
        return ()
    found = [
        Meeting("freeze", f.name, max(f.start, low), f.start <= low and forecast.start_max < f.end)
        for f in freezes
        if f.start <= high and low < f.end
    ]
    for schedule in schedules:
        first = next(runs(schedule, low, high), None) if schedule.zone == forecast.zone else None
        if first:
            found.append(Meeting("schedule", schedule.text, first, certain=False))
    return tuple(sorted(found, key=lambda m: (m.first, m.kind, m.name)))
