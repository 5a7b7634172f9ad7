"""XML turned into JSON: evtx_dump, with attributes under `#attributes`, and Datadog, where all is alike."""

from __future__ import annotations

from typing import Any

from analyzer.sources.columns import When
from analyzer.sources.form import Object, obj, part
from analyzer.sources.head import Body, Head, event_number, number, text
from analyzer.sources.json.values import hex_bytes, leaves, listed, params, utf16_bytes

_NOT_DATA = ("#attributes", "Binary", "Data", "Name")


class EvtxDump:
    """evtx_dump and everything that prints what the Rust reader prints."""

    name = "evtx_dump"
    lacks = ("no rendered message",)

    def holds(self, found: Object, /) -> bool:
        """By the attributes of the provider."""
        try:
            return isinstance(found["Event"]["System"]["Provider"]["#attributes"], dict)
        except (KeyError, TypeError):
            return False

    def head(self, found: Object, when: When, /) -> Head | None:
        """What System says."""
        system = found["Event"]["System"]
        source = system["Provider"]["#attributes"].get("Name")
        return _head(system, source, part(system, "TimeCreated", "#attributes", "SystemTime"), when)

    def body(self, found: Object, /) -> Body:
        """EventData or UserData."""
        event = found["Event"]
        data = obj(event, "EventData")
        unnamed = part(data, "Data", "#text")
        return Body(
            user=text(part(event, "System", "Security", "#attributes", "UserID")) or None,
            process_id=number(part(event, "System", "Execution", "#attributes", "ProcessID")),
            event_name=text(part(data, "#attributes", "Name")) or None,
            fields=_fields(event, data, listed(unnamed)),
            binary=hex_bytes(data["Binary"]) if "Binary" in data else None,
        )


class Datadog:
    """Datadog's agent: attributes beside elements, every value a text."""

    name = "Datadog"
    lacks = ("times to the millisecond only", "no values that are empty")

    def holds(self, found: Object, /) -> bool:
        """By the name of the provider."""
        return "Event" in found and isinstance(part(found, "Event", "System", "Provider", "Name"), str)

    def head(self, found: Object, when: When, /) -> Head | None:
        """What System says."""
        system = found["Event"]["System"]
        return _head(system, system["Provider"]["Name"], part(system, "TimeCreated", "SystemTime"), when)

    def body(self, found: Object, /) -> Body:
        """EventData or UserData, and the message."""
        event = found["Event"]
        data = obj(event, "EventData")
        inner = data.get("Data")
        named = inner if isinstance(inner, dict) else {}
        return Body(
            user=text(part(event, "System", "Security", "UserID")) or None,
            process_id=number(part(event, "System", "Execution", "ProcessID")),
            event_name=text(part(data, "Name")) or None,
            fields=_fields(event, named, listed(inner) if not named else []),
            binary=utf16_bytes(data.get("Binary")),
            message=text(found.get("message")) or None,
        )


def _head(system: Object, source: Any, time: Any, when: When) -> Head | None:  # JSON values
    event_id: Any = system.get("EventID")
    if isinstance(event_id, dict):
        event_id = event_id.get("#text")
    event_id = event_number(event_id)
    moment = when(text(time))
    if event_id is None or moment is None:
        return None
    channel, computer = text(system.get("Channel")), text(system.get("Computer"))
    return Head(computer, channel, text(source), event_id, number(system.get("EventRecordID")), *moment)


def _fields(event: Object, named: Object, unnamed: list[Any]) -> dict[str, str]:
    fields = params(unnamed)
    fields |= {name: text(value) for name, value in named.items() if name not in _NOT_DATA}
    for root in obj(event, "UserData").values():
        fields |= dict(leaves(root))
    return fields
