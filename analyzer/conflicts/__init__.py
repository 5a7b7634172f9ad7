"""Attempts, how they relate to rollovers, the episodes they form, and what their numbers say."""

from analyzer.conflicts.analysis import analyse
from analyzer.conflicts.attempts import assign, merge
from analyzer.conflicts.episodes import group
from analyzer.conflicts.relation import count, relate
from analyzer.conflicts.rows import Analysis, Recurrence, Statistic, Trend

__all__ = [
    "Analysis",
    "Recurrence",
    "Statistic",
    "Trend",
    "analyse",
    "assign",
    "count",
    "group",
    "merge",
    "relate",
]
