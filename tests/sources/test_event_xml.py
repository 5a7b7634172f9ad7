"""One event's XML taken apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.event_xml import EventXml, parse_event

SYSTEM = (
    '<System><Provider Name="P"/><EventID Qualifiers="49152">407</EventID>'
    '<TimeCreated SystemTime="2025-02-19T13:25:02.6560439Z"/><EventRecordID>12</EventRecordID>'
    '<Execution ProcessID="44" ThreadID="5"/><Channel>DNS Server</Channel><Computer>NS1</Computer>'
    '<Security UserID="S-1-5-18"/></System>'
)


def event(body: str, system: str = SYSTEM) -> EventXml:
    """An event with that body."""
    parsed = parse_event(f'<Event xmlns="urn:x">{system}{body}</Event>')
    assert parsed is not None
    return parsed


def test_system() -> None:
    """Who, where, when and what, with times in UTC and cut to microseconds."""
    assert event("") == EventXml(
        provider="P",
        channel="DNS Server",
        computer="NS1",
        event_id=407,
        record_id=12,
        time=datetime(2025, 2, 19, 13, 25, 2, 656043, tzinfo=UTC),
        user="S-1-5-18",
        process_id=44,
    )


def test_names_of_data() -> None:
    """Data without a name is called by its place; a second one of a name is kept."""
    found = event(
        '<EventData Name="E"><Data>a</Data><Data Name="Z">b</Data>'
        '<Data>c</Data><Data Name="Z">d</Data></EventData>'
    )
    assert list(found.fields.items()) == [("param1", "a"), ("Z", "b"), ("param3", "c"), ("Z_2", "d")]
    assert found.event_name == "E"


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        ("<Binary>9C230000</Binary>", b"\x9c\x23\0\0"),
        ("<Binary/>", b""),
        ("", None),
        ("<Binary>odd</Binary>", None),
    ],
)
def test_binary(text: str, binary: bytes | None) -> None:
    """Binary is bytes, may be empty, may be absent; and is no field."""
    found = event(f"<EventData><Data>a</Data>{text}</EventData>")
    assert (found.binary, found.fields) == (binary, {"param1": "a"})


def test_user_data() -> None:
    """The leaves of UserData are fields, whatever their namespace."""
    found = event('<UserData><Op xmlns="urn:y"><Id>{1}</Id><In><Cause>a &amp; b</Cause></In></Op></UserData>')
    assert found.fields == {"Id": "{1}", "Cause": "a & b"}


@pytest.mark.parametrize(
    "system",
    [
        "",
        SYSTEM.replace("407", ""),
        SYSTEM.replace("407", "70000"),
        SYSTEM.replace("2025-02-19T13:25:02.6560439Z", "yesterday"),
        SYSTEM.replace("2025-02-19T13:25:02.6560439Z", "0001-01-01T00:00:00+05:00"),
    ],
)
def test_an_event_that_does_not_say_what_and_when_is_none(system: str) -> None:
    """Such a record is lost, not guessed."""
    assert parse_event(f"<Event>{system}</Event>") is None


def test_broken_xml_is_none() -> None:
    """Nothing raises."""
    assert parse_event("<Event><System></Event>") is None
    assert parse_event("") is None


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_texts_survive(text: str) -> None:
    """Any text comes back, line breaks as they were; what XML cannot hold is U+FFFD."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    found = event(f"<EventData><Data Name='t'>{escaped}</Data></EventData>").fields["t"]
    if not text.isspace():
        assert len(found) == len(text)
        assert all(a in (b, "\ufffd") for a, b in zip(found, text, strict=True))


def test_references_to_control_characters() -> None:
    """Characters that no XML may name do not cost the record."""
    found = event("<EventData><Data Name='t'>a&#1;b&#x1F;c&#13;d&#x9;e</Data></EventData>")
    assert found.fields["t"] == "a\ufffdb\ufffdc\rd\te"


def test_entities_are_not_expanded_without_end() -> None:
    """A bomb of entities is no event."""
    bomb = (
        '<!DOCTYPE e [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 50}">'
            for before, name in zip("abcdef", "bcdefg", strict=True)
        )
    )
    assert parse_event(f"{bomb}]><Event>{SYSTEM}<EventData><Data>&g;</Data></EventData></Event>") is None
