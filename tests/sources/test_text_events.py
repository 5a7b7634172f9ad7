"""Events and settings as text: Event Viewer's copy, wevtutil, lists and tables, the debug log; read back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Snapshot, Stretch, Tally
from analyzer.simulate.emit.formats import emitter
from analyzer.simulate.emit.powershell import Thing
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from analyzer.simulate.entry import Entry
from analyzer.simulate.traces.messages import render
from analyzer.sources.shape import Options
from analyzer.sources.text.copied import Copied
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, numbered
from tests.sources.shaped import read_bytes
from tests.sources.test_snapshot_shapes import KEY, LISTED, ZONE
from tests.sources.text_reading import events, items, records

GUID = "60901e33-ad11-429b-bbc8-0234171931c0"
TOLD = render("audit", 528, {"Type": "KSK", "GUID": f"{{{GUID.upper()}}}", "Zone": "corp.example"})
STAGE = render("classic", 784, {"skd": f"{{{GUID.upper()}}}", "zone": "corp.example", "stage": "5"})
ENTRIES = numbered(
    [
        replace(STARTED, message=TOLD),
        BIND_FAILED,
        PIPELINE,
        replace(STARTED, event_id=519, message="An update."),
        replace(STARTED, message=TOLD, time=STARTED.time + timedelta(days=1), user="S-1-5-18"),
    ],
    4711,
)
NAMES = [
    f"{name}@{culture}"
    for name in (
        "eventviewer-text",
        "eventviewer-text-xml",
        "wevtutil-text",
        "wevtutil-text-local",
        "get-winevent-list",
        "get-winevent-list-all",
        "get-winevent-table",
    )
    for culture in ("en-US", "en-GB", "de-DE", "fr-FR", "ja-JP")
]
QUOTES = [
    lambda line: f"> {line}",
    lambda line: f"\t{line}",
    lambda line: f"# {line}",
    lambda line: f"{line}\\",
    lambda line: f"{line}  ",
]


def written(name: str, entries: list[Entry] = ENTRIES) -> bytes:
    """A file with the entries, on the clock of Berlin."""
    stream = io.BytesIO()
    emitter(name).write(stream, entries, "Europe/Berlin")
    return stream.getvalue()


def at(name: str, time: datetime) -> datetime:
    """A time as the format prints it."""
    loses = emitter(name).format.loses
    if "fractions" in loses:
        return time.replace(microsecond=0)
    return time.replace(microsecond=time.microsecond // 1000 * 1000) if "microseconds" in loses else time


@pytest.mark.parametrize("name", NAMES)
def test_events_come_back(name: str) -> None:
    """Id, provider, channel, time, host and user, in every culture, less what the format loses."""
    found = records(items(written(name)))
    wanted = [e for e in ENTRIES if e.event_id != 519]
    loses = emitter(name).format.loses
    assert [(r.event_id, r.provider, r.channel) for r in found] == [
        (e.event_id, e.provider.name, e.channel) for e in wanted
    ]
    assert [r.time for r in found] == [at(name, e.time) for e in wanted]
    assert [r.computer for r in found] == ["" if "computer" in loses else e.host for e in wanted]
    assert [r.record_id for r in found] == [None if "record_id" in loses else e.record_id for e in wanted]
    assert {r.time_basis for r in found} == {"assumed" if "time zone" in loses else "utc"}


@pytest.mark.parametrize("name", [n for n in NAMES if "end of message" not in emitter(n).format.loses])
def test_messages_tell_zone_and_key(name: str) -> None:
    """Of a rollover's start the message is enough, wherever its lines were broken."""
    started = [e for e in events(written(name)) if e.event_id == 528]
    assert [(e.zone, e.key_guid, e.key_role) for e in started] == [("corp.example", GUID, "KSK")] * 2


@pytest.mark.parametrize("name", NAMES)
def test_every_event_is_counted(name: str) -> None:
    """What does not matter is tallied, and all are covered by stretches."""
    found = items(written(name))
    assert [(i.event_id, i.count) for i in found if isinstance(i, Tally)] == [(519, 1)]
    assert sum(i.records for i in found if isinstance(i, Stretch)) == len(ENTRIES)


@pytest.mark.parametrize("quote", range(len(QUOTES)))
def test_a_quoted_copy_is_a_copy(quote: int) -> None:
    """Marks of mail, Markdown and comments, and line breaks of Markdown, change nothing."""
    plain = written("eventviewer-text@en-US").decode()
    quoted = "\r\n".join(QUOTES[quote](line) for line in plain.split("\r\n"))
    bare = [
        replace(r, position="", message=(r.message or "").replace("\t", ""))
        for r in records(items(plain.encode()))
    ]
    found = records(items(quoted.encode()))
    assert [replace(r, position="", message=(r.message or "").replace("\t", "")) for r in found] == bare


