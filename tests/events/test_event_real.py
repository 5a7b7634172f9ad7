"""What real logs say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer import sources
from analyzer.events import interpret
from analyzer.model import Event, Record


@pytest.fixture(scope="module")
def events(real: Path) -> list[Event]:
    """The events of the real EVTX files."""
    records = (item for item in sources.read([real / "evtx"]) if isinstance(item, Record))
    return list(interpret(records))


def test_real_dns_logs_have_the_codes_that_stand_in_their_binary(events: list[Event]) -> None:
    """Windows' own logs hold 126 twice and 10049 four times, under their true ids and times."""
    found = sorted((d.code, d.event_id, d.record_id, d.form) for e in events for d in e.detections)
    assert found == [
        (126, 150, 11645, "binary-dword"),
        (126, 150, 11659, "binary-dword"),
        (10049, 404, 15, "binary-dword"),
        (10049, 404, 19, "binary-dword"),
        (10049, 407, 13, "binary-dword"),
        (10049, 407, 17, "binary-dword"),
    ]
    assert not [s for e in events for s in e.sightings]
    times = [d.time for e in events for d in e.detections if d.record_id == 11645]
    assert times == [datetime(2021, 5, 18, 21, 18, 40, 607018, tzinfo=UTC)]


def test_a_real_change_of_logging_is_known(events: list[Event]) -> None:
    """The 541 of a real server has its id, its account and its setting."""
    (event,) = [e for e in events if e.event_id == 541]
    assert (event.record_id, event.host) == (251, "srv2k19-demo.kbc.lan")
    assert event.detail == {"Setting": "UseSystemEventLog", "Scope": ".", "NewValue": "0"}
    assert (event.actor or "").startswith("S-1-5-21-")


def test_real_events_of_other_logs_tell_nothing_of_dns(real: Path) -> None:
    """Real 4688, 800, 4103, 4104 and 5858 of a collector, none of them about keys."""
    path = real / "json" / "nxlog_im_msvistalog_mixed.jsonl"
    records = [
        _nxlog(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    assert len(records) > 10
    assert list(interpret(records)) == []


def _nxlog(row: dict[str, object]) -> Record:
    """The record of a row of NXLog's JSON."""
    return Record(
        path="nxlog.jsonl",
        position="line:1",
        provider=str(row["SourceName"]),
        channel=str(row["Channel"]),
        event_id=int(str(row["EventID"])),
        record_id=int(str(row["RecordNumber"])),
        time=datetime.fromisoformat(f"{row['EventTime']}+00:00"),
        computer=str(row["Hostname"]),
        fields={
            name: str(row[name])
            for name in ("CommandLine", "NewProcessName", "Payload", "ContextInfo")
            if name in row
        },
        message=str(row.get("Message") or ""),
    )
