"""Records whose parts stand side by side under names of their own: NXLog, PowerShell, Azure's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from analyzer.sources.columns import When, row_body, row_head, tells_events
from analyzer.sources.form import Object, part
from analyzer.sources.head import Body, Head, text, texts
from analyzer.sources.json.values import decimal_bytes, params
from analyzer.sources.xml.records import read_data

_AZURE_NAMES = {"EventGuid": "GUID"}
"""Columns of DnsAuditEvents that are called otherwise than the data (inferred from its documentation)."""


@dataclass(frozen=True, slots=True)
class Flat:
    """One writer of flat records, known by `keys`; `with_data` where data stands among the parts."""

    name: str
    lacks: tuple[str, ...]
    keys: frozenset[str]
    provider: str = ""
    with_data: bool = False

    def holds(self, found: Object, /) -> bool:
        """By keys that only this writer has; without such, by columns that make an event."""
        return found.keys() >= self.keys if self.keys else tells_events(found)

    def head(self, found: Object, when: When, /) -> Head | None:
        """By the table of columns."""
        return row_head(found, when, self.provider)

    def body(self, found: Object, /) -> Body:
        """Message, user and data: in a list, in an object, or among the other parts."""
        body = row_body(found, with_data=self.with_data)
        if user := part(found, "UserId", "Value"):
            body["user"] = text(user)
        values = found.get("Properties", found.get("ReplacementStrings"))
        if isinstance(values, list):
            inner = [v.get("Value") if isinstance(v, dict) else v for v in values]
            body["binary"] = _binary(found, inner)
            body["fields"] = params(inner)
        data = found.get("EventData", found.get("event_data"))
        if isinstance(data, str) and "<" in data:
            body |= read_data(data)
        elif fields := texts(_object(data)):
            body["fields"] = fields
        if self.provider:
            fields = body.get("fields", {})
            body["fields"] = {_AZURE_NAMES.get(n, n): v for n, v in fields.items() if v and n != "Type"}
        return body


_NO_CHANNEL = "no channel (inferred from the provider)"

FLAT = (
    Flat(
        "NXLog",
        ("no binary data", "no data without a name", "times to the second only"),
        frozenset({"EventTime", "Hostname", "EventID"}),
        with_data=True,
    ),
    Flat(
        "Azure DnsAuditEvents",
        (_NO_CHANNEL, "no user", "no values that are empty"),
        frozenset({"EventId", "EventString", "NameServer"}),
        provider="Microsoft-Windows-DNSServer",
        with_data=True,
    ),
    Flat("Get-WinEvent", ("no names of the data",), frozenset({"Id", "ProviderName", "TimeCreated"})),
    Flat("Get-EventLog", (_NO_CHANNEL,), frozenset({"InstanceId", "Source", "TimeGenerated"})),
    Flat("flat records", (), frozenset()),
)


def _binary(found: Object, values: list[Any]) -> bytes | None:
    """Bytes beside the values, or the last of the values of a classic event, which is taken away."""
    beside = decimal_bytes(found.get("Data"))
    if beside is not None:
        return beside
    if found.get("Qualifiers") is None or not values:
        return None
    last = decimal_bytes(values[-1])
    if last is not None:
        values.pop()
    return last


def _object(value: object) -> Object:
    """An object, or a text of JSON that is one; an empty one for anything else."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return {}
    return value if isinstance(value, dict) else {}
