"""How a code looks wherever it is drawn: colour, shape and hatch together."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """The role of a colour, a marker, and a hatch."""

    role: str
    marker: str
    hatch: str


_KNOWN = {9116: Look("alarm", "v", ""), 9120: Look("queue", "D", "////")}
_OTHERS = (Look("third", "s", "----"), Look("fourth", "^", "xxxx"))


def look(code: int) -> Look:
    """The look of a code; the two that matter most have one of their own."""
    return _KNOWN.get(code) or _OTHERS[code % len(_OTHERS)]
