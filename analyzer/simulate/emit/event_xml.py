"""An entry as the XML that Windows renders."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

from analyzer.simulate.emit import times, words
from analyzer.simulate.entry import Entry
from analyzer.simulate.namespaces import EVENT, USER_DATA


def event_element(entry: Entry) -> Element:
    """The Event element: System, and EventData or UserData; times have 7 digits."""
    event = Element("Event", xmlns=EVENT)
    system = SubElement(event, "System")
    _leaf(system, "Provider", **_provider(entry))
    qualifiers = {} if entry.qualifiers is None else {"Qualifiers": str(entry.qualifiers)}
    _leaf(system, "EventID", str(entry.event_id), **qualifiers)
    for name in ("version", "level", "task", "opcode"):
        _leaf(system, name.capitalize(), str(getattr(entry, name)))
    _leaf(system, "Keywords", hex(entry.keywords))
    _leaf(system, "TimeCreated", SystemTime=times.utc(entry.time, 7))
    _leaf(system, "EventRecordID", str(entry.record_id))
    _leaf(system, "Correlation")
    _leaf(system, "Execution", ProcessID=str(entry.process_id), ThreadID=str(entry.thread_id))
    _leaf(system, "Channel", entry.channel)
    _leaf(system, "Computer", entry.host)
    _leaf(system, "Security", **({"UserID": entry.user} if entry.user else {}))
    _body(event, entry)
    return event


def single_quoted(element: Element) -> str:
    """XML as EvtRender spells it: on one line, in single quotes, empty texts as `<a></a>`."""
    attributes = "".join(f" {name}='{escape(v, _IN_ATTRIBUTE)}'" for name, v in element.items())
    start = f"<{element.tag}{attributes}"
    if element.text is None and len(element) == 0:
        return f"{start}/>"
    inner = escape(element.text or "") + "".join(single_quoted(child) for child in element)
    return f"{start}>{inner}</{element.tag}>"


def double_quoted(element: Element) -> str:
    """XML as Event Viewer copies it: indented by two, in double quotes."""
    ElementTree.indent(element)
    return ElementTree.tostring(element, encoding="unicode")


_IN_ATTRIBUTE = {"'": "&apos;"}


def _leaf(parent: Element, name: str, text: str | None = None, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _provider(entry: Entry) -> dict[str, str]:
    provider = entry.provider
    texts = {
        "Name": provider.name,
        "Guid": words.braced(provider.guid),
        "EventSourceName": provider.source_name or "",
    }
    return {name: text for name, text in texts.items() if text}


def _body(event: Element, entry: Entry) -> None:
    if entry.user_data is not None:
        root = SubElement(SubElement(event, "UserData"), entry.user_data, xmlns=USER_DATA[entry.user_data])
        for name, value in words.named(entry):
            _leaf(root, name, value)
        return
    body = SubElement(event, "EventData", {"Name": entry.event_name} if entry.event_name else {})
    for name_or_none, value in entry.data:
        _leaf(body, "Data", value, **({"Name": name_or_none} if name_or_none else {}))
    if (binary := words.binary_hex(entry)) is not None:
        _leaf(body, "Binary", binary)
    if len(body) == 0:
        body.text = ""
