"""The slower reader is asked only as long as it helps."""

from __future__ import annotations

import pytest

from analyzer.model import Loss, Record
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from analyzer.sources.evtx.pythonevtx import record_xml
from analyzer.sources.evtx.survey import survey
from tests.simulate.sample_entries import BIND_FAILED, STARTED, numbered, written
from tests.sources.reading import evtx_items, only


def test_garbage_does_not_keep_the_slower_reader_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks shifted by 4 kB: after some failures it is not asked any more; every record is a loss.

    Whole chunks behind them are read as ever.
    """
    whole = written(numbered([STARTED, BIND_FAILED] * 300))[FILE_HEADER:]
    shifted = (bytes(4096) + whole).ljust(len(whole) + CHUNK, b"\0")
    data = written([])[:FILE_HEADER] + shifted + whole
    asked: list[int] = []

    def watched(chunk: bytes, offset: int) -> str | None:
        asked.append(offset)
        return record_xml(chunk, offset)

    monkeypatch.setattr("analyzer.sources.evtx.pythonevtx.record_xml", watched)
    patient = evtx_items(data)
    for module in ("pythonevtx", "damage"):
        monkeypatch.setattr(f"analyzer.sources.evtx.{module}.MOST_IN_VAIN", 30)
    often = len(asked)
    impatient = evtx_items(data)
    assert often > 400
    assert len(asked) - often < 30 + len(survey(whole[:CHUNK]).records)
    (note,) = (item for item in impatient if item not in patient)
    assert isinstance(note, Loss)
    assert (note.kind, note.count, note.position) == ("limit", 0, "c0+0x0")
    assert "were not tried a second time" in note.reason
    assert [item for item in impatient if item != note] == patient
    assert len(only(Record, patient)) == 600
