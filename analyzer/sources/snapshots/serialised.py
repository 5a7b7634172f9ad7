"""PowerShell's serialised objects (MS-PSRP 2.2.5), one after the other as they are parsed."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from analyzer.model import LossKind
from analyzer.sources.snapshots.snapshot import span

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPAN = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?")
_LISTS = frozenset({"LST", "STK", "QUE", "IE"})
_PROPERTIES = frozenset({"Props", "MS"})
_NUMBERS = frozenset({"I16", "I32", "I64", "U16", "U32", "U64", "By", "SB"})


class RefusedError(Exception):
    """The document is one that is not read; the text says why, the kind whether by a limit."""

    def __init__(self, text: str, kind: LossKind = "refused") -> None:
        """As text, and the kind of loss that it is."""
        super().__init__(text)
        self.kind = kind


@dataclass(slots=True)
class _Node:
    tag: str
    name: str
    text: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


class Tree:
    """What a parser builds: it holds one object of the root at a time."""

    def __init__(self, deepest: int) -> None:
        """Nothing yet; objects may be nested so deep."""
        self._deepest = deepest
        self._open: list[_Node] = []
        self._done: list[dict[str, Any]] = []

    def taken(self) -> list[dict[str, Any]]:
        """The objects that are complete, each once."""
        done, self._done = self._done, []
        return done

    def doctype(self, *_: str | None) -> None:
        """End the reading: no export has a document type, and entities need one."""
        raise RefusedError("it declares a document type: no export does, and none is read that does")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self._open) > self._deepest:
            reason = f"its objects are nested more than {self._deepest} deep ([reading] xml_depth)"
            raise RefusedError(reason, "limit")
        node = _Node(tag.rpartition("}")[2], unescaped(attributes.get("N", "")))
        if len(self._open) > 1:
            self._open[-1].children.append(node)
        self._open.append(node)

    def data(self, text: str) -> None:
        """Some of the text of the innermost element."""
        self._open[-1].text.append(text)

    def end(self, tag: str) -> None:  # noqa: ARG002 (the parser's)
        """An element ends; below the root it is an object."""
        node = self._open.pop()
        if len(self._open) == 1 and node.tag == "Obj":
            self._done.append(_properties(node))

    def close(self) -> None:
        """The document is complete."""


def unescaped(text: str) -> str:
    """A text of Clixml, in which `_x000D_` stands for a character that XML could not hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _properties(node: _Node) -> dict[str, Any]:
    """The properties of an object by name, those that PowerShell added among them."""
    groups = (child.children for child in node.children if child.tag in _PROPERTIES)
    return {one.name: _value(one) for group in groups for one in group if one.name}


def _value(node: _Node) -> Any:
    if node.tag == "Obj":
        return _object(node)
    text = unescaped("".join(node.text))
    if node.tag in _NUMBERS and text.isascii() and text.isdigit():
        return int(text)
    if node.tag == "B":
        return text == "true"
    if node.tag == "TS":
        return _span(text)
    if node.tag == "BA":
        return _bytes(text)
    return None if node.tag in ("Nil", "Ref") else text


def _object(node: _Node) -> Any:
    """An object within a property: a list, its printed form, or its own properties."""
    for child in node.children:
        if child.tag in _LISTS:
            return [_value(one) for one in child.children]
    printed = next((c for c in node.children if c.tag == "ToString"), None)
    inner = _properties(node)
    if printed is None or "Value" in inner:
        return inner
    return unescaped("".join(printed.text))


def _span(text: str) -> str:
    found = _SPAN.fullmatch(text)
    if found is None:
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return span(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))


def _bytes(text: str) -> list[int]:
    try:
        return list(base64.b64decode(text, validate=True))
    except ValueError:
        return []
