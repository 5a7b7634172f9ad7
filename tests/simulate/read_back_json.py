"""Readers of formats that are JSON: facts of each entry, as far as told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulate.read_back_xml import Facts, Read, of_xml, parsed


def _lines(data: bytes) -> Iterator[Any]:
    # A text may hold U+2028, at which str.splitlines would break.
    return (json.loads(line) for line in data.decode().split("\n") if line)


def _jsonl(data: bytes, _: str) -> Iterator[Facts]:
    for line in _lines(data):
        event = line["Event"]
        system = event["System"]
        event_id = system["EventID"]
        body = dict(event.get("EventData") or next(iter((event.get("UserData") or {"": {}}).values())))
        name = body.pop("#attributes", {}).get("Name")
        binary = bytes.fromhex(body.pop("Binary", None) or "")
        unnamed = body.pop("Data", {"#text": []})["#text"]
        unnamed = unnamed if isinstance(unnamed, list) else [unnamed]
        yield {
            "provider": system["Provider"]["#attributes"]["Name"],
            "channel": system["Channel"],
            "event_id": event_id["#text"] if isinstance(event_id, dict) else event_id,
            "record_id": system["EventRecordID"],
            "time": datetime.fromisoformat(system["TimeCreated"]["#attributes"]["SystemTime"]),
            "computer": system["Computer"],
            "user": (system["Security"] or {"#attributes": {"UserID": None}})["#attributes"]["UserID"],
            "process_id": system["Execution"]["#attributes"]["ProcessID"],
            "event_name": name,
            "fields": (*((f"param{n}", text) for n, text in enumerate(unnamed, 1)), *body.items()),
            "binary": binary,
        }


def _beat(document: Any) -> Facts:
    log = document["winlog"]
    data = dict(log.get("event_data") or log.get("user_data") or {})
    data.pop("xml_name", None)
    binary = bytes.fromhex(data.pop("Binary", ""))
    return {
        "provider": log["provider_name"],
        "channel": log["channel"],
        "event_id": int(log["event_id"]),
        "record_id": log.get("record_id"),
        "time": datetime.fromisoformat(document["@timestamp"]),
        "computer": log.get("computer_name"),
        "user": log.get("user", {}).get("identifier"),
        "process_id": log.get("process", {}).get("pid") or int(log.get("process_id", 0)),
        "fields": tuple(data.items()),
        "binary": binary,
        "message": document["message"],
    }


def _winlogbeat(data: bytes, _: str) -> Iterator[Facts]:
    return map(_beat, _lines(data))


def _elastic(data: bytes, _: str) -> Iterator[Facts]:
    return (_beat(hit["_source"]) for hit in _lines(data))


def _etw(data: bytes, _: str) -> Iterator[Facts]:
    for document in _lines(data):
        facts = _beat(document)
        assert document["winlog"]["channel"].isdigit()
        for name in ("channel", "record_id", "computer", "user", "binary"):
            del facts[name]
        yield facts


_NXLOG = {
    *("EventTime", "Hostname", "Keywords", "EventType", "SeverityValue", "Severity", "EventID", "SourceName"),
    *("ProviderGuid", "Version", "Task", "OpcodeValue", "RecordNumber", "ExecutionProcessID", "ThreadID"),
    *("Channel", "Domain", "AccountName", "AccountType", "UserID", "Message", "Category", "Opcode"),
    *("EventReceivedTime", "SourceModuleName", "SourceModuleType"),
}


def _nxlog_record(record: Any) -> Facts:
    return {
        "provider": record["SourceName"],
        "channel": record["Channel"],
        "event_id": record["EventID"],
        "record_id": record["RecordNumber"],
        "time": datetime.fromisoformat(record["EventTime"]),
        "computer": record["Hostname"],
        "user": record.get("UserID"),
        "process_id": record["ExecutionProcessID"],
        "fields": tuple((name, value) for name, value in record.items() if name not in _NXLOG),
        "message": record["Message"],
    }


def _nxlog(data: bytes, _: str) -> Iterator[Facts]:
    return map(_nxlog_record, _lines(data))


def _nxlog_message(data: bytes, _: str) -> Iterator[Facts]:
    return (_nxlog_record(json.loads(line["message"])) for line in _lines(data))


def _datadog(data: bytes, _: str) -> Iterator[Facts]:
    for line in _lines(data):
        event = line["Event"]
        system = event["System"]
        body = dict(event.get("EventData") or next(iter(event.get("UserData", {"": {}}).values())))
        body.pop("xmlns", None)
        name = body.pop("Name", None)
        binary = body.pop("Binary", None)
        values = body.pop("Data", body)
        values = [values] if isinstance(values, str) else values
        if isinstance(values, list):
            values = {f"param{n}": text for n, text in enumerate(values, 1) if text}
        yield {
            "provider": system["Provider"]["Name"],
            "channel": system["Channel"],
            "event_id": int(system["EventID"]),
            "record_id": int(system["EventRecordID"]),
            "time": datetime.fromisoformat(system["TimeCreated"]["SystemTime"]),
            "user": (system["Security"] or {}).get("UserID"),
            "event_name": name,
            "fields": tuple(values.items()),
            "binary": binary.encode("utf-16-le").ljust(4, b"\0") if binary else b"",
            "message": line["message"],
        }


def _wazuh(data: bytes, _: str) -> Iterator[Facts]:
    for line in _lines(data):
        system = line["win"].pop("system")
        fields = dict(next(iter(line["win"].values()), {}))
        fields.pop("data", None)
        yield {
            "provider": system["providerName"],
            "channel": system["channel"],
            "event_id": int(system["eventID"]),
            "record_id": int(system["eventRecordID"]),
            "time": datetime.fromisoformat(system["systemTime"]),
            "computer": system["computer"],
            "process_id": int(system["processID"]),
            "fields": tuple((name.lower(), value) for name, value in fields.items()),
            "message": system["message"].removeprefix('"').removesuffix('"') if "message" in system else "",
        }


def _azure_rows(data: bytes, _: str) -> Iterator[Facts]:
    called = {"EventGuid": "GUID", "Name": "NAME", "KskOrZsk": "Type", "DnsQueryType": "Type"}
    for row in _lines(data):
        facts = {
            "event_id": int(row.pop("EventId")),
            "time": datetime.fromisoformat(row.pop("TimeGenerated")),
            "computer": row.pop("NameServer"),
            "message": row.pop("EventString"),
        }
        for name in ("EventType", "SourceSystem", "Type"):
            row.pop(name)
        yield facts | {"fields": tuple((called.get(name, name), value) for name, value in row.items())}


def _azure_xml(data: bytes, _: str) -> Iterator[Facts]:
    for line in _lines(data):
        properties = line["records"][0]["properties"]
        yield of_xml(parsed(properties["RawXml"])) | {"message": properties["Description"]}


def _ps_json(data: bytes, _: str) -> Iterator[Facts]:
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8")
    found = json.loads(text) if text.strip() else []
    for record in found if isinstance(found, list) else [found]:
        yield {
            "provider": record["ProviderName"],
            "channel": record["LogName"],
            "event_id": record["Id"],
            "record_id": record["RecordId"],
            "time": _ps_time(record["TimeCreated"]),
            "computer": record["MachineName"],
            "user": (record["UserId"] or {"Value": None})["Value"],
            "process_id": record["ProcessId"],
            "fields": tuple(("", value["Value"]) for value in record["Properties"]),
            "message": record["Message"],
        }


def _ps_time(text: str) -> datetime:
    if stamp := re.fullmatch(r"/Date\((\d+)\)/", text):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(stamp[1]))
    return datetime.fromisoformat(text)


JSON_READERS: dict[str, Read] = {
    "evtx-dump-jsonl": _jsonl,
    "winlogbeat": _winlogbeat,
    "elastic-agent": _elastic,
    "filebeat-etw": _etw,
    "nxlog": _nxlog,
    "nxlog-message": _nxlog_message,
    "datadog": _datadog,
    "wazuh": _wazuh,
    "azure-rows": _azure_rows,
    "azure-raw-xml": _azure_xml,
    "get-winevent-json-5": _ps_json,
    "get-winevent-json-7": _ps_json,
}
