"""Readers of formats that are CSV or text: facts of each entry, as far as told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from tests.simulate.read_back_xml import Facts, Read, of_xml, parsed

CLOCKS = {
    "en-US": "%m/%d/%Y %I:%M:%S %p",
    "en-GB": "%d/%m/%Y %H:%M:%S",
    "de-DE": "%d.%m.%Y %H:%M:%S",
    "fr-FR": "%d/%m/%Y %H:%M:%S",
    "ja-JP": "%Y/%m/%d %H:%M:%S",
}


def _of_properties(record: dict[str, str], culture: str) -> Facts:
    """What the properties of a .NET record tell; those that are not there are not told."""
    names = {
        "provider": "ProviderName",
        "channel": "LogName",
        "computer": "MachineName",
        "message": "Message",
    }
    numbers = {"event_id": "Id", "record_id": "RecordId", "process_id": "ProcessId"}
    facts: Facts = {fact: record[name] for fact, name in names.items() if name in record}
    facts |= {fact: int(record[name]) for fact, name in numbers.items() if name in record}
    if "UserId" in record:
        facts["user"] = record["UserId"] or None
    return facts | {"time": datetime.strptime(record["TimeCreated"], CLOCKS[culture])}  # noqa: DTZ007


def _rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _ps_csv(data: bytes, culture: str) -> Iterator[Facts]:
    rows = [row for row in _rows(data.decode()) if not row[0].startswith("#TYPE")]
    return (_of_properties(dict(zip(rows[0], row, strict=True)), culture) for row in rows[1:])


def _ps_list(data: bytes, culture: str) -> Iterator[Facts]:
    for block in filter(None, re.split(r"(?:\r\n){2,}", data.decode("utf-16").strip("\r\n"))):
        record: dict[str, str] = {}
        for line in block.split("\r\n"):
            if label := re.match(r"(\w+) *: (.*)", line, re.DOTALL):
                name = label[1]
                record[name] = label[2]
            else:
                record[name] += line
        yield _of_properties(record, culture)


def _ps_table(data: bytes, culture: str) -> Iterator[Facts]:
    provider = ""
    for line in data.decode("utf-16").split("\r\n"):
        if line.startswith("   ProviderName: "):
            provider = line.partition(": ")[2]
        elif re.match(r"\d", line):
            record = {"TimeCreated": line[:26].strip(), "Id": line[27:35], "Message": line[53:]}
            yield _of_properties({"ProviderName": provider, **record}, culture)


def _eventlog(data: bytes, culture: str) -> Iterator[Facts]:
    rows = _rows(data.decode("ascii"))
    for row in rows[2:]:
        record = dict(zip(rows[1], row, strict=True))
        yield {
            "provider": record["Source"],
            "event_id": int(record["EventID"]),
            "record_id": int(record["Index"]),
            "time": datetime.strptime(record["TimeGenerated"], CLOCKS[culture]),  # noqa: DTZ007
            "computer": record["MachineName"],
            "user": _sid(record["UserName"]),
            "message": record["Message"],
        }


def _sid(account: str) -> str | None:
    known = {"SYSTEM": "S-1-5-18", r"NT AUTHORITY\SYSTEM": "S-1-5-18", "N/A": None, "": None}
    return known.get(account, account)


def _viewer_rows(delimiter: str, data: bytes, culture: str) -> Iterator[Facts]:
    for row in _rows(data.decode(), delimiter)[1:]:
        _level, time, provider, event_id, _task, message = row
        yield {
            "provider": provider,
            "event_id": int(event_id),
            "time": datetime.strptime(time, CLOCKS[culture]),  # noqa: DTZ007
            "message": message,
        }


def _viewer_csv(data: bytes, culture: str) -> Iterator[Facts]:
    return _viewer_rows(",", data, culture)


def _viewer_tabs(data: bytes, culture: str) -> Iterator[Facts]:
    return _viewer_rows("\t", data, culture)


def _viewer_text(data: bytes, culture: str) -> Iterator[Facts]:
    for block in data.decode().split("Log Name:      ")[1:]:
        head, _, rest = f"Log Name:      {block}".partition("\r\nDescription:\r\n")
        labels = dict(re.split(r":\s+", line, maxsplit=1) for line in head.split("\r\n"))
        message, _, xml = rest.partition("Event Xml:\r\n")
        facts = {
            "provider": labels["Source"],
            "channel": labels["Log Name"],
            "event_id": int(labels["Event ID"]),
            "time": datetime.strptime(labels["Date"], CLOCKS[culture]),  # noqa: DTZ007
            "computer": labels["Computer"],
            "user": _sid(labels["User"]),
            "message": message.removesuffix("\r\n").removesuffix("" if xml else "\r\n"),
        }
        if xml:
            # On the clipboard every line ends alike, whatever the value held.
            told = of_xml(ElementTree.fromstring(xml))
            told["fields"] = tuple((name, value.replace("\n", "\r\n")) for name, value in told["fields"])
            facts |= told
        yield facts


def _wevtutil(encoding: str, data: bytes, _: str) -> Iterator[Facts]:
    for block in re.split(r"Event\[\d+\]:\r\n", data.decode(encoding))[1:]:
        head, _, message = block.partition("  Description:\r\n")
        labels = dict(line.strip().split(": ", 1) for line in head.split("\r\n") if line)
        message = message.removesuffix("\r\n\r\n")
        yield {
            "provider": labels["Source"],
            "channel": labels["Log Name"],
            "event_id": int(labels["Event ID"]),
            "time": datetime.fromisoformat(labels["Date"]),
            "computer": labels["Computer"],
            "user": _sid(labels["User"]),
            "message": "" if message == "N/A" else message,
        }


def _wevtutil_utc(data: bytes, culture: str) -> Iterator[Facts]:
    return _wevtutil("utf-8", data, culture)


def _wevtutil_local(data: bytes, culture: str) -> Iterator[Facts]:
    encoding = {"en-US": "cp437", "ja-JP": "cp932"}.get(culture, "cp850")
    return _wevtutil(encoding, data, culture)


def _tile(data: bytes, culture: str) -> Iterator[Facts]:
    header, *rows = (line.split("\t") for line in data.decode().split("\r\n") if line)
    assert header == ["ID", "Severity", "Source", "Log", "Date"]
    for event_id, _level, provider, channel, time in rows:
        yield {
            "provider": provider,
            "channel": channel,
            "event_id": int(event_id),
            "time": datetime.strptime(time, CLOCKS[culture]),  # noqa: DTZ007
        }


def _sentinel(data: bytes, _: str) -> Iterator[Facts]:
    header, *rows = _rows(data.decode("utf-8-sig"))
    for row in rows:
        record = dict(zip(header, row, strict=True))
        body = parsed(record["EventData"])[0]
        time = datetime.strptime(record["TimeGenerated [UTC]"], "%m/%d/%Y %I:%M:%S.%f %p")  # noqa: DTZ007
        yield {
            "provider": record["Source"],
            "channel": record["EventLog"],
            "event_id": int(record["EventID"]),
            "time": time.replace(tzinfo=UTC),
            "computer": record["Computer"],
            "user": _sid(record["UserName"]),
            "event_name": body.get("Name"),
            "fields": tuple(
                (data.get("Name") or f"param{n}", data.text or "")
                for n, data in enumerate(body.findall("Data"), 1)
            ),
            "binary": bytes.fromhex(body.findtext("Binary") or ""),
            "message": record["RenderedDescription"],
        }


def _splunk_csv(data: bytes, _: str) -> Iterator[Facts]:
    header, *rows = _rows(data.decode())
    for row in rows:
        record = dict(zip(header, row, strict=True))
        facts = of_xml(parsed(record["_raw"]))
        assert abs(datetime.fromisoformat(record["_time"]) - facts["time"]) < timedelta(milliseconds=1)
        yield facts


def _dns_log(data: bytes, culture: str) -> Iterator[Facts]:
    blocks = re.split(r"(?m)^(?=[\d/.]+ [\d:]+(?: [AP]M)? [0-9A-F]{4} )", data.decode())
    for block in blocks[1:]:
        found = re.match(r"(.*?) ([0-9A-F]{4}) (EVENT|PACKET)  +(.*)\r\n", block, re.DOTALL)
        assert found
        if found[3] == "EVENT":
            time = datetime.strptime(found[1], CLOCKS[culture])  # noqa: DTZ007
            yield {"time": time, "message": found[4]}


TEXT_READERS: dict[str, Read] = {
    "get-winevent-csv-5": _ps_csv,
    "get-winevent-csv-7": _ps_csv,
    "get-winevent-list": _ps_list,
    "get-winevent-list-all": _ps_list,
    "get-winevent-table": _ps_table,
    "get-eventlog-csv": _eventlog,
    "eventviewer-csv": _viewer_csv,
    "eventviewer-tabs": _viewer_tabs,
    "eventviewer-text": _viewer_text,
    "eventviewer-text-xml": _viewer_text,
    "wevtutil-text": _wevtutil_utc,
    "wevtutil-text-local": _wevtutil_local,
    "server-manager": _tile,
    "sentinel-csv": _sentinel,
    "splunk-csv": _splunk_csv,
    "dns-debug": _dns_log,
}
