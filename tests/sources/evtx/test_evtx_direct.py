"""Reading records straight from their values: exactly as their XML says, or not at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.simulate.evtx import Style
from analyzer.simulate.evtx.binxml import Element, Slot, Type
from analyzer.sources.evtx.direct import IS_COMPILED, Direct
from analyzer.sources.evtx.layout import CHUNK
from tests.conftest import missing
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    numbered,
    written,
)
from tests.sources.evtx.both_ways import Readers, chunks, differences
from tests.sources.evtx.crafted import Value, crafted, event_data, slots

ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER] * 40)
STYLES = (Style(), Style(literal=True), Style(renumbered=True, saved=3))
LEFT = {
    "dnsserver-analytical-control-chars": 4,  # control characters
    "2-vss_0-Microsoft-Windows-RemoteDesktopServices-RdpCoreTS%4Operational": 2,
    "E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational": 2,
    "issue_39": 55,
    "sample_with_a_bad_chunk_magic": 83,
    "security_bad_string_cache": 1,
}
"""How many records of real logs are left to a reader of XML, most of them damaged."""

END: Value = (Type.STRING, "end".encode("utf-16-le"))


def text(words: str) -> bytes:
    """As UTF-16."""
    return words.encode("utf-16-le")


def read(root: Element, values: Sequence[Value]) -> list[str] | None:
    """The data of a record, having made sure that its XML says the same; None where it is left."""
    chunk, offsets = crafted(root, values)
    _, wrong = differences(Readers(), chunk, offsets)
    assert not wrong
    (content,) = Direct().read(chunk, offsets)
    return None if content is None else list(content[3].values())


def test_compiled_code_is_there() -> None:
    """Else what follows would compare Python with itself."""
    if not IS_COMPILED:
        missing("a compiler of C")


@pytest.mark.parametrize("style", STYLES)
def test_simulated_logs_are_read_straight(style: Style) -> None:
    """All records of every shape, in every style, and as their XML says."""
    readers, count = Readers(), 0
    for chunk, offsets in chunks(written(ENTRIES, style)):
        straight, wrong = differences(readers, chunk, offsets)
        assert not wrong
        count += straight
    assert count == len(ENTRIES)


@pytest.mark.parametrize("folder", ["evtx", "damaged"])
def test_real_logs_are_read_as_their_xml_says(real: Path, folder: str) -> None:
    """Every record that is read straight, and only the few that are known to be are left."""
    for path in sorted((real / folder).glob("*.evtx")):
        readers, left = Readers(), 0
        for chunk, offsets in chunks(path.read_bytes()):
            straight, wrong = differences(readers, chunk, offsets)
            assert not wrong
            left += len(offsets) - straight
        assert left == LEFT.get(path.stem, 0), path.name


UNDERSTOOD: dict[str, tuple[Value, str]] = {
    "text": ((Type.STRING, text("a<&>\"'&#8;é😀")), "a<&>\"'&#8;é😀"),
    "lines": ((Type.STRING, text("a\r\nb\tc\rd")), "a\r\nb\tc\rd"),
    "text ended by zero": ((Type.STRING, text("ab\0cd")), "ab"),
    "blanks": ((Type.STRING, text("  ")), ""),
    "nothing": ((Type.NULL, b""), ""),
    "null with bytes": ((Type.NULL, b"abcd"), ""),
    "ansi": ((0x02, b"a b\0"), "a b"),
    "int8": ((0x03, b"\xff"), "-1"),
    "uint8": ((Type.UINT8, b"\xff"), "255"),
    "int16": ((0x05, b"\xfe\xff"), "-2"),
    "int32": ((0x07, b"\xfe\xff\xff\xff"), "-2"),
    "int64": ((0x09, b"\xff" * 8), "-1"),
    "uint64": ((Type.UINT64, b"\xff" * 8), "18446744073709551615"),
    "true": ((0x0D, b"\1\0\0\0"), "true"),
    "false": ((0x0D, bytes(4)), "false"),
    "binary": ((Type.BINARY, b"\x0a\xfb"), "0AFB"),
    "guid": ((Type.GUID, bytes(range(16))), "03020100-0504-0706-0809-0A0B0C0D0E0F"),
    "size": ((0x10, b"\1\2\3\0"), "0x30201"),
    "filetime": ((Type.FILETIME, struct.pack("<Q", 133500000001234567)), "2024-01-17T21:20:00.123456Z"),
    "first filetime": ((Type.FILETIME, bytes(8)), "1601-01-01T00:00:00.000000Z"),
    "sid": ((Type.SID, bytes.fromhex("010100000000000512000000")), "S-1-5-18"),
    "hex32": ((0x14, b"\xab\0\0\0"), "0xab"),
    "hex64": ((Type.HEX_INT64, b"\xab" + bytes(7)), "0xab"),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
@pytest.mark.parametrize("optional", [False, True])
def test_every_type_of_value_is_spelt_as_in_xml(name: str, optional: bool) -> None:
    """By itself, and before another value."""
    value, spelt = UNDERSTOOD[name]
    for values, wanted in (
        ([value], [spelt]),
        ([value, END], [spelt, "end"]),
        ([END, value], ["end", spelt]),
    ):
        assert read(event_data(*slots(values, optional)), values) == wanted


LEFT_ALONE: dict[str, Value] = {
    "half a character": (Type.STRING, text("ab") + b"x"),
    "lone surrogate": (Type.STRING, b"\x00\xd8a\0"),
    "control character": (Type.STRING, text("a\x01b")),
    "no character": (Type.STRING, text("a\ufffeb")),
    "a code page's letter": (0x02, b"a\xe4"),
    "number of another size": (Type.UINT32, b"\1\2"),
    "float": (0x0B, struct.pack("<f", 1.5)),
    "a third truth": (0x0D, b"\2\0\0\0"),
    "filetime beyond all years": (Type.FILETIME, b"\xff" * 8),
    "systemtime": (0x12, struct.pack("<8H", 2024, 2, 2, 27, 12, 21, 38, 357)),
    "sid of another length": (Type.SID, bytes.fromhex("0105000000000005")),
    "list of numbers": (0x88, bytes(range(8))),
    "list among others": (Type.STRINGS, text("a\0b\0")),
    "handle": (0x20, bytes(4)),
    "type that nobody knows": (0x7E, b"abc"),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_is_not_understood_is_left_alone(name: str) -> None:
    """It takes a reader of XML, or nobody can read it."""
    values = [LEFT_ALONE[name], END]
    assert read(event_data(*slots(values)), values) is None


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=5
    )
)
def test_a_list_alone_gives_a_datum_for_each_text(texts: list[str]) -> None:
    """As the event log of old writes its data."""
    raw = text("".join(f"{one}\0" for one in texts))
    root = Element("EventData", (), (Element("Data", (), (Slot(0, Type.STRINGS),)),))
    found = read(root, [(Type.STRINGS, raw)])
    assert found is None or found == ["" if one.isspace() else one for one in texts or [""]]


@given(st.data())
def test_any_mixture_of_values_is_read_as_in_xml(data: st.DataObject) -> None:
    """In any order and number, under any names, twice the same among them, and with or without Binary."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(UNDERSTOOD)), max_size=6))
    names = data.draw(st.lists(st.sampled_from([None, "A", "B", "param1"]), min_size=6, max_size=6))
    values = [UNDERSTOOD[kind][0] for kind in kinds]
    children = [
        Element("Data", (("Name", name),) if name else (), (Slot(index, Type.STRING),))
        for index, name in enumerate(names[: len(values)])
    ]
    if data.draw(st.booleans()):
        values.append((Type.BINARY, data.draw(st.binary(max_size=6))))
        children.append(Element("Binary", (), (Slot(len(kinds), Type.BINARY),)))
    found = read(event_data(*children, name=data.draw(st.sampled_from([None, "SOME_EVENT"]))), values)
    assert found == [UNDERSTOOD[kind][1] for kind in kinds]


