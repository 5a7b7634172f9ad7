"""Values made in great numbers, a few times as fast as their own constructors make them.

A frozen dataclass sets each of its fields by a call, which for twenty fields takes longer
than to read a record; and to call a class with keywords takes as long again.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar, cast

T = TypeVar("T")


def swift(kind: type[T]) -> type[T]:
    """A constructor for a frozen dataclass with slots: same arguments, equal values of the same class.

    It fills a twin that is not frozen, which then becomes what it stands for.  An
    interpreter in which that cannot be gets the class itself.
    """
    given = fields(kind)  # type: ignore[arg-type]  # any dataclass will do
    twin = type(kind.__name__, (), {"__slots__": tuple(f.name for f in given)})
    try:
        object.__new__(twin).__class__ = kind  # type: ignore[assignment]  # that is the point
    except TypeError:
        return kind
    lines = (
        f"def make({', '.join(map(_parameter, given))}):",
        " made = new(twin)",
        *(f" made.{f.name} = {_value(f)}" for f in given),
        " made.__class__ = kind",
        " return made",
    )
    names: dict[str, Any] = {"new": object.__new__, "twin": twin, "kind": kind, "missing": MISSING}
    names |= {f"_{f.name}": f.default if f.default_factory is MISSING else f.default_factory for f in given}
    exec("\n".join(lines), names)  # noqa: S102  # as dataclasses make their own constructors
    return cast(type[T], names["make"])


def _parameter(field: Field[Any]) -> str:
    """A field as a parameter, with its default; one that is made anew each time is missing at first."""
    if field.default_factory is not MISSING:
        return f"{field.name}=missing"
    return field.name if field.default is MISSING else f"{field.name}=_{field.name}"


def _value(field: Field[Any]) -> str:
    if field.default_factory is MISSING:
        return field.name
    return f"_{field.name}() if {field.name} is missing else {field.name}"
