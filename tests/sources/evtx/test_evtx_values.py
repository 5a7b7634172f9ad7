"""Values of many records at once: where they stand, and which texts are the same."""

from __future__ import annotations

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.evtx.blocks import MARGIN, Block
from analyzer.sources.evtx.columns import IntArray
from analyzer.sources.evtx.layout import CHUNK
from analyzer.sources.evtx.learnt import Learnt, weights_of
from analyzer.sources.evtx.values import EVENT_ID, FILETIME, RECORD_ID, Arrays, Text

_ENTRIES = st.sampled_from(
    [EVENT_ID, FILETIME, RECORD_ID, 0x01_0004, 0x01_0030, 0x01_0003, 0x0F_0010, 0, 0xFFFF]
)
_INDEXES = (1, 3, 2, None, 5)


def _block(data: bytes) -> Block:
    return Block.of(bytearray(data) + bytes(CHUNK + MARGIN - len(data)), CHUNK, 0)


@given(st.binary(min_size=64, max_size=64), st.lists(st.integers(0, 56), min_size=1), st.integers(1, 8))
def test_numbers_need_no_alignment(data: bytes, at: list[int], size: int) -> None:
    """A number is that of the bytes at its position, wherever that is."""
    numbers = _block(data).numbers(np.array(at), size)
    signed = size == 8
    assert numbers.tolist() == [int.from_bytes(data[i : i + size], "little", signed=signed) for i in at]


def _by_hand(entries: list[int], room: int) -> list[int] | None:
    """Where the values at the indexes stand in such an array; None where one is missing or no such value."""
    starts = [
        4 + 4 * len(entries) + sum(entry & 0xFFFF for entry in entries[:i]) for i in range(len(entries))
    ]
    wanted = [index for index in _INDEXES if index is not None]
    if len(entries) <= max(wanted) or [entries[i] for i in (1, 3, 2)] != [EVENT_ID, RECORD_ID, FILETIME]:
        return None
    size = entries[5] & 0xFFFF
    if entries[5] >> 16 != 1 or size % 2 or starts[5] + size > room:
        return None
    return [starts[i] for i in wanted]


_ARRAY = st.one_of(
    st.lists(_ENTRIES, max_size=8),
    st.lists(_ENTRIES, min_size=3, max_size=4).map(lambda e: [e[0], EVENT_ID, FILETIME, RECORD_ID, *e[1:]]),
)


@given(st.lists(_ARRAY, min_size=1, max_size=12), st.integers(0, 200))
def test_values_stand_where_the_sizes_before_them_say(arrays: list[list[int]], room: int) -> None:
    """The places of all records at once are those that are found one by one, whatever their arrays are."""
    data, at = b"", []
    for number, entries in enumerate(arrays):
        at.append(len(data))
        data += struct.pack(f"<I{len(entries)}I", len(entries), *entries).ljust(80 + 2 * number, b"\xff")
    positions = np.array(at)
    places = Arrays(_INDEXES).find(_block(data), positions, positions + room)
    assert places.texts[0] is None
    assert places.texts[1] is not None
    columns = (places.event_id, places.record_id, places.time, places.texts[1].at)
    for i, entries in enumerate(arrays):
        expected = _by_hand(entries, room)
        assert places.inside[i] == (expected is not None)
        if expected:
            assert [int(column[i]) - at[i] for column in columns] == expected


@given(st.lists(st.text(st.characters(codec="utf-16-le"), max_size=200), min_size=1, max_size=20))
def test_texts_have_one_fingerprint_if_they_are_the_same(texts: list[str]) -> None:
    """Whatever stands behind a text and however long it is; zeros at its end are not part of it."""
    data, at, size = b"", [], []
    for text in texts:
        units = text.encode("utf-16-le")
        at.append(len(data))
        size.append(len(units))
        data += units + b"\xab" * (len(data) % 7)
    found = Text(np.array(at), np.array(size))
    block = _block(data)
    prints = found.fingerprints(block).tolist()
    stripped = [text.rstrip("\0") for text in texts]
    assert [found.read(block, i) for i in range(len(texts))] == stripped
    assert len(set(prints)) == len(set(stripped))
    assert len(set(zip(prints, stripped, strict=True))) == len(set(prints))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(0, 32))
def test_a_fingerprint_ends_with_its_bytes(data: bytes, other: bytes, size: int) -> None:
    """Bytes behind the counted ones change nothing."""
    both = np.frombuffer(data + data[:size] + other[size:], "<u8").reshape(2, 4)
    first, second = both @ weights_of(size, 4)
    assert first == second


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), min_size=1))
def test_what_was_learnt_is_found_again(prints: list[int]) -> None:
    """Fingerprints of one slot are told apart, and each is learnt once."""
    learnt, asked = Learnt(2), []
    every = np.array(prints, np.uint64)

    def learn(places: IntArray) -> IntArray:
        asked.extend(every[places].tolist())
        return np.stack([places, -places])

    first = learnt.look_up(every, learn)
    assert (learnt.look_up(every, learn) == first).all()
    assert sorted(asked) == sorted(set(prints) - {0})
    assert all(every[place] == one for place, one in zip(first[0].tolist(), prints, strict=True) if one)
    assert (first[1] == -first[0]).all()
