"""Formats that are the output of a tool which is at hand: the tool prints the very same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import evtx
from Evtx.Evtx import Evtx

from analyzer.simulate.emit import evtx_dump_xml, python_evtx_xml, xml_view
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

EVEN = STARTED.time.replace(microsecond=0)
HOSTILE = replace(BIND_FAILED, data=(("param1", "a<&>\"'é]]>\t"), ("param2", "")), event_name="N&<")
ALONE = replace(PIPELINE, data=((None, "alone <&>"),), binary=b"\x01")
# python-evtx counts time in floats, and may be a microsecond short: whole seconds are exact.
ENTRIES = [
    replace(entry, time=EVEN)
    for entry in numbered([STARTED, HOSTILE, PIPELINE, CLEARED, EMPTY, NO_NUMBER, ALONE], 4711)
]


def file_of(folder: Path) -> Path:
    """An EVTX file with the entries."""
    path = folder / "log.evtx"
    path.write_bytes(written(ENTRIES))
    return path


def test_python_evtx_xml(tmp_path: Path) -> None:
    """python-evtx renders the same entries in the same bytes."""
    stream = io.BytesIO()
    python_evtx_xml.write(stream, ENTRIES)
    with Evtx(str(file_of(tmp_path))) as log:
        printed = "".join(f"{record.xml()}\n" for record in log.records())
    header = '<?xml version="1.1" encoding="utf-8" standalone="yes" ?>\n\n<Events>\n'
    assert stream.getvalue().decode() == f"{header}{printed}</Events>\n"


def test_python_evtx_drops_control_characters() -> None:
    """What XML 1.1 restricts is left out, as python-evtx leaves it out; older versions leave out the zone."""
    stream = io.BytesIO()
    python_evtx_xml.write(stream, [replace(HOSTILE, data=(("param1", "a\x01b"),))], with_zone=False)
    text = stream.getvalue().decode("ascii")
    assert ">ab</Data>" in text
    assert 'SystemTime="2025-03-27 08:19:20"' in text


def test_python_evtx_spells_as_a_real_file(real: Path) -> None:
    """The frame of a real file is ours: its first and last lines, and the order of System."""
    stream = io.BytesIO()
    python_evtx_xml.write(stream, [BIND_FAILED])
    ours = stream.getvalue().decode().split("\n")
    theirs = (real / "xml" / "DNS_Server.python-evtx.xml").read_text(encoding="utf-8").split("\n")
    assert ours[:3] == theirs[:3]
    assert ours[-3:] == theirs[-3:]
    assert [line.partition(">")[0].split()[0] for line in ours[4:17]] == [
        line.partition(">")[0].split()[0] for line in theirs[4:17]
    ]


def test_evtx_dump_xml(tmp_path: Path) -> None:
    """The Rust reader renders the same entries in the same bytes."""
    stream = io.BytesIO()
    evtx_dump_xml.write(stream, ENTRIES)
    printed = "".join(
        f"Record {record['event_record_id']}\n{record['data']}\n"
        for record in evtx.PyEvtxParser(str(file_of(tmp_path))).records()
    )
    assert stream.getvalue().decode() == printed


def test_xml_view_looks_like_a_real_one(real: Path) -> None:
    """A real copy of the XML view, its values put into an entry, is what we write."""
    text = (real / "text" / "xml-view-in-markdown-770.md").read_text(encoding="utf-8")
    copied = text[text.index("- <Event ") : text.index("</Event>") + len("</Event>")]
    entry = replace(
        BIND_FAILED,
        host="dc1.lab.internal",
        provider=replace(BIND_FAILED.provider, source_name=None),
        event_id=770,
        time=EVEN.replace(2017, 5, 9, 8, 54, 26, 798142),
        record_id=264,
        data=(("param1", r"\\192.168.0.149\dll\wtf.dll"), ("param2", "dc1.lab.internal")),
        binary=None,
        event_name="DNS_EVENT_PLUGIN_DLL_LOAD_OK",
        level=4,
        keywords=0x8000000000008000,
        qualifiers=None,
        process_id=2312,
        thread_id=3068,
        user="S-1-5-18",
    )
    stream = io.BytesIO()
    xml_view.write(stream, [entry], digits=9)
    ours = stream.getvalue().decode().replace("\r\n", "\n").rstrip("\n")
    # The real clock counts 100 ns, and old exports spell the GUID in capitals.
    ours = ours.replace(".798142000Z", ".798142300Z")
    ours = ours.replace("{71a551f5-c893-4849-886b-b5ec8502641e}", "{71A551F5-C893-4849-886B-B5EC8502641E}")
    assert ours == copied
