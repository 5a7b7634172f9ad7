"""What collectors make of an event: Winlogbeat and Elastic Agent, Wazuh, and XML carried in JSON."""

from __future__ import annotations

from analyzer.sources.columns import When
from analyzer.sources.form import Object, obj, part
from analyzer.sources.head import Body, Head, channel_for, event_number, number, text, texts
from analyzer.sources.json.values import hex_bytes, leaves
from analyzer.sources.xml.records import read_body, read_head

_XML_AT = (("RawXml",), ("properties", "RawXml"), ("_raw",), ("EventXml",), ("event", "original"))
XML_KEYS = frozenset(path[0] for path in _XML_AT)
"""Keys under which records keep event XML."""


class Beats:
    """Winlogbeat, Elastic Agent, and Filebeat's ETW input, which knows neither computer nor record id."""

    name = "Winlogbeat or Elastic Agent"
    lacks = ("times to the millisecond only", "no values that are empty", "no name of the event data")

    def holds(self, found: Object, /) -> bool:
        """By an event id under `winlog`."""
        return "winlog" in found and part(found, "winlog", "event_id") is not None

    def head(self, found: Object, when: When, /) -> Head | None:
        """The fields of `winlog`, and the time beside them."""
        log = found["winlog"]
        event_id, time = event_number(log["event_id"]), when(text(found.get("@timestamp")))
        if event_id is None or time is None:
            return None
        provider, channel = text(log.get("provider_name")), text(log.get("channel"))
        if not channel or channel.isdigit():
            channel = channel_for(provider, event_id)
        computer = text(log.get("computer_name")) or text(part(found, "host", "name"))
        return Head(computer, channel, provider, event_id, number(log.get("record_id")), *time)

    def body(self, found: Object, /) -> Body:
        """Data of the event or of the user, and the message."""
        log = found["winlog"]
        data = texts(obj(log, "event_data") or obj(log, "user_data"))
        data.pop("xml_name", None)
        binary = data.pop("Binary", None)
        return Body(
            user=text(part(log, "user", "identifier")) or None,
            process_id=number(part(log, "process", "pid") if "process" in log else log.get("process_id")),
            fields=data,
            binary=None if binary is None else hex_bytes(binary),
            message=text(found.get("message")) or None,
        )


class Wazuh:
    """Wazuh's decoder for event channels: names in camel case, the message in quotes."""

    name = "Wazuh"
    lacks = ("no binary data, as a rule", "no values that are empty", "no user")

    def holds(self, found: Object, /) -> bool:
        """By an event id under `win.system`."""
        return "win" in found and part(found, "win", "system", "eventID") is not None

    def head(self, found: Object, when: When, /) -> Head | None:
        """The fields of `win.system`."""
        system = found["win"]["system"]
        event_id, time = event_number(system["eventID"]), when(text(system.get("systemTime")))
        if event_id is None or time is None:
            return None
        computer, channel = text(system.get("computer")), text(system.get("channel"))
        provider = text(system.get("providerName"))
        return Head(computer, channel, provider, event_id, number(system.get("eventRecordID")), *time)

    def body(self, found: Object, /) -> Body:
        """All beside `system`; data without names is one text, taken for one value if it can be one."""
        win = found["win"]
        fields: dict[str, str] = {}
        for name, data in win.items():
            if name != "system":
                fields |= dict(leaves(data, name))
        binary = fields.pop("binary", None)
        if "data" in fields and ", " not in fields["data"]:
            fields = {"param1": fields.pop("data")} | fields
        message = text(part(win, "system", "message"))
        if len(message) > 1 and message[0] == message[-1] == '"':
            message = message[1:-1]
        return Body(
            process_id=number(part(win, "system", "processID")),
            fields=fields,
            binary=None if binary is None else hex_bytes(binary),
            message=message or None,
        )


class XmlInside:
    """Event XML as a text within JSON: Azure's diagnostics, Splunk's export, others."""

    name = "event XML"
    lacks = ()

    def holds(self, found: Object, /) -> bool:
        """By a text that begins as an event does, where such texts stand."""
        return _xml_of(found) is not None

    def head(self, found: Object, when: When, /) -> Head | None:  # noqa: ARG002 (the interface's)
        """What the XML says."""
        return read_head(_xml_of(found) or b"")

    def body(self, found: Object, /) -> Body:
        """What the XML says, and the description beside it."""
        body = read_body(_xml_of(found) or b"") or Body()
        beside = part(found, "properties", "Description") or found.get("Description")
        return Body(**{**body, "message": body.get("message") or text(beside) or None})


def _xml_of(found: Object) -> bytes | None:
    if XML_KEYS.isdisjoint(found):
        return None
    for path in _XML_AT:
        value = part(found, *path)
        if isinstance(value, str) and value.lstrip().startswith("<Event"):
            return value.strip().encode("utf-8", "replace")
    return None
