"""Values made in great numbers, a few times as fast as their own constructors make them.

A frozen dataclass sets each of its fields by a call, which for twenty fields takes longer
than to read a record.
"""

from __future__ import annotations

from dataclasses import fields, make_dataclass
from typing import TypeVar, cast

T = TypeVar("T")


def swift(kind: type[T]) -> type[T]:
    """A constructor for a frozen dataclass with slots: same arguments, equal values of the same class.

    It fills a twin that is not frozen, which then becomes what it stands for.  An
    interpreter in which that cannot be gets the class itself.
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
    return cast(type[T], twin)
