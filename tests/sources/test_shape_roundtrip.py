"""Every structured shape against EVTX: the same entries, written and read back, less what a format loses."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.model import Record
from analyzer.simulate.emit.formats import EMITTERS, emitter
from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    numbered,
)
from tests.sources.shaped import Reading, bare, read_bytes

ENTRIES = numbered(
    [
        STARTED,
        replace(STARTED, event_id=519),
        BIND_FAILED,
        PIPELINE,
        replace(CLEARED, message="The log was cleared."),
        replace(NO_NUMBER, event_id=407),
        replace(STARTED, user="S-1-5-18", time=STARTED.time + timedelta(days=1)),
        replace(STARTED, event_id=558, data=()),
    ],
    4711,
)
STRUCTURED = [
    name
    for name, one in EMITTERS.items()
    if name in ("splunk-csv", "sentinel-csv")
    or one.format.extension.rpartition(".")[2] in ("json", "ndjson", "jsonl", "xml", "csv")
] + ["xml-view", "eventviewer-tabs", "eventviewer-csv@de-DE", "get-winevent-csv-7@de-DE"]
AUDIT_ONLY = ("azure-rows", "filebeat-etw")
"""Formats that carry the audit channel alone."""

SECOND, MILLISECOND = 1_000_000, 1000


def written(name: str, entries: list[Entry] = ENTRIES) -> bytes:
    """The bytes of a file with the entries."""
    stream = io.BytesIO()
    emitter(name).write(stream, entries)
    return stream.getvalue()


def cut(microseconds: int) -> Callable[[Record], Record]:
    """Times without their last digits."""

    def change(record: Record) -> Record:
        kept = record.time.microsecond // microseconds * microseconds
        return replace(record, time=record.time.replace(microsecond=kept))

    return change


def folded(record: Record) -> Record:
    """Names of data without their case."""
    return replace(record, fields={name.lower(): value for name, value in record.fields.items()})


def numbers_for_names(record: Record) -> Record:
    """Data by place alone."""
    return replace(record, fields={f"param{i}": v for i, v in enumerate(record.fields.values(), 1)})


def all_or_nothing(record: Record) -> Record:
    """Data only where all of it has names."""
    named = not any(name.startswith("param") for name in record.fields) or record.provider.startswith("Micro")
    return replace(record, fields=record.fields if named else {})


LOSSES: dict[str, Callable[[Record], Record]] = {
    "message": lambda r: r,
    "control characters": lambda r: r,
    "not ASCII": lambda r: r,
    "channel": lambda r: r,  # inferred again
    "time zone": lambda r: replace(r, time_basis="assumed"),
    "microseconds": cut(MILLISECOND),
    "fractions": cut(SECOND),
    "event_name": lambda r: replace(r, event_name=None),
    "record_id": lambda r: replace(r, record_id=None),
    "computer": lambda r: replace(r, computer=""),
    "user": lambda r: replace(r, user=None),
    "process_id": lambda r: replace(r, process_id=None),
    "binary": lambda r: replace(r, binary=None),
    "binary as a field": lambda r: r,  # found again
    "provider": lambda r: r,  # there is but one
    "provider's own name": lambda r: replace(r, provider="DNS" if r.channel == "DNS Server" else r.provider),
    "fields": lambda r: replace(r, fields={}),
    "empty fields": lambda r: replace(r, fields={n: v for n, v in r.fields.items() if v}),
    "field names": numbers_for_names,
    "field case": folded,
    "unnamed fields": all_or_nothing,
    "UserData": lambda r: replace(r, fields={} if r.event_id == 1102 else r.fields),
    "spaces at ends": lambda r: replace(r, fields={n: v.rstrip() for n, v in r.fields.items()}),
}
"""What a loss leaves of a record, by its name in the table of formats."""


def azures_names(record: Record) -> Record:
    """Data under the names of the columns of DnsAuditEvents."""
    names = {"type": "kskorzsk"}
    return replace(record, fields={names.get(n, n): v for n, v in folded(record).fields.items()})


def accounts_names(record: Record) -> Record:
    """The one account that every computer knows, under its name."""
    return replace(record, user="NT AUTHORITY\\SYSTEM" if record.user == "S-1-5-18" else record.user)


PARTICULARS: dict[str, tuple[Callable[[Record], Record], ...]] = {
    "azure-rows": (azures_names,),
    "sentinel-csv": (accounts_names,),
    "get-eventlog-csv": (accounts_names,),
    "wazuh": (folded, lambda r: replace(r, fields={n: v for n, v in r.fields.items() if n != "data"})),
    "datadog": (LOSSES["empty fields"],),
    "get-winevent-json-5": (LOSSES["empty fields"],),
    "get-winevent-json-7": (LOSSES["empty fields"],),
}
"""What else must be made alike: names, one text for all data without names, an empty Binary among data."""


def expected(name: str) -> list[Record]:
    """What EVTX gives for the same entries, less what the format loses."""
    records = bare(read_bytes(written("evtx")).records)
    if name in AUDIT_ONLY:
        records = [r for r in records if r.provider == STARTED.provider.name]
    for loss in emitter(name).format.loses:
        records = [LOSSES[loss](r) for r in records]
    return records


def read(name: str) -> Reading:
    """What comes back."""
    entries = [e for e in ENTRIES if e.provider == STARTED.provider] if name in AUDIT_ONLY else ENTRIES
    return read_bytes(written(name, entries))


@pytest.mark.parametrize("name", STRUCTURED)
def test_a_shape_gives_what_the_evtx_gives(name: str) -> None:
    """Record by record and field by field, less what the format is known to lose."""
    found = read(name)
    assert not found.losses
    records, wanted = bare(found.records), expected(name)
    for change in PARTICULARS.get(name, ()):
        records, wanted = [change(r) for r in records], [change(r) for r in wanted]
    assert records == wanted


@pytest.mark.parametrize("name", STRUCTURED)
def test_every_record_is_counted(name: str) -> None:
    """What does not matter is counted with its event id, and all are covered by stretches."""
    found = read(name)
    sent = 4 if name in AUDIT_ONLY else len(ENTRIES)
    assert found.count == sent
    assert [(t.event_id, t.count) for t in found.tallies] == [(519, 1)]
    assert sum(s.records for s in found.stretches) == sent


@pytest.mark.parametrize("name", [n for n in STRUCTURED if "message" not in emitter(n).format.loses])
def test_messages_come_with_it(name: str) -> None:
    """Where a format has the rendered text, the record has it."""
    messages = [r.message or "" for r in read(name).records]
    wanted = [
        e.message
        for e in ENTRIES
        if e.event_id != 519 and (name not in AUDIT_ONLY or e.provider == STARTED.provider)
    ]
    ascii_only = "not ASCII" in emitter(name).format.loses
    texts = [w.encode("ascii", "replace").decode() if ascii_only else w for w in wanted]
    assert messages == texts


@pytest.mark.parametrize("name", [n for n in STRUCTURED if "record_id" not in emitter(n).format.loses])
def test_what_is_there_twice_is_counted(name: str) -> None:
    """A record that was sent twice is a duplicate, not another record."""
    found = read_bytes(written(name, [*ENTRIES, ENTRIES[1]]))
    assert (found.duplicates, [t.count for t in found.tallies]) == (1, [1])
