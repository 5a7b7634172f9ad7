"""Times and templates of EVTX: whatever numbers, names and damage stand there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Item, Loss, Record, Tally
from analyzer.simulate.evtx import Style
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, LAST_TIME
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.evtx.times import filetime, moment, moments
from analyzer.sources.shape import Options, Source
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, STARTED, numbered, written

STYLES = {"substituted": Style(), "literal": Style(literal=True)}
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=40).map(
    lambda name: name.strip() or "x"
)
FIRST = FILE_HEADER + 0x200


def read(data: bytes) -> list[Item]:
    """All that an EVTX file holds."""
    return list(Evtx().read(Source("log", io.BytesIO(data)), Options()))


@given(st.integers(0, LAST_TIME))
def test_times_lose_nothing_but_their_last_digit(number: int) -> None:
    """A FILETIME has 100 ns, a datetime microseconds: there and back it is cut there, alone or among many."""
    time = moment(number)
    assert filetime(time) == number - number % 10
    assert moments(np.array([number, 0])) == [time, datetime(1601, 1, 1, tzinfo=UTC)]


@given(st.integers(0, LAST_TIME - 10**12), st.timedeltas(timedelta(0), timedelta(1)))
def test_later_times_have_larger_numbers(number: int, later: timedelta) -> None:
    """The order of FILETIMEs is that of times."""
    first = moment(number)
    assert filetime(first + later) - filetime(first) == later // timedelta(microseconds=1) * 10


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@settings(deadline=None, max_examples=40)
@given(channel=NAMES, host=NAMES, event_id=st.integers(0, 0xFFFF), record_id=st.integers(1, 2**63 - 1))
def test_any_names_and_numbers_are_read(
    style: Style, channel: str, host: str, event_id: int, record_id: int
) -> None:
    """What a template says, as a value or literally, is what the record is counted as."""
    entry = replace(STARTED, channel=channel, host=host, event_id=event_id, record_id=record_id)
    (tally,) = [item for item in read(written([entry], style)) if isinstance(item, Tally)]
    assert (tally.channel, tally.host, tally.event_id) == (channel, host.lower(), event_id)
    assert (tally.first_id, tally.count) == (record_id, 1)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_damage_to_templates_stays_in_its_chunk(style: Style, data: st.DataObject) -> None:
    """Whatever bytes stand in the records of one chunk, those of the next are all read."""
    ours = written(numbered([STARTED, BIND_FAILED, CLEARED]), style)
    theirs = written(
        [replace(e, record_id=100 + i) for i, e in enumerate(numbered([BIND_FAILED] * 3))], style
    )
    file = bytearray(ours[: FILE_HEADER + CHUNK] + theirs[FILE_HEADER : FILE_HEADER + CHUNK])
    end = len(ours[: FILE_HEADER + CHUNK].rstrip(b"\0"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(FIRST, end - 8))
        part = data.draw(st.binary(min_size=1, max_size=8))
        file[at : at + len(part)] = part
    items = read(bytes(file))
    ids = {item.record_id for item in items if isinstance(item, Record)}
    assert {100, 101, 102} <= ids
    assert all(item.reason for item in items if isinstance(item, Loss))
