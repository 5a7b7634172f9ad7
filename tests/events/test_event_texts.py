"""What is done with texts is the same by compiled code and by Python."""

from __future__ import annotations

import sys
from types import ModuleType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import plain_texts, texts
from tests.conftest import missing

NAMES = ("a", "b", "c", "d")
BLANKS = st.sampled_from(["", " ", "\t", "\u00a0", "\u2003", "\x1f", "\n "])
WORDS = st.one_of(st.text(max_size=12), st.builds("{}{}{}".format, BLANKS, st.text(max_size=8), BLANKS))
VALUES = st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS))
GUIDS = st.one_of(
    st.uuids().map(str),
    st.just(str(UUID(int=0))),
    st.builds("{{{}}}".format, st.uuids()),
    st.builds("{}{}{}".format, BLANKS, st.uuids().map(lambda one: str(one).upper()), BLANKS),
    st.from_regex(r"[{0]?[0-9A-Fa-f-]{34,38}[}é]?", fullmatch=True),
    st.text(max_size=40),
)


@pytest.fixture(scope="module")
def compiled() -> ModuleType:
    """What is compared has to be there."""
    if texts.key_guid is plain_texts.key_guid:
        missing("a compiler of C")
    return sys.modules[texts.key_guid.__module__]


@given(GUIDS)
def test_keys_are_spelt_alike(compiled: ModuleType, text: str) -> None:
    """Also when they are named again, and again."""
    for _ in range(3):
        assert compiled.key_guid(text) == plain_texts.key_guid(text)
    assert compiled.key_guid(None) is None


@given(VALUES, st.lists(st.sampled_from(NAMES)).map(tuple))
def test_first_values_are_found_alike(
    compiled: ModuleType, values: dict[str, str], names: tuple[str, ...]
) -> None:
    """Blank ones are passed over, whatever blanks they are made of."""
    assert compiled.first_value(values, names) == plain_texts.first_value(values, names)


@given(VALUES, st.lists(st.tuples(st.text(), st.sampled_from(NAMES))).map(tuple))
def test_values_are_picked_alike(
    compiled: ModuleType, values: dict[str, str], names: tuple[tuple[str, str], ...]
) -> None:
    """In the same order, too."""
    picked, plain = compiled.picked(values, names), plain_texts.picked(values, names)
    assert list(picked.items()) == list(plain.items())


@given(st.dictionaries(st.text(), st.none() | WORDS), st.integers(1, 12))
def test_texts_are_kept_alike(compiled: ModuleType, given_texts: dict[str, str | None], most: int) -> None:
    """None is longer than asked for, and what was given stays as it was."""
    before = dict(given_texts)
    kept = compiled.kept(given_texts, most)
    assert list(kept.items()) == list(plain_texts.kept(given_texts, most).items())
    assert given_texts == before


def test_what_is_no_text_is_refused(compiled: ModuleType) -> None:
    """Compiled code looks into nothing but texts."""
    for values in ({"a": None}, {"a": 1}, {"a": b"a"}):
        with pytest.raises(TypeError):
            compiled.first_value(values, ("a",))
        with pytest.raises(TypeError):
            compiled.picked(values, (("a", "a"),))
