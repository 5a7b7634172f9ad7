"""One entry of each shape, for tests of all that writes entries."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from analyzer.simulate.entry import Entry, Provider
from analyzer.simulate.evtx import Style, write_evtx

AUDIT = Provider("Microsoft-Windows-DNSServer", "EB79061A-A566-4698-9119-3ED2807060E7")
CLASSIC = Provider("Microsoft-Windows-DNS-Server-Service", "71A551F5-C893-4849-886B-B5EC8502641E", "DNS")
SHELL = Provider("PowerShell")
EVENTLOG = Provider("Microsoft-Windows-Eventlog", "FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148")
TIME = datetime(2025, 3, 27, 8, 19, 20, 219123, tzinfo=UTC)

STARTED = Entry(
    host="ns1.corp.example",
    channel="Microsoft-Windows-DNSServer/Audit",
    provider=AUDIT,
    event_id=528,
    time=TIME,
    record_id=447,
    data=(("Type", "KSK"), ("Zone", "corp.example"), ("GUID", "{60901E33-AD11-429B-BBC8-0234171931C0}")),
    task=7,
    keywords=0x4000000000800000,
    process_id=3092,
    thread_id=7488,
    user="S-1-5-21-1004336348-1177238915-682003330-500",
    message='The rollover of "corp.example" <KSK> began,\r\n\tas planned & logged.',
)
BIND_FAILED = Entry(
    host="NS1",
    channel="DNS Server",
    provider=CLASSIC,
    event_id=407,
    time=TIME.replace(microsecond=0),
    record_id=12,
    data=(("param1", "10.42.85.10"), ("param2", "")),
    binary=bytes.fromhex("9C230000"),
    event_name="DNS_EVENT_CANNOT_BIND_UDP_SOCKET",
    level=2,
    keywords=0x80000000000000,
    qualifiers=0xC000,
    message="Could not bind; the event data holds the error. (état, ß)",
)
PIPELINE = Entry(
    host="admin1.corp.example",
    channel="Windows PowerShell",
    provider=SHELL,
    event_id=800,
    time=TIME,
    record_id=1,
    data=((None, "Step-DnsServerSigningKeyRollover"), (None, "\tUser=bob\r\n"), (None, "")),
    qualifiers=0,
    task=8,
    message="Pipeline execution details.\r\n\r\nDetails:",
)
CLEARED = Entry(
    host="ns1.corp.example",
    channel="Security",
    provider=EVENTLOG,
    event_id=1102,
    time=TIME,
    record_id=9,
    data=(("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "bob"), ("SubjectLogonId", "0x3e7")),
    user_data="LogFileCleared",
    task=104,
)
EMPTY = replace(STARTED, event_id=771, record_id=10, data=())
NO_NUMBER = replace(BIND_FAILED, event_id=408, record_id=13, binary=b"")


def numbered(entries: Iterable[Entry], first: int = 1) -> list[Entry]:
    """The entries with record ids in order."""
    return [replace(entry, record_id=number) for number, entry in enumerate(entries, first)]


def written(entries: Iterable[Entry], style: Style | None = None) -> bytes:
    """The bytes of a file with these entries."""
    stream = io.BytesIO()
    write_evtx(stream, entries, style)
    return stream.getvalue()
