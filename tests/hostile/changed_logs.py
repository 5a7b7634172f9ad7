"""A folder of logs in which everything was done to them that an auditor should be told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, STARTED, TIME, numbered, written

HOUR = timedelta(hours=1)
HOST = "ns1.corp.example"
AUDIT, CLASSIC = STARTED.channel, "DNS Server"
GONE = range(80, 100)
SWITCHED_AT, CLEARED_AT = TIME + 20 * HOUR, TIME + 60 * HOUR


def audit_log() -> bytes:
    """Rollovers of two keys, some of it missing, and in between the logging turned down."""
    settings = (("Setting", "EventLogLevel"), ("Scope", "."), ("NewValue", "2"))
    update = replace(STARTED, event_id=519, data=(("Type", "1"), ("Zone", "corp.example")))
    entries = [replace(update, time=TIME + n * HOUR / 2) for n in range(200)]
    entries[6] = replace(STARTED, time=entries[6].time)
    entries[40] = replace(STARTED, event_id=541, data=settings, time=SWITCHED_AT)
    entries[150] = replace(STARTED, event_id=529, time=entries[150].time)
    return written([entry for entry in numbered(entries) if entry.record_id not in GONE])


def classic_log(changed: bool = True) -> bytes:
    """Forty failures to bind, the clock set back by an hour after half of them; then one name was changed."""

    def entry(number: int) -> Entry:
        time = TIME + number * timedelta(minutes=90) - (HOUR * 3 if number >= 20 else 0 * HOUR)
        return replace(BIND_FAILED, host=HOST, time=time.replace(microsecond=0))

    data = bytearray(written(numbered(map(entry, range(40)), first=500)))
    if changed:
        at = data.index("10.42.85.10".encode("utf-16-le"))
        data[at : at + 2] = b"9\0"
    return bytes(data)


def system_log() -> bytes:
    """Somebody cleared the log of the DNS server."""
    data = (("SubjectUserName", "bob"), ("SubjectDomainName", "CORP"), ("Channel", CLASSIC))
    return written([replace(CLEARED, channel="System", event_id=104, data=data, time=CLEARED_AT)])


def lay(folder: Path) -> Path:
    """The three logs in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "audit.evtx").write_bytes(audit_log())
    (folder / "dns.evtx").write_bytes(classic_log())
    (folder / "system.evtx").write_bytes(system_log())
    return folder