BODIES = {
    "text and value": event_data(Element("Data", (), ("is: ", Slot(0, Type.STRING)))),
    "element in datum": event_data(Element("Data", (), (Element("Inner", (), (Slot(0, Type.STRING),)),))),
    "name from a value": event_data(Element("Data", (("Name", Slot(0, Type.STRING)),), ("x",))),
    "two of Binary": event_data(*[Element("Binary", (), (Slot(0, Type.BINARY),))] * 2),
    "a slot that has no value": event_data(Element("Data", (), (Slot(9, Type.STRING),))),
    "a name that XML forbids": event_data(Element("1st", (), (Slot(0, Type.STRING),))),
    "a body of another name": Element("RenderingInfo", (), (Slot(0, Type.STRING),)),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_other_shapes_are_left_alone(name: str) -> None:
    """Whatever stands between the tags of such a body, it is not for the direct reader."""
    assert read(BODIES[name], [END]) is None


def test_texts_of_the_definition_are_data_too() -> None:
    """A datum may be the same in all records, or empty."""
    root = event_data(
        Element("A", (), ("fixed",)), Element("Data", ()), Element("B", (), (Slot(0, Type.STRING),))
    )
    assert read(root, [END]) == ["fixed", "", "end"]


def test_copies_of_a_definition_are_known_by_their_names(real: Path) -> None:
    """Where the names that a copy points at are overwritten, it is another definition, and read as such."""
    data = (real / "evtx" / "system-clean.evtx").read_bytes()
    spoilt = data.replace(text("Computer"), text("Commuter"))
    readers = Readers()
    for chunk, offsets in [*chunks(data), *chunks(spoilt)]:
        assert differences(readers, chunk, offsets)[1] == []


@pytest.mark.parametrize("by_compiled_code", {False, IS_COMPILED})
def test_damage_never_raises(by_compiled_code: bool) -> None:
    """Wherever in a chunk a record is said to begin, and wherever the chunk is cut into zeros."""
    ((chunk, offsets), *_) = chunks(written(ENTRIES, Style()))
    places = [*range(0, CHUNK, 97), CHUNK - 8, CHUNK - 1]
    assert len(Direct(by_compiled_code).read(chunk, places)) == len(places)
    for cut in range(offsets[0], offsets[2]):
        assert len(Direct(by_compiled_code).read(chunk[:cut].ljust(CHUNK, b"\0"), offsets[:2])) == 2


def test_the_user_and_the_process_are_those_of_system() -> None:
    """As numbers and names; None where the record has none."""
    entries = numbered([STARTED, replace(STARTED, user=None)])
    ((chunk, offsets),) = chunks(written(entries, Style()))
    assert [content[:2] for content in Direct().read(chunk, offsets) if content] == [
        (STARTED.user, STARTED.process_id),
        (None, STARTED.process_id),
    ]


def test_types_that_do_not_fit_the_sizes_of_values() -> None:
    """Whatever type the entry of a value names, shown or not, nothing is read that XML tells otherwise."""
    ((chunk, offsets),) = chunks(written(numbered([STARTED, BIND_FAILED, STARTED, BIND_FAILED])))
    for offset in offsets[2:]:
        (count,) = struct.unpack_from("<I", chunk, offset + 38)
        for entry in range(count):
            for kind in range(0x24):
                changed = bytearray(chunk)
                changed[offset + 38 + 4 + 4 * entry + 2] = kind
                assert not differences(Readers(), bytes(changed), offsets)[1], (offset, entry, kind)
