"""Numbers as people read them, in reports and in what rules say."""

from __future__ import annotations

from collections.abc import Iterable


def percent(share: float) -> str:
    """A share as whole percent; only nothing is 0 % and only all is 100 %."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 conflict`, `1,204 conflicts`, `no conflicts`."""
    many = plural or f"{noun}s"
    return (
        f"{number:,} {noun}"
        if number == 1
        else f"{number or 'no'} {many}"
        if number < 1000
        else f"{number:,} {many}"
    )


def times(number: int) -> str:
    """How often, in words."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")


def listed(words: Iterable[str]) -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
