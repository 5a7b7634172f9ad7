"""Compiled code reads what NumPy reads, and a file is told alike with and without it."""

from __future__ import annotations

import io
import random
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Item, Record
from analyzer.simulate.evtx import Style
from analyzer.sources.evtx import index, lessons, native
from analyzer.sources.evtx.blocks import Block, read_blocks
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, RECORDS
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.evtx.templates import Templates
from analyzer.sources.shape import Options, Source
from tests.conftest import missing
from tests.fuzz.mutation import mutated
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, EMPTY, PIPELINE, STARTED, numbered, written
from tests.sources.evtx.both_indexes import Both
from tests.sources.evtx.both_ways import chunks

ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY] * 60)
SEEDS = [written(ENTRIES), written(ENTRIES, Style(literal=True))]


@pytest.fixture(autouse=True)
def compiled() -> None:
    """What is compared has to be there."""
    if not native.is_compiled():
        missing("a compiler of C")


def test_machines_of_the_other_byte_order_use_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code reads little-endian numbers as they lie."""
    monkeypatch.setattr(sys, "byteorder", "big")
    assert not native.is_compiled()


def test_too_little_room_is_refused() -> None:
    """Compiled code writes nothing beyond what it is given."""
    words, in_order = np.zeros(8192 + 64, np.int64), np.zeros(1, np.uint8)
    with pytest.raises(ValueError, match="room"):
        native.compiled_walk.walk(words, 1, 1, np.zeros(16 * 2032, np.int64), in_order)


@pytest.mark.parametrize("data", SEEDS)
def test_all_of_a_sound_file_is_read_by_compiled_code(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once definitions and kinds are known, NumPy is asked for nothing."""
    monkeypatch.setattr(lessons, "_kept", deque())
    _items(data)
    asked = []

    def rows(self: index.Index, block: Block, at: IntArray) -> tuple[Rows, IntArray]:
        asked.append(at.size)
        return by_numpy(self, block, at)

    by_numpy = index.Index.rows
    with patch.object(index.Index, "rows", rows):
        _items(data)
    assert not asked


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_damage_is_read_alike(seed: int) -> None:
    """Whatever is changed in a file, both read the same records and leave the same ones."""
    data = mutated(random.Random(seed).choice(SEEDS), SEEDS, random.Random(seed))
    assert not list(Both().differences(data))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.booleans())
def test_a_damaged_file_is_told_alike(seed: int, deleted: bool) -> None:
    """Records, tallies, stretches and losses of a changed file are those that NumPy gives."""
    data = mutated(random.Random(seed).choice(SEEDS), SEEDS, random.Random(seed))
    with patch.object(native, "compiled_index", None):
        expected = _items(data, deleted=deleted)
    assert _items(data, deleted=deleted) == expected


def test_real_files_are_told_alike(real: Path) -> None:
    """The same of every real log and every damaged one."""
    for path in sorted(real.glob("**/*.evtx")):
        data = path.read_bytes()
        assert not list(Both().differences(data)), path
        with patch.object(native, "compiled_index", None):
            expected = _items(data)
        assert _items(data) == expected, path


def _items(data: bytes, *, deleted: bool = True) -> list[Item]:
    return list(_read(data, Options(deleted=deleted)))


def _read(data: bytes, options: Options) -> Iterator[Item]:
    yield from Evtx().read(Source("a.evtx", io.BytesIO(data)), options)


def test_more_kinds_in_a_block_than_compiled_code_tells_apart() -> None:
    """Records of other kinds are left to NumPy, in their order."""
    hosts = [replace(STARTED, host=f"ns{number}.example") for number in range(1500)]
    data = written(numbered([*hosts, *reversed(hosts)]))
    assert not list(Both().differences(data, 64 * CHUNK))
    records = [item for item in _items(data) if isinstance(item, Record)]
    assert [one.computer for one in records] == [entry.host for entry in (*hosts, *reversed(hosts))]


def test_records_without_a_definition_teach_none() -> None:
    """What the head of a chunk holds is no definition, though irregular records were looked up there once."""
    data = bytearray(written(ENTRIES[:1]))
    data[FILE_HEADER + RECORDS + 24] = 0  # where BinXml begins
    (block,) = read_blocks(io.BytesIO(data[FILE_HEADER:]))
    for rows in (index.Index.rows, native.Index.rows):
        templates = Templates()
        _, unclear = rows(native.Index(templates), block, np.array([RECORDS]))
        assert unclear.tolist() == [RECORDS]
        assert templates.count == 0


def test_arrays_that_differ_in_the_highest_bits_are_told_apart() -> None:
    """Of two records with one such bit changed, only that is unclear whose id has another type by it."""
    ((chunk, (_, *two)),) = chunks(written(numbered([STARTED] * 3)))
    data = bytearray(bytes(FILE_HEADER) + chunk)
    for at, entry in zip(two, (10, 4), strict=True):
        data[FILE_HEADER + at + 38 + 4 + 4 * entry + 3] = 0x80
    (block,) = read_blocks(io.BytesIO(data[FILE_HEADER:]))
    for order in (two, two[::-1]):
        for rows in (index.Index.rows, native.Index.rows):
            known = native.Index(Templates())
            found = [rows(known, block, np.array([at]))[1].tolist() for at in order]
            assert found == [[at] if at == two[0] else [] for at in order]
