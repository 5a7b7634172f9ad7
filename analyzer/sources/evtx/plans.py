"""What the XML of a definition means for its records: which value is which datum.

A plan says the same of a record as `read_event` of its XML.  Where that depends on more
than single values in their places, there is no plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.sources.evtx.binxml import Content, Element, Slot, UnknownBinXmlError


@dataclass(frozen=True, slots=True)
class Datum:
    """One of the data: its name, None where its place is that; and its text, or the place of its value."""

    name: str | None
    content: str | Slot


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """EventData or UserData, and the value of its Binary."""

    event_name: str | None
    data: tuple[Datum, ...]
    binary: Slot | None


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An event: where its user, process and body stand; a body may also stand in the definition itself.

    `in_user_data` says that the fragment is what UserData holds.
    """

    user: Slot | None
    process: Slot | None
    fragment: Slot | None
    in_user_data: bool
    body: BodyPlan


NOTHING = BodyPlan(None, (), None)


def event_plan(root: Element) -> EventPlan:
    """The plan of an event's definition; UnknownBinXmlError where it has none."""
    system = next((e for e in root.elements if e.name == "System"), None)
    if system is None or any(e.name == "Binary" for e in _all(system)):
        raise UnknownBinXmlError
    user, process = _attribute(system, "Security", "UserID"), _attribute(system, "Execution", "ProcessID")
    others = [c for c in root.content if c is not system]
    match others:
        case []:
            return EventPlan(user, process, None, False, NOTHING)
        case [Slot() as slot]:
            return EventPlan(user, process, slot, False, NOTHING)
        case [Element("UserData", _, (Slot() as slot,))]:
            return EventPlan(user, process, slot, True, NOTHING)
        case [Element() as element]:
            return EventPlan(user, process, None, False, body_plan(element))
    raise UnknownBinXmlError


def body_plan(element: Element, in_user_data: bool = False) -> BodyPlan:
    """The plan of what stands beside System, or in its UserData; UnknownBinXmlError where it has none."""
    if in_user_data:
        return BodyPlan(None, tuple(_leaves(element)), None)
    match element.name:
        case "EventData":
            return _event_data(element)
        case "UserData" if len(element.elements) == len(element.content):
            return BodyPlan(None, tuple(d for root in element.elements for d in _leaves(root)), None)
    raise UnknownBinXmlError


def _event_data(element: Element) -> BodyPlan:
    if len(element.elements) < len(element.content):
        raise UnknownBinXmlError
    binaries = [e for e in element.elements if e.name == "Binary"]
    data = tuple(_datum(e) for e in element.elements if e.name != "Binary")
    match binaries:
        case []:
            binary = None
        case [Element(content=(Slot() as binary,))]:
            pass
        case _:
            raise UnknownBinXmlError
    return BodyPlan(_literal(element, "Name") or None, data, binary)


def _datum(element: Element) -> Datum:
    name = _literal(element, "Name") or (None if element.name == "Data" else element.name)
    return Datum(name, _text(element))


def _text(element: Element) -> str | Slot:
    """The text of an element, or its place; white space alone is how writers indent."""
    content = _single(element.content)
    return "" if isinstance(content, str) and content.isspace() else content


def _leaves(root: Element) -> Iterator[Datum]:
    for element in _all(root):
        if element.name == "Binary" or element.is_spaced:
            raise UnknownBinXmlError
        if element is not root and not element.elements:
            yield Datum(_literal(element, "Name") or element.name, _text(element))
        elif element is root and element.content and not element.elements:
            raise UnknownBinXmlError


def slots(root: Element) -> Iterator[Slot]:
    """Every slot of an element and of those below it."""
    for element in _all(root):
        for content in (element.content, *element.attributes.values()):
            yield from (c for c in content if isinstance(c, Slot))


def _all(element: Element) -> Iterator[Element]:
    yield element
    for child in element.elements:
        yield from _all(child)


def _attribute(system: Element, name: str, attribute: str) -> Slot | None:
    child = next((e for e in system.elements if e.name == name), None)
    content = child.attributes.get(attribute, ()) if child else ()
    match content:
        case ():
            return None
        case (Slot() as slot,):
            return slot
    raise UnknownBinXmlError


def _literal(element: Element, attribute: str) -> str:
    content = _single(element.attributes.get(attribute, ()))
    if isinstance(content, Slot):
        raise UnknownBinXmlError
    return content


def _single(content: Content) -> str | Slot:
    """The one text or slot of a content."""
    match content:
        case ():
            return ""
        case (str() | Slot() as only,):
            return only
    raise UnknownBinXmlError
