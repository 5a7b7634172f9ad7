"""Values made in great numbers, a few times as fast as their own constructors make them.

A frozen dataclass sets each of its fields by a call, which for twenty fields takes longer
than to read a record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import TypeVar

try:
    from analyzer import compiled_swift
except ImportError:
    compiled_swift = None  # type: ignore[assignment]  # the one name by which it is asked for

T = TypeVar("T")


def swift(kind: type[T]) -> Callable[..., T]:
    """A constructor for a frozen dataclass with slots: same arguments, equal values of the same class."""
    return compiled_swift.Maker(kind) if compiled_swift else by_twin(kind)


def by_twin(kind: type[T]) -> Callable[..., T]:
    """One that fills a twin that is not frozen, which then becomes what it stands for.

    An interpreter in which that cannot be gets the class itself.
    """

    def become(self: object) -> None:
        self.__class__ = kind

    twin = make_dataclass(
        kind.__name__,
        [(f.name, f.type, f) for f in fields(kind)],  # type: ignore[arg-type]  # any dataclass will do
        slots=True,
        eq=False,
        repr=False,
        namespace={"__post_init__": become},
    )
    try:
        become(object.__new__(twin))
    except TypeError:
        return kind
    return twin
