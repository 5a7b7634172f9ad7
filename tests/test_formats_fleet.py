"""Every format tells of a simulated fleet what its EVTX tells, less what the table of formats says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from analyzer.simulate.emit import EMITTERS
from analyzer.simulate.simulation import Simulation
from tests.accuracy.formats_against_evtx import COPIES, attempts, differences, made


@cache
def small() -> Simulation:
    """Two servers for three weeks."""
    return made(seed=1, servers=2, weeks=3)


@pytest.mark.parametrize("name", [*(n for n in EMITTERS if n != "evtx"), "eventviewer-csv@de-DE"])
def test_a_format_tells_what_the_evtx_tells(name: str, tmp_path: Path) -> None:
    """Event by event: who, where, when, what, and how it ended."""
    assert not list(differences(small(), name, tmp_path))


def test_copies_in_other_formats_add_no_attempt(tmp_path: Path) -> None:
    """CSV, JSON and text copies beside the EVTX give the attempts of the EVTX alone."""
    alone = attempts(small(), ["evtx"], tmp_path / "alone")
    assert alone.total() > 5
    assert attempts(small(), ["evtx", *COPIES], tmp_path / "together") == alone
