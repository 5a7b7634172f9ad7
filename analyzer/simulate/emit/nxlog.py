"""NXLog's im_msvistalog: flat JSON, data beside the fields of System, local times without a zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import dumps, write_lines
from analyzer.simulate.entry import Entry

_TYPES = {1: "CRITICAL", 2: "ERROR", 3: "WARNING", 4: "INFO", 5: "VERBOSE"}
_SEVERITIES = {1: (5, "CRITICAL"), 2: (4, "ERROR"), 3: (3, "WARNING"), 5: (1, "DEBUG")}
_INFO = (2, "INFO")


def write(stream: BinaryIO, entries: Iterable[Entry], zone: str = "UTC", *, in_message: bool = False) -> None:
    """Write the entries, with the clock of `zone`.

    With `in_message` each is a JSON text within `{"message": …}`, as some collectors
    deliver it.  Loses Binary, data without a name, UserData, time below a second.
    """
    records = (_record(entry, zone) for entry in entries)
    write_lines(stream, ({"message": dumps(record)} for record in records) if in_message else records)


def _record(entry: Entry, zone: str) -> dict[str, Any]:
    severity, severity_name = _SEVERITIES.get(entry.level, _INFO)
    time = times.local(entry.time, zone).strftime("%Y-%m-%d %H:%M:%S")
    data = {name: value for name, value in entry.data if name and entry.user_data is None}
    return {
        "EventTime": time,
        "Hostname": entry.host,
        "Keywords": words.signed_keywords(entry),
        "EventType": _type(entry),
        "SeverityValue": severity,
        "Severity": severity_name,
        "EventID": entry.event_id,
        "SourceName": entry.provider.name,
        **_provider(entry),
        "Version": entry.version,
        "Task": entry.task,
        "OpcodeValue": entry.opcode,
        "RecordNumber": entry.record_id,
        "ExecutionProcessID": entry.process_id,
        "ThreadID": entry.thread_id,
        "Channel": entry.channel,
        **dict(_user(entry)),
        "Message": entry.message,
        **({"Category": words.task(entry)} if words.task(entry) else {}),
        **({"Opcode": words.INFO} if entry.opcode == 0 else {}),
        **data,
        "EventReceivedTime": time,
        "SourceModuleName": "eventlog",
        "SourceModuleType": "im_msvistalog",
    }


def _type(entry: Entry) -> str:
    if entry.level == 0:
        return "AUDIT_FAILURE" if entry.keywords & words.AUDIT_FAILURE else "AUDIT_SUCCESS"
    return _TYPES[entry.level]


def _provider(entry: Entry) -> dict[str, str]:
    guid = entry.provider.guid
    return {"ProviderGuid": f"{{{guid.upper()}}}"} if guid else {}


def _user(entry: Entry) -> Iterator[tuple[str, str]]:
    if account := words.account(entry):
        yield "Domain", account.domain
        yield "AccountName", account.name
        yield "AccountType", account.kind
    if entry.user:
        yield "UserID", entry.user
