"""Every format of entries, read back: all is there but what the table of formats says is lost."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge.formats import log_formats
from analyzer.simulate.emit import EMITTERS, dns_debug, emitter
from analyzer.simulate.emit.console import CONSOLES
from analyzer.simulate.emit.cultures import CULTURES
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from analyzer.simulate.entry import Entry
from tests.conftest import missing
from tests.simulate.read_back import CLOCKS, READERS
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    numbered,
)

BERLIN = "Europe/Berlin"
SYSTEM = replace(STARTED, user="S-1-5-18")
HOSTILE = replace(
    BIND_FAILED,
    data=(("param1", "=cmd|'/c calc'!A1 \"]]>\" <!--&amp;"), ("param2", "a,b;\tc\r\nd 9116")),
    message='=1+1,"]]>";\t<b>&amp;\'\r\n@SUM(A1)\r\nerror 9116',
    process_id=4,
)
ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER, SYSTEM, HOSTILE], 4711)
FACTS = {
    *("provider", "channel", "event_id", "record_id", "time", "computer", "user", "process_id"),
    *("event_name", "fields", "binary", "message"),
}
CULTURED = [
    name
    for name in EMITTERS
    if name.startswith(("eventviewer-", "get-", "wevtutil-text", "server", "dns"))
    and "json" not in name
    and not name.endswith("-xml")
]


def written(name: str, entries: list[Entry] = ENTRIES, zone: str = BERLIN) -> bytes:
    """The bytes of a file in that format."""
    stream = io.BytesIO()
    emitter(name).write(stream, iter(entries), zone)
    return stream.getvalue()


def expected(entry: Entry, loses: frozenset[str], code_page: str) -> dict[str, Any]:
    """What a format that loses this can tell of an entry."""
    named = [(name or f"param{n}", name, value) for n, (name, value) in enumerate(entry.data, 1)]
    fields = [(called, value) for called, name, value in named if name or "unnamed fields" not in loses]
    facts: dict[str, Any] = {
        "provider": entry.provider.name,
        "channel": entry.channel,
        "event_id": entry.event_id,
        "record_id": entry.record_id,
        "time": entry.time,
        "computer": entry.host,
        "user": entry.user,
        "process_id": entry.process_id,
        "event_name": entry.event_name,
        "fields": [] if "UserData" in loses and entry.user_data else fields,
        "binary": entry.binary or b"",
        "message": entry.message,
    }
    facts["fields"] = tuple(facts["fields"])
    for lost in sorted(loses - FACTS - UNCHANGED):
        facts |= CHANGES[lost](entry, facts, code_page)
    return {name: value for name, value in facts.items() if name not in loses and value is not GONE}


def of_values(facts: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The fields and the message, changed."""
    fields = tuple((name, change(value)) for name, value in facts["fields"])
    return {"fields": fields, "message": change(facts["message"])}


def with_binary(entry: Entry, facts: dict[str, Any], _: str) -> dict[str, Any]:
    """Binary as the last field, its bytes in decimal."""
    extra = () if entry.binary is None else (("", " ".join(map(str, entry.binary))),)
    return {"binary": GONE, "fields": (*facts["fields"], *extra)}


def milliseconds(time: datetime) -> datetime:
    """A time cut after the milliseconds."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


GONE = object()
UNCHANGED = {"UserData", "unnamed fields", "control characters", "line breaks", "end of message"}
"""Losses that are dealt with elsewhere, or that no entry here suffers."""

CHANGES: dict[str, Callable[[Entry, dict[str, Any], str], dict[str, Any]]] = {
    "fractions": lambda _, facts, __: {"time": facts["time"].replace(microsecond=0)},
    "microseconds": lambda _, facts, __: {"time": milliseconds(facts["time"])},
    "time zone": lambda _, f, __: {"time": f["time"].astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)},
    "empty fields": lambda _, facts, __: {"fields": tuple((n, v) for n, v in facts["fields"] if v)},
    "field names": lambda _, facts, __: {"fields": tuple(("", v) for _, v in facts["fields"])},
    "field case": lambda _, facts, __: {"fields": tuple((n.lower(), v) for n, v in facts["fields"])},
    "binary as a field": with_binary,
    "spaces at ends": lambda _, facts, __: of_values(facts, str.rstrip),
    "not ASCII": lambda _, f, __: of_values(f, lambda text: text.encode("ascii", "replace").decode()),
    "not in the code page": lambda _, f, page: of_values(f, lambda t: t.encode(page, "replace").decode(page)),
    "provider's own name": lambda e, _, __: {"provider": e.provider.source_name or e.provider.name},
}
"""What each loss makes of an entry's facts."""


