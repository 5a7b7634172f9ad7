"""How exports differ from the logs they were taken from."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from analyzer.simulate.evtx import EPOCH, Style

_SOON = timedelta(seconds=90)


def export_style(rng: random.Random, exported: datetime) -> Style:
    """An export's style: headers count from 1 and bear the export's time, shortly after, or none (1601)."""
    later = exported + rng.random() * _SOON
    return Style(
        literal=rng.random() < 0.5, renumbered=True, header_time=rng.choice((exported, later, EPOCH))
    )
