"""Damaged EVTX files: what is called lost no reader finds, and what is not lost some reader does."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from analyzer.simulate.damage import (
    Damaged,
    appended,
    bits_flipped,
    export_style,
    kept,
    magic_broken,
    overwritten,
    stale,
    truncated,
    unchecked,
    wrapped,
    zeroed,
)
from analyzer.simulate.damage.layout import CHUNK, HEADER, chunks, placed
from analyzer.simulate.evtx import EPOCH, Style
from tests.simulate.evtx_readers import READERS
from tests.simulate.sample_entries import BIND_FAILED, STARTED, TIME, numbered, written

FIRST = 4711
LONG = "x" * 2400
ENTRIES = numbered([replace(e, data=(*e.data, ("param9", LONG))) for e in [STARTED, BIND_FAILED] * 22], FIRST)
SOUND = written(ENTRIES)
IDS = [entry.record_id for entry in ENTRIES]
SEEDS = range(3)
Damage = Callable[[bytes, random.Random], Damaged]
HARMLESS: dict[str, Damage] = {
    "stale": stale,
    "appended": lambda data, _: appended(data),
    "wrapped": wrapped,
    "unchecked": lambda data, _: unchecked(data),
    "magic_broken": magic_broken,
}
HARMFUL: dict[str, Damage] = {
    "truncated": truncated,
    "zeroed": zeroed,
    "overwritten": overwritten,
    "bits_flipped": bits_flipped,
    "kept": lambda data, rng: kept(data, rng.randint(1, 2)),
}


def found(data: bytes, folder: Path) -> set[int]:
    """The record ids that any of four independent readers finds, whatever it then stumbles over."""
    path = folder / "log.evtx"
    path.write_bytes(data)
    ids: set[int] = set()
    for read in READERS.values():
        # A reader may give up with an error of whatever kind: what it found before counts.
        with suppress(Exception):
            for record in read(path):
                ids.add(record.record_id)
    return ids


def test_the_sound_file_is_read_whole(tmp_path: Path) -> None:
    """The file that is to be damaged has several chunks, and its records lie where the layout says."""
    assert chunks(SOUND) == 4
    assert found(SOUND, tmp_path) == set(IDS)
    assert [p.record_id for p in placed(SOUND)] == IDS
    assert all(SOUND[p.start : p.start + 2] == b"**" for p in placed(SOUND))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", HARMFUL)
def test_what_is_lost_is_lost(name: str, seed: int, tmp_path: Path) -> None:
    """No reader finds a record that is called lost."""
    damaged = HARMFUL[name](SOUND, random.Random(seed))
    assert not found(damaged.data, tmp_path) & set(damaged.lost)
    assert set(damaged.lost) <= set(IDS)
    assert not set(damaged.lost) & set(damaged.doubtful)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [*HARMFUL, *HARMLESS])
def test_the_rest_is_untouched(name: str, seed: int) -> None:
    """The bytes of each record that is neither lost nor doubtful are in the file as they were."""
    damaged = (HARMFUL | HARMLESS)[name](SOUND, random.Random(seed))
    gone = {*damaged.lost, *damaged.doubtful}
    for place in placed(SOUND):
        whole = SOUND[place.start : place.end] in damaged.data
        assert whole or place.record_id in gone
        assert not (whole and place.record_id in damaged.lost)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["appended", "wrapped", "unchecked", "kept", "zeroed", "truncated"])
def test_readers_find_the_rest(name: str, seed: int, tmp_path: Path) -> None:
    """Where chunks are whole, one reader or another finds every record in them."""
    damaged = (HARMFUL | HARMLESS)[name](SOUND, random.Random(seed))
    last = chunks(damaged.data)
    in_whole_chunks = {p.record_id for p in placed(SOUND) if name != "truncated" or p.chunk < last}
    assert found(damaged.data, tmp_path) >= in_whole_chunks - set(damaged.lost)


def test_a_stale_header_hides_records_from_whoever_trusts_it(tmp_path: Path) -> None:
    """The header counts fewer chunks than there are, is dirty, and its checksum holds."""
    damaged = stale(SOUND, random.Random(1))
    (count,) = struct.unpack_from("<H", damaged.data, 42)
    (flags,) = struct.unpack_from("<I", damaged.data, 120)
    assert count < chunks(damaged.data)
    assert flags & 1
    assert crc32(damaged.data[:120]) == struct.unpack_from("<I", damaged.data, 124)[0]
    assert damaged.data[HEADER:] == SOUND[HEADER:]
    assert damaged.lost == ()
    path = tmp_path / "log.evtx"
    path.write_bytes(damaged.data)
    assert len(list(READERS["python-evtx"](path))) < len(IDS)


def test_a_wrapped_file_begins_in_the_middle() -> None:
    """The first chunk of the file is not the oldest, and the header says so."""
    data = wrapped(SOUND, random.Random(2)).data
    first, last = struct.unpack_from("<QQ", data, 8)
    assert first == last + 1
    ids = [p.record_id for p in placed(data)]
    assert ids != sorted(ids)
    assert sorted(ids) == IDS
    assert wrapped(written(ENTRIES[:2]), random.Random(2)).data == written(ENTRIES[:2])


def test_a_full_log_forgets_whole_chunks() -> None:
    """The oldest records are gone, the ids of the rest are what they were."""
    damaged = kept(SOUND, 1)
    assert len(damaged.data) == HEADER + CHUNK
    assert (*damaged.lost, *[p.record_id for p in placed(damaged.data)]) == tuple(IDS)
    assert kept(SOUND, 9) == Damaged(SOUND)


def test_exports_count_anew() -> None:
    """Where headers count from 1, the ids that are lost are still those of the events."""
    export = written(ENTRIES, Style(renumbered=True))
    assert placed(export)[0].record_id == 1
    assert kept(export, 1, IDS).lost == kept(SOUND, 1).lost


def test_an_export_has_odd_header_times() -> None:
    """An export's headers bear the time of the export, or none at all."""
    styles = [export_style(random.Random(seed), TIME) for seed in range(20)]
    assert all(style.renumbered and style.header_time for style in styles)
    assert EPOCH in {style.header_time for style in styles}
    assert {style.literal for style in styles} == {True, False}


@pytest.mark.parametrize("name", [*HARMFUL, *HARMLESS])
def test_the_same_seed_does_the_same_damage(name: str) -> None:
    """Damage is decided by the seed alone."""
    damage = (HARMFUL | HARMLESS)[name]
    assert damage(SOUND, random.Random(7)) == damage(SOUND, random.Random(7))


@pytest.mark.parametrize("name", HARMFUL)
def test_damage_is_done(name: str) -> None:
    """A damaged file differs from the sound one."""
    assert any(HARMFUL[name](SOUND, random.Random(seed)).data != SOUND for seed in SEEDS)


def test_an_empty_log_can_be_damaged() -> None:
    """A log without records loses none."""
    empty = written([])
    for damage in (HARMFUL | HARMLESS).values():
        assert damage(empty, random.Random(3)).lost == ()
