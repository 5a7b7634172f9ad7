"""Values made fast are the same as those made slowly."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import UTC, datetime
from pickle import dumps, loads

import pytest

from analyzer.model import Event, Record
from analyzer.swift import swift

TIME = datetime(2025, 3, 27, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with defaults of both kinds."""

    one: int
    other: dict[str, int] = field(default_factory=dict)
    third: str = "x"


def test_a_swift_value_is_one_of_the_class_itself() -> None:
    """Equal, of the same type, shown and copied alike, with its own defaults; and frozen."""
    made = swift(Pair)(1)
    assert type(made) is Pair
    assert made == Pair(1)
    assert (repr(made), hash(swift(Pair)(1, (), "y"))) == (repr(Pair(1)), hash(Pair(1, (), "y")))  # type: ignore[arg-type]
    assert swift(Pair)(1).other is not made.other
    assert replace(made, one=2) == Pair(2)
    assert loads(dumps(made)) == made  # noqa: S301  # its own
    with pytest.raises(FrozenInstanceError):
        made.one = 2  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("kind", [Record, Event])
def test_every_field_arrives_at_its_place(kind: type[Record | Event]) -> None:
    """Of the two kinds of value that are made most."""
    values = [f"value of {f.name}" for f in fields(kind)]
    assert swift(kind)(*values) == kind(*values)


def test_what_is_missing_is_missed() -> None:
    """As with the class itself."""
    with pytest.raises(TypeError):
        swift(Pair)()  # type: ignore[call-arg]  # that is the point
