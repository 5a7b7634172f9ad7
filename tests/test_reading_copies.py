"""A log that was collected twice, in two forms, tells of everything once."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analyzer.conflicts.attempts import merge
from analyzer.model import Attempt
from analyzer.reading import Reading, read
from analyzer.simulate.scenario import small_scenario
from analyzer.simulate.simulation import Simulation
from analyzer.simulate.write import write
from analyzer.sources import Options

COPIES = [
    "eventviewer-csv",
    "eventviewer-csv@de-DE",
    "eventviewer-text",
    "eventviewer-text-xml",
    "eventviewer-xml",
    "wevtutil-text",
    "wevtutil-text-local",
    "get-winevent-csv-7",
    "get-winevent-list-all",
    "evtx-dump-jsonl",
    "winlogbeat",
    "nxlog",
]
CONSOLES = [
    "transcript-5",
    "transcript-5-commands",
    "transcript-5-fields",
    "transcript-7",
    "script-log",
    "script-log-code",
    "script-log-exit",
    "script-log-hresult",
    "script-log-message",
    "script-log-record",
    "script-log-dnscmd",
]


@cache
def fleet() -> Simulation:
    """The small fleet, without what fills its logs."""
    simulation = small_scenario()
    simulation.filler_per_day = {}
    return simulation


def written(folder: Path, *formats: str) -> Reading:
    """All logs in each of these formats, read together."""
    write(fleet(), folder, formats)
    return read([folder], Options(ZoneInfo(fleet().tz)))


def told(attempts: tuple[Attempt, ...]) -> Counter[tuple[object, ...]]:
    """What of attempts does not depend on where they were read."""
    return Counter(
        (a.time, a.host, a.server, a.operation, a.zone, a.key_guid, a.outcome, a.codes) for a in attempts
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The EVTX alone."""
    return written(tmp_path_factory.mktemp("original"), "evtx")


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_adds_nothing(name: str, original: Reading, tmp_path: Path) -> None:
    """EVTX and a copy of all of it give the same events, the same attempts, and every copy counted."""
    found = written(tmp_path, "evtx", name)
    assert told(merge(found.events)) == told(merge(original.events))
    assert len(found.events) == len(original.events)
    assert sum(i.duplicates for i in found.inputs) > len(original.events) / 2


def test_all_copies_together_add_nothing(original: Reading, tmp_path: Path) -> None:
    """However many copies there are, what happened happened once."""
    found = written(
        tmp_path, "evtx", "eventviewer-csv", "evtx-dump-jsonl", "eventviewer-text", "wevtutil-text"
    )
    assert told(merge(found.events)) == told(merge(original.events))


@pytest.mark.parametrize("name", CONSOLES)
def test_transcripts_of_logged_tries_add_none(name: str, original: Reading, tmp_path: Path) -> None:
    """What a console showed of a try that was logged is the same try, however coarse its time."""
    found = merge(written(tmp_path, "evtx", name).events)
    assert len(found) == len(merge(original.events)) == len(fleet().callers.tries)
    assert {a.id for a in found} == {a.id for a in merge(original.events)}
