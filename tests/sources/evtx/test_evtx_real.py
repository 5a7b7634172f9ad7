"""Real logs: the index agrees with an independent reader, and damage costs no more than it does there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import evtx
import pytest

from analyzer import sources
from analyzer.model import Input, Loss, Record, Stretch
from tests.sources.reading import check_account, only

Identity = tuple[int, int, datetime, str, str, str]

YIELDED = {
    "sample_with_a_bad_chunk_magic": 270,
    "sample-with-zero-data-size-event": 335,
    "security_bad_string_cache": 2261,
    "Application_no_crc32": 17,
    "sysmon": 358,
    "Shell-Core": 1146,
    "RdpCoreTS": 1910,
    "issue_39": 394,
}
"""Records that the Rust reader yields when kept going."""

READABLE = (
    "dns-server-150",
    "dns-server-2012r2-dirty",
    "dns-server-770-771",
    "dnsserver-analytical-control-chars",
    "dnsserver-audit-541",
    "powershell-4103-4104",
    "system-clean",
)


def by_rust(path: Path) -> Iterator[Identity]:
    """What the Rust reader says of every record whose System it can read."""
    records = iter(evtx.PyEvtxParser(str(path)).records_json())
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except RuntimeError:
            continue
        system = json.loads(record["data"])["Event"]["System"]
        if system.get("TimeCreated") and system.get("EventRecordID") is not None:
            yield _identity(system)


def _identity(system: dict[str, Any]) -> Identity:
    event_id = system["EventID"]
    return (
        system["EventRecordID"],
        event_id["#text"] if isinstance(event_id, dict) else event_id,
        datetime.fromisoformat(system["TimeCreated"]["#attributes"]["SystemTime"]),
        system["Provider"]["#attributes"]["Name"],
        system["Channel"],
        system["Computer"],
    )


def by_index(path: Path) -> list[Identity]:
    """What the index says of every record, given that all are decoded."""
    records = only(Record, sources.read([path]))
    return [(r.record_id or 0, r.event_id, r.time, r.provider, r.channel, r.computer) for r in records]


@pytest.fixture
def all_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every record yielded; its identity is still that of the index."""
    monkeypatch.setattr("analyzer.sources.evtx.reader.matters", lambda *_: True)


@pytest.mark.usefixtures("all_matter")
@pytest.mark.parametrize("name", READABLE)
def test_the_index_agrees_with_the_decoded_records(real: Path, name: str) -> None:
    """Of every record it says the ids, time, provider, channel and computer that another reader decodes."""
    path = real / "evtx" / f"{name}.evtx"
    assert sorted(by_index(path)) == sorted(by_rust(path))


@pytest.mark.usefixtures("all_matter")
@pytest.mark.parametrize("name", YIELDED)
def test_damaged_files_give_what_the_best_other_reader_gets(real: Path, name: str) -> None:
    """Every record that the Rust reader reads is read identically, or its end is known to be gone."""
    (path,) = (real / "damaged").glob(f"*{name}*.evtx")
    ours = by_index(path)
    assert len(set(ours)) == len(ours) >= YIELDED[name]
    torn = {loss.first_id for loss in only(Loss, sources.read([path])) if "end of the record" in loss.reason}
    assert all(identity[0] in torn for identity in set(by_rust(path)) - set(ours))


def test_the_folder_of_logs_adds_up(real: Path) -> None:
    """5,058 records are accounted for, none of them lost; of 46 deleted ones there are remains."""
    inputs = only(Input, sources.read([real / "evtx"]))
    assert sum(i.records_total for i in inputs) == 5058
    assert [i.path for i in inputs] == [f"{name}.evtx" for name in READABLE]
    assert not any(i.records_lost or i.duplicates for i in inputs)
    assert {i.path: i.records_recovered for i in inputs if i.records_recovered} == {
        "powershell-4103-4104.evtx": 46
    }
    assert {i.format for i in inputs} == {"EVTX"}


@pytest.mark.parametrize("name", YIELDED)
def test_the_account_of_damaged_files_adds_up(real: Path, name: str) -> None:
    """Decoded, tallied and lost records make the total, and stretches hold those that were read."""
    (path,) = (real / "damaged").glob(f"*{name}*.evtx")
    items = list(sources.read([path]))
    account = check_account(items)
    read = account.records_total - account.records_lost
    assert sum(stretch.records for stretch in only(Stretch, items)) == read
    assert all(loss.kind == "damaged" and loss.position for loss in only(Loss, items))


def test_identity_and_time_are_those_of_system(real: Path) -> None:
    """Exports number their records anew and stamp them with their own time: neither is believed."""
    (audit,) = only(Record, sources.read([real / "evtx" / "dnsserver-audit-541.evtx"]))
    assert (audit.event_id, audit.record_id) == (541, 251)
    assert audit.time == datetime(2024, 2, 27, 12, 21, 38, 357788, tzinfo=UTC)
    assert audit.fields == {"Setting": "UseSystemEventLog", "Scope": ".", "NewValue": "0"}
    classic = only(Record, sources.read([real / "evtx" / "dns-server-150.evtx"]))
    assert [(r.event_id, r.record_id) for r in classic] == [(150, 11645), (150, 11659)]
    assert {r.binary for r in classic} == {b"\x7e\0\0\0"}
    assert {r.event_name for r in classic} == {"DNS_EVENT_PLUGIN_INIT_FAILED"}


def test_a_dirty_log_is_read_to_its_end(real: Path) -> None:
    """The file's header knows 34 of 36 records; the last ones are read, and told apart by host."""
    items = list(sources.read([real / "evtx" / "dns-server-2012r2-dirty.evtx"]))
    account = check_account(items)
    assert (account.records_total, account.records_lost) == (36, 0)
    assert max(stretch.last_id or 0 for stretch in only(Stretch, items)) == 36
    assert len({stretch.host for stretch in only(Stretch, items)}) == 3
