from __future__ import annotations

import pytest

from analyzer.report.palette import PALETTE

SCHEMES = pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two roles' colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("role", ["ink", "muted", "alarm-ink", "good-ink", "doubt-ink", "link"])
def test_text_can_be_read(role: str, ground: str, scheme: int) -> None:
    """Text reaches the contrast of WCAG AA on both grounds."""
    assert contrast(PALETTE[role][scheme], PALETTE[ground][scheme]) >= 4.5


@SCHEMES
@pytest.mark.parametrize("role", ["alarm", "queue", "third", "fourth", "zsk-edge", "ksk-edge", "blind"])
def test_marks_can_be_seen(role: str, scheme: int) -> None:
    """What a chart is made of reaches the contrast of WCAG for graphics."""
    assert contrast(PALETTE[role][scheme], PALETTE["paper"][scheme]) >= 3


@SCHEMES
@pytest.mark.parametrize("role", ["heat0", "heat1", "heat2", "heat3", "heat4", "zsk", "ksk"])
def test_text_on_colour_can_be_read(role: str, scheme: int) -> None:
    """Numbers in the heat map and names on bars reach the contrast of text."""
    assert contrast(PALETTE["ink"][scheme], PALETTE[role][scheme]) >= 4.5


def test_each_colour_has_one_meaning() -> None:
    """No two roles share a light colour, which is how a drawing's colours are told apart."""
    assert len({paint.light for paint in PALETTE.values()}) == len(PALETTE)
