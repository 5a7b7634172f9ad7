"""GUIDs of keys: every spelling means the same key, and nothing else is one."""

from __future__ import annotations

from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.events.identity import key_guids
from analyzer.events.texts import key_guid

GUIDS = st.uuids().filter(lambda guid: guid.int)
BETWEEN = st.text(st.characters(exclude_categories=("L", "N", "Cs"), exclude_characters="-"), min_size=1)


@given(GUIDS, st.booleans(), st.booleans(), st.text(" \t\r\n", max_size=3))
def test_every_spelling_of_a_guid_is_one_key(guid: UUID, upper: bool, braces: bool, blanks: str) -> None:
    """In either case, with and without braces and blanks around it."""
    text = str(guid).upper() if upper else str(guid)
    assert key_guid(blanks + (f"{{{text}}}" if braces else text) + blanks) == str(guid)


def test_the_null_guid_is_no_key() -> None:
    """It is how Windows prints that there is none."""
    assert key_guid(str(UUID(int=0))) is None
    assert key_guids(f"{UUID(int=0)}, {UUID(int=1)}") == (str(UUID(int=1)),)


@given(st.lists(st.tuples(BETWEEN, GUIDS), max_size=5), BETWEEN)
def test_all_guids_of_a_text_are_found(parts: list[tuple[str, UUID]], end: str) -> None:
    """Each once, in their order, whatever signs stand between."""
    text = "".join(before + str(guid) for before, guid in parts) + end
    assert key_guids(text) == tuple(dict.fromkeys(str(guid) for _, guid in parts))


@given(GUIDS, st.integers(0, 35), st.sampled_from("gz-x{"))
def test_a_damaged_guid_is_none(guid: UUID, at: int, sign: str) -> None:
    """One sign that cannot stand there, or one too many, and it is no GUID."""
    text = str(guid)
    changed = text[:at] + sign + text[at + 1 :]
    assume(changed != text)
    assert key_guid(text[:at] + sign + text[at:]) is None
    assert key_guid(changed) is None


@given(st.text(max_size=80))
def test_any_text_is_a_guid_or_none(text: str) -> None:
    """What comes out is a GUID in its one spelling."""
    for found in (*filter(None, [key_guid(text)]), *key_guids(text)):
        assert str(UUID(found)) == found
