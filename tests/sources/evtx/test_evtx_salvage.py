"""Of damaged files no other reader gets more, and every record id is accounted for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from analyzer.model import Item, Loss, Record, RecordIds, Stretch, Tally
from analyzer.simulate import damage
from analyzer.simulate.damage import Damaged
from analyzer.simulate.evtx import Style
from analyzer.sources.accounting import count, record_ids
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, numbered, written
from tests.sources.evtx.valid_records import (
    FAST,
    most_of_python_evtx,
    of_whole_records,
    ours,
    python_evtx,
    whole_records,
)
from tests.sources.reading import only

SAMPLES = Path(__file__).parents[3] / "samples"
LARGEST = 140_000
WAYS: dict[str, tuple[int, Callable[[bytes, random.Random], Damaged]]] = {
    "bits flipped": (4, damage.bits_flipped),
    "overwritten": (4, damage.overwritten),
    "truncated": (4, damage.truncated),
    "zeroed": (1, damage.zeroed),
    "stale": (1, damage.stale),
    "magic": (1, damage.magic_broken),
    "unchecked": (1, lambda data, _: damage.unchecked(data)),
    "appended": (1, lambda data, _: damage.appended(data)),
    "wrapped": (1, damage.wrapped),
    "kept": (1, lambda data, _: damage.kept(data, 1)),
}
"""How many files each way of damage makes of a log."""


def logs() -> dict[str, bytes]:
    """Simulated logs of a few chunks each: those of the example, and some in other styles."""
    found = {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in sorted(SAMPLES.rglob("*.evtx"))
        if path.stat().st_size <= LARGEST
    }
    entries = numbered([STARTED, BIND_FAILED, STARTED, PIPELINE] * 60, first=70_000)
    styles = {"plain": Style(), "literal": Style(literal=True), "export": Style(renumbered=True)}
    return found | {name: written(entries, style) for name, style in styles.items()}


LOGS = logs()


@pytest.fixture
def _all_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every record decoded."""
    monkeypatch.setattr("analyzer.sources.evtx.reader.matters", lambda *_: True)


def check_ids(items: Iterable[Item]) -> tuple[RecordIds, ...]:
    """Every id from the first to the last is read, damaged, absent or filtered, and none is two of them."""
    found = record_ids(only(Stretch, items), only(Loss, items))
    for ids in found:
        spans = [(one.first_id, one.last_id) for one in ids.missing]
        assert ids.expected - ids.read == ids.damaged + ids.absent + ids.filtered
        assert ids.expected - ids.read == sum(one.count for one in ids.missing)
        whole = [one for one in ids.missing if one.kind != "filtered"]
        assert all(one.count == count([(one.first_id, one.last_id)]) for one in whole)
        assert all(one.position for one in ids.missing if one.kind == "damaged")
        if len(whole) == len(ids.missing):
            assert all(before[1] < after[0] for before, after in pairwise(spans))
        assert all(ids.first_id < first <= last < ids.last_id for first, last in spans)
    read = sum(stretch.records for stretch in only(Stretch, items))
    refused = sum(loss.count or 0 for loss in only(Loss, items) if loss.reason.endswith("cannot be decoded"))
    assert read == len(only(Record, items)) + sum(t.count for t in only(Tally, items)) + refused
    return found


def test_there_are_two_hundred_damaged_files() -> None:
    """As many as were promised, no two alike, none as it was, many of them of several chunks."""
    made = [
        spoil(sound, random.Random(f"{name} {way} {seed}")).data
        for name, sound in LOGS.items()
        for way, (files, spoil) in WAYS.items()
        for seed in range(files)
    ]
    damaged = {data for data in made if data not in set(LOGS.values())}
    assert len(damaged) >= 200
    assert sum(len(data) > 4096 + 65536 for data in damaged) >= 100


@pytest.mark.usefixtures("_all_matter")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", LOGS)
def test_no_reader_gets_more_of_a_damaged_log(tmp_path: Path, name: str, way: str) -> None:
    """Records count whose content is untouched, and that read as they do in the sound log."""
    files, spoil = WAYS[way]
    sound, path = LOGS[name], tmp_path / "a.evtx"
    path.write_bytes(sound)
    truth = ours(sound)[1]
    others = {reader: read(path) for reader, read in FAST.items()}
    slow: set[str] = set()
    for seed in range(files):
        spoilt = spoil(sound, random.Random(f"{name} {way} {seed}"))
        path.write_bytes(spoilt.data)
        items, read = ours(spoilt.data)
        check_ids(items)
        whole = whole_records(sound, spoilt.data)
        valid = len(of_whole_records(read & truth, whole))
        for reader, theirs in others.items():
            assert valid >= len(of_whole_records(FAST[reader](path) & theirs, whole)), reader
        if valid < min(len(whole), most_of_python_evtx(path)):
            if not slow:
                (tmp_path / "sound.evtx").write_bytes(sound)
                slow = python_evtx(tmp_path / "sound.evtx")
            assert valid >= len(of_whole_records(python_evtx(path) & slow, whole))
        assert valid >= len(truth) - len({*spoilt.lost, *spoilt.doubtful})


@pytest.mark.usefixtures("_all_matter")
def test_no_reader_gets_more_of_a_really_damaged_log(real: Path) -> None:
    """There a record counts that a reader can read at all; the ids of each file add up."""
    for path in sorted((real / "damaged").glob("*.evtx")):
        items, read = ours(path.read_bytes())
        check_ids(items)
        for reader, read_by in FAST.items():
            assert len(read) >= len(read_by(path)), (path.name, reader)
        assert len(read) >= most_of_python_evtx(path) or len(read) >= len(python_evtx(path)), path.name


def test_the_ids_of_every_file_add_up(real: Path) -> None:
    """Also where only some records are decoded, and of files that nothing happened to."""
    for path in [*sorted(SAMPLES.rglob("*.evtx")), *sorted(real.rglob("*.evtx"))]:
        found = check_ids(ours(path.read_bytes())[0])
        if path.is_relative_to(SAMPLES):
            assert not any(ids.damaged for ids in found)


def test_a_chunk_of_zeros_is_a_loss_by_its_neighbours() -> None:
    """How many records it held, and which, is told by those before and behind it."""
    sound = LOGS["plain"]
    spoilt = damage.zeroed(sound[: 4096 + 3 * 65536], random.Random(2))
    items, _ = ours(spoilt.data)
    lost = sorted(spoilt.lost)
    zeroed = [loss for loss in only(Loss, items) if "zeros" in loss.reason]
    if lost[0] == 70_000 or lost[-1] == 70_239:
        assert not zeroed
    else:
        assert [(z.first_id, z.last_id, z.count) for z in zeroed] == [(lost[0], lost[-1], len(lost))]
