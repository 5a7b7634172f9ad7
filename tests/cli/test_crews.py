"""Who is hired for a command."""

from __future__ import annotations

import pytest

from analyzer.cli import crews


@pytest.mark.parametrize(
    ("cores", "formats", "is_hired"),
    [(2, ["json", "html"], True), (2, ["json", "csv"], False), (1, ["html"], False)],
)
def test_a_painter_is_hired_where_it_pays(
    monkeypatch: pytest.MonkeyPatch, cores: int, formats: list[str], is_hired: bool
) -> None:
    """A format shows charts, and there is a core on which they can be drawn beside other work."""
    monkeypatch.setattr(crews, "usable_cores", lambda: cores)
    with crews.painter_of(formats) as painter:
        assert (painter is not None) == is_hired
