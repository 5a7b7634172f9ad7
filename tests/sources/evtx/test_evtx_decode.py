"""Decoding: any records of a chunk, exactly as in the whole file, and by python-evtx where need be."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import evtx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.simulate.evtx import Style
from analyzer.sources.event_xml import parse_event
from analyzer.sources.evtx.decode import decode
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from analyzer.sources.evtx.pythonevtx import record_xml
from analyzer.sources.evtx.survey import survey
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, EMPTY, NO_NUMBER, STARTED, numbered, written

ENTRIES = numbered([STARTED, BIND_FAILED, CLEARED, EMPTY, NO_NUMBER] * 4)
CHUNKS = [
    written(ENTRIES, style)[FILE_HEADER : FILE_HEADER + CHUNK] for style in (Style(), Style(literal=True))
]


@given(st.data())
def test_any_selection_reads_as_in_the_whole_chunk(data: st.DataObject) -> None:
    """Which other records are asked for, and which come first, does not matter."""
    chunk = data.draw(st.sampled_from(CHUNKS))
    offsets = survey(chunk).records
    whole = decode(chunk, offsets)
    chosen = data.draw(st.sets(st.integers(0, len(offsets) - 1), min_size=1).map(sorted))
    assert decode(chunk, [offsets[i] for i in chosen]) == [whole[i] for i in chosen]


def test_records_read_as_in_the_real_file(real: Path) -> None:
    """A chunk of a real log by itself, and records of it by themselves, give the file's own XML."""
    path = real / "evtx" / "system-clean.evtx"
    data = path.read_bytes()
    theirs = [record["data"] for record in evtx.PyEvtxParser(str(path)).records()]
    ours: list[str | None] = []
    for at in range(FILE_HEADER, len(data), CHUNK):
        chunk = data[at : at + CHUNK]
        offsets = survey(chunk).records
        if not offsets:
            continue
        texts = decode(chunk, offsets)
        ours += texts
        some = sorted(random.Random(at).sample(range(len(offsets)), min(3, len(offsets))))
        assert decode(chunk, [offsets[i] for i in some]) == [texts[i] for i in some]
    assert sorted(filter(None, ours)) == sorted(theirs)
    assert None not in ours


@pytest.mark.parametrize("chunk", CHUNKS, ids=["substituted", "literal"])
def test_python_evtx_says_the_same(chunk: bytes) -> None:
    """What the fallback reads is what the first reader reads: times to the microsecond, Binary as bytes."""
    offsets = survey(chunk).records
    for offset, text in zip(offsets, decode(chunk, offsets), strict=True):
        other = record_xml(chunk, offset)
        assert text
        assert other
        event, same = parse_event(text), parse_event(other)
        assert event
        assert same
        fields = {name: value.casefold() for name, value in event.fields.items()}
        assert replace(event, fields=fields) == replace(
            same, fields={name: value.casefold() for name, value in same.fields.items()}
        )


def test_destroyed_tables_of_names_do_not_matter() -> None:
    """A chunk whose lists of names and templates are overwritten is decoded all the same."""
    for chunk in CHUNKS:
        offsets = survey(chunk).records
        spoilt = chunk[:128] + b"\xa5" * 384 + chunk[512:]
        assert decode(spoilt, offsets) == decode(chunk, offsets)
