"""When keys roll next, what that meets, and whether it is safe to act on a zone's keys."""

from analyzer.forecast.facts import Facts, facts
from analyzer.forecast.freezes import Freeze, FreezeError, freezes_of
from analyzer.forecast.meetings import Meeting, meetings
from analyzer.forecast.outlook import COVERAGE, Forecast, outlook
from analyzer.forecast.safety import Safety, safety
from analyzer.forecast.schedules import known_schedules

__all__ = [
    "COVERAGE",
    "Facts",
    "Forecast",
    "Freeze",
    "FreezeError",
    "Meeting",
    "Safety",
    "facts",
    "freezes_of",
    "known_schedules",
    "meetings",
    "outlook",
    "safety",
]