def compare(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What was read of each entry, and what should have been."""
    kind = emitter(name)
    loses = kind.format.loses
    found = list(READERS[name.partition("@")[0]](written(name), kind.culture.name))
    for facts, entry in zip(found, ENTRIES, strict=True):
        right = expected(entry, loses, kind.culture.oem)
        if "line breaks" in loses:
            facts["message"], right["message"] = ("".join(f["message"].split()) for f in (facts, right))
        if "end of message" in loses:
            facts["message"] = facts["message"].removesuffix("...")
            right["message"] = right["message"][: len(facts["message"])]
        yield facts, right


@pytest.mark.parametrize("name", EMITTERS)
def test_a_format_tells_all_but_what_it_loses(name: str) -> None:
    """An independent reader finds in each format exactly the facts that the table does not call lost."""
    for facts, right in compare(name):
        assert facts == right


@pytest.mark.parametrize("culture", sorted(CLOCKS))
@pytest.mark.parametrize("name", CULTURED)
def test_cultures(name: str, culture: str) -> None:
    """In every culture the clock is that culture's, and nothing else is lost."""
    for facts, right in compare(f"{name}@{culture}"):
        assert facts == right


def test_the_table_names_every_format() -> None:
    """The table of formats has just those that can be written, and its words for losses are known."""
    assert {known.name for known in log_formats()} == {*EMITTERS, *CONSOLES, *SNAPSHOTS}
    assert {culture.name for culture in CULTURES} == set(CLOCKS)
    for known in log_formats():
        assert known.extension.startswith(".")
        assert known.kind in ("events", "runs", "snapshots")
        assert known.kind != "events" or known.loses <= FACTS | UNCHANGED | {*CHANGES}


@pytest.mark.parametrize("name", EMITTERS)
def test_the_encoding_is_that_of_the_table(name: str) -> None:
    """A text file can be decoded as the table says, and the same entries give the same bytes."""
    encoding = emitter(name).format.encoding
    data = written(name)
    assert data == written(name)
    if encoding:
        data.decode("cp437" if encoding == "oem" else encoding)


@pytest.mark.parametrize("name", sorted({*EMITTERS} - {"evtx", "evtx-literal", "evtx-export"}))
def test_entries_are_not_held(name: str) -> None:
    """An emitter begins to write before it has seen the last entry."""
    stream = io.BytesIO()
    seen = []

    def entries() -> Iterator[Entry]:
        for entry in numbered([BIND_FAILED] * 5):
            seen.append(stream.tell())
            yield entry

    emitter(name).write(stream, entries())
    assert seen[-1] > 0


@pytest.mark.parametrize("name", EMITTERS)
def test_no_entries(name: str) -> None:
    """A log without entries is a file in which its reader finds none."""
    assert list(READERS[name](written(name, []), "en-US")) == []


def test_an_unknown_format_is_an_error() -> None:
    """Neither a format nor a culture is guessed."""
    with pytest.raises(KeyError):
        emitter("evt")
    with pytest.raises(KeyError):
        emitter("eventviewer-csv@xx-XX")


@pytest.mark.parametrize(
    "name", ["eventviewer-xml", "evtx-dump-xml", "wevtutil-xml", "xml-view", "splunk-xml"]
)
def test_xmllint_agrees(name: str, tmp_path: Path) -> None:
    """What is said to be XML is well-formed to libxml2, too."""
    if not which("xmllint"):
        missing("xmllint (libxml2-utils)")
    text = written(name).decode()
    if name == "xml-view":
        text = "\n".join(line.lstrip(" -") for line in text.splitlines())
    documents = [text] if name == "eventviewer-xml" else text.split("</Event>")[:-1]
    paths = []
    for number, document in enumerate(documents):
        path = tmp_path / f"{number}.xml"
        begin = document if name == "eventviewer-xml" else document[document.index("<Event ") :] + "</Event>"
        path.write_bytes(begin.encode())
        paths.append(str(path))
    done = subprocess.run(["xmllint", "--noout", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@pytest.mark.parametrize("name", ["evtx-dump-jsonl", "datadog", "get-winevent-json-5", "get-winevent-json-7"])
@given(text=ANY)
def test_json_gives_any_text_back(name: str, text: str) -> None:
    """Whatever a value holds, JSON holds it as data."""
    entry = replace(HOSTILE, data=(("param1", f"<{text}>"),), binary=None)
    (facts,) = READERS[name](written(name, [entry]), "en-US")
    assert [value for _, value in facts["fields"]] == [f"<{text}>"]


@pytest.mark.parametrize("name", ["eventviewer-csv", "eventviewer-tabs", "get-winevent-csv-7"])
@given(text=ANY)
def test_csv_gives_any_text_back(name: str, text: str) -> None:
    """Whatever a message holds, CSV holds it as data, formulas and line ends among it."""
    (facts,) = READERS[name](written(name, [replace(HOSTILE, message=text)]), "en-US")
    assert facts["message"] == text


@given(text=ANY)
def test_xml_escapes_markup(text: str) -> None:
    """Markup in a value does not become markup of the event."""
    clean = "".join(c for c in text if c >= " " and c not in "\ufffe\uffff") + "]]></Data><Data>&"
    entry = replace(HOSTILE, data=(("param1", clean),))
    for name in ("wevtutil-xml", "azure-raw-xml", "evtx-dump-xml", "eventviewer-xml"):
        (facts,) = READERS[name](written(name, [entry]), "en-US")
        assert facts["fields"] == (("param1", clean),)


def test_a_debug_log_wraps() -> None:
    """A debug log that outgrew its limit begins anew: the oldest are gone, and the header tells of it."""
    stream = io.BytesIO()
    minutes = [timedelta(minutes=n) for n in range(99)]
    many = [
        replace(BIND_FAILED, time=BIND_FAILED.time + m, message=f"No. {n}.") for n, m in enumerate(minutes)
    ]
    dns_debug.write(stream, many, largest=9000)
    text = stream.getvalue().decode()
    assert len(text) < 11000
    assert "\r\nLog file wrap at 3/27/2025" in text
    assert "No. 98." in text
    assert "No. 0." not in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "name", ["eventviewer-csv@de-DE", "eventviewer-text", "wevtutil-text-local", "wevtutil-xml"]
)
def test_text_saved_anew(name: str, encoding: str) -> None:
    """Saved in another encoding a file is the same text, with that encoding's mark."""
    own = "cp437" if "local" in name else "utf-8"
    anew = written(f"{name}+{encoding}")
    assert anew.startswith({"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(encoding, b""))
    assert anew.decode(encoding) == written(name).decode(own).encode(encoding, "replace").decode(encoding)


def test_an_unknown_encoding_is_an_error() -> None:
    """An encoding is not guessed either."""
    with pytest.raises(LookupError):
        emitter("eventviewer-csv+utf-99")


def test_a_debug_log_with_details() -> None:
    """Below each packet stands its message, where a port may look like a code; events are found as before."""
    stream = io.BytesIO()
    dns_debug.write(stream, ENTRIES, packets=5, details=True)
    text = stream.getvalue().decode()
    assert "\r\nUDP response info at " in text
    assert re.search(r"port 9116\r\n", text)
    found = list(READERS["dns-debug"](stream.getvalue(), "en-US"))
    assert [facts["message"] for facts in found] == [entry.message for entry in ENTRIES]


def test_no_two_formats_share_an_extension() -> None:
    """Written side by side, no format's file takes the place of another's, nor of another culture's."""
    names = [*EMITTERS, "eventviewer-csv@de-DE", "eventviewer-csv@fr-FR", "eventviewer-csv@de-DE+cp1252"]
    extensions = [emitter(name).extension for name in names]
    assert len(set(extensions)) == len(names)
    assert extensions[-1] == ".de-DE.cp1252.csv"
    for kind in ("runs", "snapshots"):
        found = [known.extension for known in log_formats() if known.kind == kind]
        assert len(set(found)) == len(found)
