"""Rollovers rebuilt from events: coverage, windows, timing, diagnosis."""

from analyzer.rollover.blind_spots import blind_spots
from analyzer.rollover.coverage import coverage, covered, covers
from analyzer.rollover.implied import implied
from analyzer.rollover.irregularities import irregularities
from analyzer.rollover.keymaster import Tenure, key_masters
from analyzer.rollover.rebuild import rebuild
from analyzer.rollover.refusals import Refusal, refusals, refused_at
from analyzer.rollover.settings import settings
from analyzer.rollover.skew import Skew, skews
from analyzer.rollover.snapshots import disagreements

__all__ = [
    "Refusal",
    "Skew",
    "Tenure",
    "blind_spots",
    "coverage",
    "covered",
    "covers",
    "disagreements",
    "implied",
    "irregularities",
    "key_masters",
    "rebuild",
    "refusals",
    "refused_at",
    "settings",
    "skews",
]
