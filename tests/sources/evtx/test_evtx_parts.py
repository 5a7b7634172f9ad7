"""A file read in parts and joined is the file read in one pass."""

from __future__ import annotations

import gc
import io
import weakref
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Item
from analyzer.sources.evtx.blocks import read_blocks
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, FileHeader
from analyzer.sources.evtx.parts import Known, joined, look_up, read_part
from analyzer.sources.evtx.ranges import Range, place_of, ranges
from analyzer.sources.evtx.reader import Part, Rest
from analyzer.sources.evtx.runs import Log
from analyzer.sources.shape import Options, Source
from tests.simulate.sample_entries import numbered, written
from tests.sources.evtx.test_evtx_damage import ENTRIES, FILES, shrunk

Told = tuple[list[Item], int, int]
FOUR = written(numbered([entry for entry in ENTRIES for _ in range(4)]))
"""Four times as many records, so that there are chunks to cut between."""


def told(data: bytes, parts: list[Range | None], options: Options, size: int) -> Told | None:
    """The items of a file in those parts, duplicates and deleted; None where only one pass tells."""
    rests: list[Rest] = []
    known = Known()
    items: list[Item] = []
    for part in parts:
        stream = io.BytesIO(data)
        stream.seek(place_of(part[0] if part else 0))
        for item in read_part("a.evtx", stream, options, part, size):
            if isinstance(item, Rest):
                rests.append(item)
                if known.may_share(item):
                    return None
            else:
                items.append(item)
    source = Source("a.evtx", io.BytesIO(data))

    def look(chunk: int, log: Log, ids: IntArray, times: IntArray) -> BoolArray:
        return look_up(io.BytesIO(data[place_of(chunk) :]), chunk, log, ids, times, size)

    items += joined(source, options, FileHeader.of(data[:FILE_HEADER]), rests, look)
    return items, source.duplicates, source.recovered


def cut(data: bytes, places: set[int], blocks: int) -> list[Range | None]:
    """The parts of a file that is cut before those blocks."""
    chunks = -(-(len(data) - FILE_HEADER) // CHUNK)
    edges = [0, *sorted(place * blocks for place in places if 0 < place * blocks < chunks), chunks]
    return list(pairwise(edges))


def check(
    data: bytes, places: set[int], blocks: int = 1, *, hourly: bool = False, deleted: bool = True
) -> bool:
    """The parts tell what one pass tells; whether they could."""
    options = Options(hourly=hourly, deleted=deleted)
    found = told(data, cut(data, places, blocks), options, blocks * CHUNK)
    assert found in (None, told(data, [None], options, blocks * CHUNK))
    return found is not None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*FILES, FOUR]), st.data())
def test_damaged_files_in_parts(file: bytes, draw: st.DataObject) -> None:
    """Wherever a file is damaged and wherever it is cut."""
    data = bytearray(file[: draw.draw(st.integers(FILE_HEADER, len(file)))])
    places = st.integers(0, len(data) - 1)
    for at, pattern in draw.draw(st.lists(st.tuples(places, st.binary(min_size=1, max_size=9)), max_size=9)):
        span = pattern[: len(data) - at]
        data[at : at + len(span)] = span
    for at in draw.draw(st.lists(places, max_size=3)):
        span = (
            draw.draw(st.sampled_from((b"\0", b"\xa5"))) * draw.draw(st.sampled_from((50, 20_000, CHUNK)))
        )[: len(data) - at]
        data[at : at + len(span)] = span
    cuts, blocks = draw.draw(st.sets(st.integers(1, 20))), draw.draw(st.sampled_from((1, 2)))
    check(bytes(data), cuts, blocks, hourly=draw.draw(st.booleans()), deleted=draw.draw(st.booleans()))


def test_real_files_in_parts(real: Path) -> None:
    """Cut between all chunks, clean and damaged ones."""
    files = sorted([*real.glob("evtx/*.evtx"), *real.glob("damaged/*.evtx")])
    assert len(files) > 10
    assert all(check(path.read_bytes(), set(range(1, 200))) for path in files)


def test_remains_that_stand_in_another_part_are_not_deleted() -> None:
    """What lies behind the end of a chunk is looked for in the whole file."""
    last = len(FOUR) - CHUNK
    data = FOUR + shrunk(FOUR, 5)[last:]
    assert check(FOUR[:last] + shrunk(FOUR, 5)[last:], set(range(1, 99)))
    assert not check(data, set(range(1, 99)))


def test_a_record_in_two_parts_is_left_to_one_pass() -> None:
    """Only it tells which copy counts."""
    chunk = FOUR[FILE_HEADER : FILE_HEADER + CHUNK]
    assert not check(FOUR + chunk, {1})
    assert check(FOUR, {1})


@pytest.mark.parametrize(("size", "parts"), [(0, 0), (1, 0), (2, 2), (2.5, 3)])
def test_only_large_files_are_cut(size: float, parts: int) -> None:
    """A file of less than two parts is read as a whole; the last part ends with the file."""
    part = 4 * CHUNK
    found = ranges(FILES[0][:8], FILE_HEADER + int(size * part), part)
    assert len(found) == parts
    assert not ranges(b"anything", 1 << 40)
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_a_part_is_forgotten_when_it_is_read() -> None:
    """What it holds of single records is gone at once, and waits for no search for circles."""
    part = Part("a.evtx", Options())
    for block in read_blocks(io.BytesIO(FOUR[FILE_HEADER:])):
        list(part.block(block))
    part.rest()
    left = weakref.ref(part)
    gc.disable()
    try:
        del part
        assert left() is None
    finally:
        gc.enable()
