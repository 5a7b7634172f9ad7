"""The colours of charts and page, by what they stand for, in a light and a dark form.

Data colours are of the palette of Okabe and Ito (2008), which people with any form of
colour blindness can tell apart.
"""

from __future__ import annotations

from typing import NamedTuple


class Paint(NamedTuple):
    """One colour in both schemes; no two light forms are equal, so that one names its role."""

    light: str
    dark: str


PALETTE = {
    "paper": Paint("#fdfdfc", "#15181d"),
    "ink": Paint("#1c232d", "#e6e9ee"),
    "muted": Paint("#56606e", "#a3adba"),
    "rule": Paint("#d9dde2", "#333a44"),
    "blind": Paint("#8b94a1", "#6d7887"),
    "alarm": Paint("#d55e00", "#f0893c"),
    "queue": Paint("#0072b2", "#56b4e9"),
    "third": Paint("#7a5195", "#cc79a7"),
    "fourth": Paint("#8a6d00", "#f0e442"),
    "zsk": Paint("#8fcdb9", "#1c6e58"),
    "zsk-edge": Paint("#00785a", "#3fc39c"),
    "ksk": Paint("#e3bcd1", "#7a4463"),
    "ksk-edge": Paint("#a3497b", "#e08fb9"),
    "alarm-ink": Paint("#a34100", "#ffab73"),
    "good-ink": Paint("#006650", "#5fd3b1"),
    "doubt-ink": Paint("#6b5500", "#e5cf6a"),
    "link": Paint("#005b96", "#7cc2f2"),
    "tint": Paint("#f4f5f7", "#1c2127"),
    "heat0": Paint("#eceef0", "#232932"),
    "heat1": Paint("#fde6d3", "#43291a"),
    "heat2": Paint("#f9c79d", "#67391c"),
    "heat3": Paint("#f1a164", "#8a4a1c"),
    "heat4": Paint("#e67f2e", "#a05212"),
}
