"""Values made fast are the same as those made slowly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import UTC, datetime
from pickle import dumps, loads
from typing import Any

import pytest

from analyzer.model import Event, Record
from analyzer.swift import by_twin, compiled_swift, swift
from tests.conftest import missing

Way = Callable[[type[Any]], Callable[..., Any]]

TIME = datetime(2025, 3, 27, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with defaults of both kinds."""

    one: int
    other: dict[str, int] = field(default_factory=dict)
    third: str = "x"


WAYS = [swift, by_twin]


@pytest.mark.parametrize("way", WAYS)
def test_a_swift_value_is_one_of_the_class_itself(way: Way) -> None:
    """Equal, of the same type, shown and copied alike, with its own defaults; and frozen."""
    made = way(Pair)(1)
    assert type(made) is Pair
    assert made == Pair(1)
    assert (repr(made), hash(way(Pair)(1, (), "y"))) == (repr(Pair(1)), hash(Pair(1, (), "y")))  # type: ignore[arg-type]
    assert way(Pair)(1).other is not made.other
    assert replace(made, one=2) == Pair(2)
    assert loads(dumps(made)) == made  # noqa: S301  # its own
    with pytest.raises(FrozenInstanceError):
        made.one = 2  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [Record, Event])
def test_every_field_arrives_at_its_place(kind: type[Record | Event], way: Way) -> None:
    """Of the two kinds of value that are made most."""
    values = [f"value of {f.name}" for f in fields(kind)]
    assert way(kind)(*values) == kind(*values)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing_is_missed(way: Way) -> None:
    """As with the class itself, and so is what is too much."""
    for values in ((), (1, {}, "x", 2)):
        with pytest.raises(TypeError):
            way(Pair)(*values)


def test_only_values_that_are_nothing_but_fields_are_made_by_compiled_code() -> None:
    """A class that does more, or keeps its fields in another way, is refused."""
    if compiled_swift is None:
        missing("a compiler of C")

    @dataclass(frozen=True)
    class Elsewhere:
        one: int

    @dataclass(frozen=True, slots=True)
    class Doing:
        one: int

        def __post_init__(self) -> None:
            assert self.one

    for kind in (Elsewhere, Doing):
        with pytest.raises(TypeError):
            compiled_swift.Maker(kind)


def test_values_are_freed() -> None:
    """What a value holds goes with it, whether it was made by compiled code or not."""
    for way in WAYS:
        held = [Pair(1)]
        before = sys.getrefcount(held)
        made = way(Pair)(held)
        assert (sys.getrefcount(held), made.one) == (before + 1, held)
        del made
        assert sys.getrefcount(held) == before