def test_variants_of_event_viewers_labels() -> None:
    """One blank, no blank, missing labels, another language, a user that is none."""
    short = (
        "LogName: DNS Server\nSource: DNS\nDate: 26.02.2020 22:00:27\nEvent ID: 7669\n"
        "User: N/A\nComputer: dc1\n"
    )
    german = (
        "Protokollname: DNS Server\nQuelle:        Microsoft-Windows-DNS-Server-Service\nDatum:         "
        "26.02.2020 22:00:27\nEreignis-ID:   7669\nAufgabenkategorie:Keine\nEbene:         Informationen\n"
        "Schlüsselwörter:(8)\nBenutzer:      SYSTEM\nComputer:      dc1\nBeschreibung:\n"
        "Ein Text: mit Doppelpunkt\n"
    )
    one, other = records(items(f"{short}Description:\nSome text\n\n\t\nmore\n\n{german}".encode()))
    assert (one.computer, one.user, one.message) == ("dc1", None, "Some text\n\n\nmore")
    assert (other.computer, other.user, other.event_id) == ("dc1", "SYSTEM", 7669)
    assert other.message == "Ein Text: mit Doppelpunkt"
    assert one.time == other.time == datetime.fromisoformat("2020-02-26T21:00:27Z")


def test_events_without_a_description() -> None:
    """Where only the labels were copied, the labels of the next event are not taken for this one's."""
    head = "Log Name: DNS Server\nSource: DNS\nDate: 26.02.2020 22:00:27\nEvent ID: 7669\n"
    short = f"{head}User: SYSTEM\nComputer: dc1\n"
    found = records(items((short * 3).encode()))
    assert [(r.computer, r.user, r.message) for r in found] == [("dc1", "SYSTEM", None)] * 3


def test_the_debug_log_tells_of_classic_events() -> None:
    """A text without an id is known by its pattern; packets, and texts of no pattern, tell nothing."""
    stage = replace(BIND_FAILED, event_id=784, message=STAGE)
    for culture in ("en-US", "en-GB", "de-DE", "ja-JP"):
        data = written(
            f"dns-debug@{culture}", [replace(BIND_FAILED, message="The DNS server has started."), stage]
        )
        (event,) = events(data)
        assert (event.event_id, event.zone, event.key_guid, event.key_role) == (
            784,
            "corp.example",
            GUID,
            "KSK",
        )
        assert event.time == stage.time


def test_the_debug_log_after_a_wrap() -> None:
    """A log that was begun anew is read like any other."""
    found = items(
        b"DNS Server log file creation at 1/13/2025 1:00:00 PM\r\nLog file wrap at 1/15/2025 1:00:00 PM\r\n"
    )
    (stretch,) = found
    assert isinstance(stretch, Stretch)
    assert (stretch.end - stretch.start).days == 2


@pytest.mark.parametrize("name", ["snapshot-list", "snapshot-table"])
@pytest.mark.parametrize("thing", [KEY, ZONE, LISTED])
def test_settings_come_back(name: str, thing: Thing) -> None:
    """Lists and tables of keys and zones are snapshots."""
    stream = io.BytesIO()
    SNAPSHOTS[name](stream, [thing, thing], "UTC")
    found = [i for i in items(stream.getvalue()) if isinstance(i, Snapshot)]
    assert [s.kind for s in found] == ["key" if thing is KEY else "zone"] * 2
    if thing is KEY:
        assert {s.fields["KeyId"] for s in found} == {GUID}
        assert {s.fields["CurrentRolloverStatus"] for s in found} == {"NotRolling"}
    else:
        assert {s.zone for s in found} == {"corp.example"}


def test_the_command_above_names_the_zone_of_its_keys() -> None:
    """A list of keys that lacks the zone has it from the command."""
    asked = "PS C:\\> Get-DnsServerSigningKey -ZoneName corp.example | fl"
    text = f"{asked}\n\n\nKeyId   : a\nKeyType : KeySigningKey\n\n"
    (found,) = (i for i in items(text.encode()) if isinstance(i, Snapshot))
    assert found.zone == "corp.example"


def test_day_and_month_must_be_told_apart() -> None:
    """A file that has no day above 12 is refused with the cure, and read with it."""
    entries = [replace(STARTED, time=STARTED.time.replace(day=3))]
    assert read_bytes(written("eventviewer-text@en-GB", entries)).losses[0].kind == "refused"
    (record,) = records(items(written("eventviewer-text@en-GB", entries), options=Options(date_order="dmy")))
    assert (record.time.month, record.time.day) == (3, 3)
    entries = [replace(STARTED, time=STARTED.time.replace(day=4))]
    (record,) = records(items(written("eventviewer-text@en-GB", entries), options=Options(date_order="dmy")))
    assert (record.time.month, record.time.day) == (3, 4)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_description_stays_in_its_event(text: str) -> None:
    """Whatever a message says, there is one event, and it is the one that was copied."""
    found = records(items(written("eventviewer-text@en-US", [replace(STARTED, message=text)]), Copied()))
    assert [r.event_id for r in found] == [528]


def test_what_another_language_hides_is_said() -> None:
    """Of an event whose message is not the English one, it is said that zone and key are not known."""
    text = (
        "Protokollname: Microsoft-Windows-DNSServer/Audit\nQuelle:        Microsoft-Windows-DNSServer\n"
        "Datum:         27.03.2025 08:19:20\nEreignis-ID:   528\nBenutzer:      SYSTEM\n"
        "Computer:      ns1.corp.example\nBeschreibung:\n{}\n"
    )
    german = read_bytes(text.format("Das Rollover wurde gestartet.").encode())
    english = read_bytes(
        text.format("Rollover was started on the type KSK with GUID {x} of zone corp.example.").encode()
    )
    assert any("not in English" in lack for lack in german.lacks)
    assert not any("not in English" in lack for lack in english.lacks)
