"""What every form of records as objects offers: whether an object is of it, its head, its body."""

from __future__ import annotations

from typing import Any, Protocol

from analyzer.sources.columns import When
from analyzer.sources.head import Body, Head

Object = dict[str, Any]


class Form(Protocol):
    """One writer's way to put a record into an object; `head` and `body` take what it `holds`."""

    @property
    def name(self) -> str:
        """How the report calls it."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it cannot tell."""

    def holds(self, found: Object, /) -> bool:
        """Whether the object is a record of this form, by its keys."""

    def head(self, found: Object, when: When, /) -> Head | None:
        """Who, where, when and what; None where the object does not say it."""

    def body(self, found: Object, /) -> Body:
        """The rest."""


def part(found: object, *path: str) -> Any:  # a JSON value is anything
    """The value at that path of keys; None where there is none."""
    for key in path:
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found


def obj(found: object, *path: str) -> Object:
    """The object at that path; an empty one where there is none."""
    value = part(found, *path)
    return value if isinstance(value, dict) else {}
