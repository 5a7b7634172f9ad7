"""Every form of JSON records, and how to get at the record inside what was wrapped around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analyzer.sources.form import Form, Object
from analyzer.sources.json.collectors import XML_KEYS, Beats, Wazuh, XmlInside
from analyzer.sources.json.documents import parse
from analyzer.sources.json.event_tree import Datadog, EvtxDump
from analyzer.sources.json.flat import FLAT
from analyzer.sources.json.splunk import SplunkText

FORMS: tuple[Form, ...] = (EvtxDump(), Datadog(), Beats(), Wazuh(), XmlInside(), SplunkText(), *FLAT)

_NESTED_KEYS = frozenset({"Event", "winlog", "win"}) | XML_KEYS
"""Of which each record has one that is not flat."""

_ROW_FORMS: tuple[Form, ...] = (XmlInside(), SplunkText(), *FLAT)

_AROUND = ("_source", "result", "data", "message", "event")
_LISTS = ("records", "value", "Events", "events", "hits")
_DEEPEST = 4


def form_of(found: Object) -> Form | None:
    """The form of an object; None where it is no record."""
    for form in FLAT if found.keys().isdisjoint(_NESTED_KEYS) else FORMS:
        if form.holds(found):
            return form
    return None


def row_form(row: Object) -> Form | None:
    """The form of an object whose values are not objects, as a table's row is."""
    return next((form for form in _ROW_FORMS if form.holds(row)), None)


def records(value: Any) -> Iterable[tuple[Object, Form | None]]:
    """The records within a value, with their forms; the value itself where it holds none."""
    form = form_of(value) if isinstance(value, dict) else None
    return ((value, form),) if form else _unwrap(value)


def _unwrap(value: Any, depth: int = 0) -> Iterator[tuple[Object, Form | None]]:  # JSON
    """Collectors put records into a list, into an object with facts of their own, or into that as text."""
    if isinstance(value, list):
        for one in value:
            yield from _unwrap(one, depth + 1)
    if not isinstance(value, dict):
        return
    form = form_of(value)
    if form is None and depth < _DEEPEST:
        inner = list(_inside(value, depth))
        if any(found for _, found in inner):
            yield from inner
            return
    yield value, form


def _inside(value: Object, depth: int) -> Iterator[tuple[Object, Form | None]]:
    for key in (*_LISTS, *_AROUND):
        inner = value.get(key)
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            try:
                inner = parse(inner.encode("utf-8", "replace"))
            except ValueError:
                continue
        if isinstance(inner, (dict, list)):
            yield from _unwrap(inner, depth + 1)
