"""Snapshots of keys and zones in every way PowerShell writes them, read back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.simulate.emit.cultures import CULTURES, DE_DE, EN_US
from analyzer.simulate.emit.powershell import Thing, clixml, format_list, format_table, to_json
from analyzer.simulate.emit.powershell.format_table import Column
from analyzer.simulate.emit.powershell.values import span, text
from analyzer.simulate.emit.snapshots import signing_keys, zone_settings, zones
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from analyzer.simulate.zones import Parent, Skd, Status, Zone, ZoneSettings

DUE = datetime(2025, 3, 27, 22, 19, 20, tzinfo=UTC)
MASTER = "ns1.corp.example"
KSK = Skd(
    "96e2236a-4a4e-4a4e-8a4e-96e2236a4a4e",
    "KSK",
    timedelta(days=755),
    status=Status.KSK_WAITING_FOR_DS_UPDATE,
    active_key="ea067e8e-0000-4000-8000-000000000001",
    due=DUE,
)
ZSK = replace(
    KSK, guid="96e2236a-4a4e-4a4e-8a4e-96e2236a4a4f", role="ZSK", length=1024, period=None, due=None
)
ZONE = Zone(
    "corp.example",
    ZoneSettings(parent=Parent("publishes"), rfc5011=True),
    [MASTER, "ns2.corp.example"],
    MASTER,
    DUE,
    [KSK, replace(ZSK, status=Status.NOT_ROLLING)],
)
KEYS = signing_keys(ZONE, MASTER)
BERLIN = "Europe/Berlin"
CLIXML = "{http://schemas.microsoft.com/powershell/2004/04}"


def written(name: str, things: list[Thing], culture: Any = EN_US) -> str:
    """A file of that format, decoded by its mark."""
    stream = io.BytesIO()
    SNAPSHOTS[name](stream, things, BERLIN, culture)
    data = stream.getvalue()
    return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8")


def listed(shown: str) -> Iterator[dict[str, str]]:
    """The objects of a Format-List."""
    for block in re.split(r"(?:\r\n){2,}", shown.strip("\r\n")):
        yield dict(re.split(r" +: ", line, maxsplit=1) for line in block.split("\r\n"))


def test_a_list_of_keys() -> None:
    """Names are padded to one column; spans, times, null and truths print as on the screen."""
    shown = written("snapshot-list", KEYS)
    assert "\r\nKeyId                         : 96e2236a-4a4e-4a4e-8a4e-96e2236a4a4e\r\n" in shown
    ksk, zsk = listed(shown)
    assert ksk["ActiveKey"] == "{EA067E8E-0000-4000-8000-000000000001}"
    assert ksk["CurrentRolloverStatus"] == "KskWaitingForDSUpdate"
    assert ksk["NextRolloverTime"] == "3/27/2025 11:19:20 PM"
    assert ksk["RolloverPeriod"] == "755.00:00:00"
    assert ksk["InitialRolloverOffset"] == "00:00:00"
    assert ksk["StandbyKey"] == ""
    assert (ksk["KeyType"], zsk["KeyType"]) == ("KeySigningKey", "ZoneSigningKey")
    assert (zsk["IsRolloverEnabled"], zsk["RolloverPeriod"], zsk["NextRolloverTime"]) == ("False", "", "")
    assert ksk["PSComputerName"] == MASTER
    assert (
        next(listed(written("snapshot-list", signing_keys(ZONE, MASTER, remote=False))))["PSComputerName"]
        == ""
    )


def test_times_are_those_of_the_culture() -> None:
    """A list prints times as its culture does."""
    for culture, time in zip(
        CULTURES,
        ("3/27/2025 11:19:20 PM", "27/03/2025 23:19:20", "27.03.2025 23:19:20", "27/03/2025 23:19:20"),
        strict=False,
    ):
        assert next(listed(written("snapshot-list", KEYS, culture)))["NextRolloverTime"] == time
    assert "27.03.2025 23:19:20" in written("snapshot-csv", KEYS, DE_DE)


def test_settings_and_zones() -> None:
    """Settings tell who is key master and how long caches keep; zones tell which are signed."""
    (settings,) = listed(written("snapshot-list", [zone_settings(ZONE, MASTER)]))
    assert (settings["IsKeyMasterServer"], settings["KeyMasterServer"]) == ("True", MASTER)
    assert (settings["PropagationTime"], settings["DnsKeyRecordSetTTL"]) == ("2.00:00:00", "01:00:00")
    assert settings["DSRecordGenerationAlgorithm"] == "{Sha1, Sha256}"
    assert settings["EnableRfc5011KeyRollover"] == "True"
    other = zone_settings(ZONE, "ns2.corp.example")
    assert other.properties["IsKeyMasterServer"] is False
    unsigned = replace(ZONE, name="new.example", signed_since=None, servers=[MASTER])
    found = zones([ZONE, unsigned], MASTER)
    assert [(t.properties["ZoneName"], t.properties["IsSigned"]) for t in found] == [
        ("corp.example", True),
        ("new.example", False),
    ]
    assert len(zones([ZONE, unsigned], "ns2.corp.example")) == 1


def test_a_table_of_zones_is_the_real_one() -> None:
    """The columns stand where they stand in real output."""
    header, rule, row = written("snapshot-table", zones([ZONE], MASTER)).split("\r\n")[1:4]
    assert header == (
        "ZoneName                            ZoneType        IsAutoCreated   IsDsIntegrated  "
        "IsReverseLookupZone  IsSigned"
    )
    assert rule.replace("-", "").strip() == ""
    assert row.split() == ["corp.example", "Primary", "False", "True", "False", "True"]
    assert row.index("Primary") == header.index("ZoneType")


def test_a_table_of_keys() -> None:
    """Only some columns are shown, each as wide as it must be."""
    shown = written("snapshot-table", KEYS).split("\r\n")
    assert shown[1].split() == ["KeyId", "KeyType", "CurrentRolloverStatus", "NextRolloverTime"]
    assert shown[3].split()[:3] == [KSK.guid, "KeySigningKey", "KskWaitingForDSUpdate"]
    assert "RolloverPeriod" not in "".join(shown)


def test_csv() -> None:
    """All is quoted but null; lists are the name of their type."""
    shown = written("snapshot-csv", [zone_settings(ZONE, MASTER)])
    assert shown.startswith(
        "#TYPE Microsoft.Management.Infrastructure.CimInstance#root/Microsoft/Windows/DNS/"
    )
    header, row = list(csv.reader(io.StringIO(shown, newline="")))[1:]
    record = dict(zip(header, row, strict=True))
    assert record["PropagationTime"] == "2.00:00:00"
    assert record["DSRecordGenerationAlgorithm"] == "System.String[]"
    keys = list(csv.DictReader(io.StringIO(written("snapshot-csv", KEYS).partition("\r\n")[2], newline="")))
    assert [k["KeyLength"] for k in keys] == ["2048", "1024"]
    assert ",,," in written("snapshot-csv", KEYS)


@pytest.mark.parametrize("name", ["snapshot-json-5", "snapshot-json-7"])
def test_json(name: str) -> None:
    """Spans are objects, times ISO or milliseconds, one object is no list."""
    ksk, zsk = json.loads(written(name, KEYS))
    assert ksk["RolloverPeriod"]["Ticks"] == 755 * 864_000_000_000
    assert ksk["RolloverPeriod"]["Days"] == 755
    assert zsk["RolloverPeriod"] is None
    assert (ksk["KeyLength"], ksk["StoreKeysInAD"]) == (2048, True)
    right = "2025-03-27T23:19:20+01:00" if name.endswith("7") else "/Date(1743113960000)/"
    assert ksk["NextRolloverTime"] == right
    assert isinstance(json.loads(written(name, KEYS[:1])), dict)


def test_json_of_5_is_indented_by_its_names() -> None:
    """Windows PowerShell indents what is within a value to where the value begins."""
    stream = io.BytesIO()
    to_json.write(stream, [{"A": [{"B": 1}], "C": {}}], compress=False)
    assert stream.getvalue().decode("utf-16").split("\r\n") == [
        "{",
        '    "A":  [',
        "              {",
        '                  "B":  1',
        "              }",
        "          ],",
        '    "C":  {',
        "",
        "          }",
        "}",
        "",
    ]


def test_clixml() -> None:
    """Each property has its type; a type's name is written once and referred to; no id is given twice."""
    root = ElementTree.fromstring(written("snapshot-clixml", [*KEYS, zone_settings(ZONE, MASTER)]))
    first, second, settings = root
    named = {child.get("N"): child for child in first.find(f"{CLIXML}Props") or ()}
    assert (named["KeyId"].tag, named["KeyId"].text) == (f"{CLIXML}S", KSK.guid)
    assert (named["RolloverPeriod"].tag, named["RolloverPeriod"].text) == (f"{CLIXML}TS", "P755D")
    assert (named["NextRolloverTime"].tag, named["NextRolloverTime"].text) == (
        f"{CLIXML}DT",
        "2025-03-27T23:19:20+01:00",
    )
    assert named["StandbyKey"].tag == f"{CLIXML}Nil"
    assert (named["KeyLength"].tag, named["IsRolloverEnabled"].text) == (f"{CLIXML}U32", "true")
    assert second[0].tag == f"{CLIXML}TNRef"
    algorithms = settings.findall(f".//{CLIXML}Obj[@N='DSRecordGenerationAlgorithm']/{CLIXML}LST/{CLIXML}S")
    assert [s.text for s in algorithms] == ["Sha1", "Sha256"]
    ids = [e.get("RefId") for e in root.iter(f"{CLIXML}Obj")]
    assert len(ids) == len(set(ids))


@given(st.text(max_size=30))
def test_clixml_holds_any_text(value: str) -> None:
    """Control characters and what looks like an escape are escaped, and so come back."""
    stream = io.BytesIO()
    clixml.write(stream, [Thing("T", {"A": value})])
    found = ElementTree.fromstring(stream.getvalue().decode("utf-16")).findtext(f".//{CLIXML}S[@N='A']") or ""
    assert re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), found) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (timedelta(days=90), "90.00:00:00"),
        (timedelta(hours=1, minutes=2, seconds=3), "01:02:03"),
        (timedelta(0), "00:00:00"),
    ],
)
def test_spans(value: timedelta, shown: str) -> None:
    """Days stand before a point, only where there are any."""
    assert span(value) == text(value, EN_US, "UTC") == shown


def test_a_list_breaks_long_values() -> None:
    """A value too long for its line goes on below its own beginning; so do its own lines."""
    lines = list(format_list.lines([Thing("T", {"Long": "x" * 25 + "\r\ny", "B": 1})], width=17))
    assert lines[2:7] == ["Long : xxxxxxxxxx", "       xxxxxxxxxx", "       xxxxx", "       y", "B    : 1"]


def test_a_table_cuts_long_values() -> None:
    """What does not fit ends in three points, in one sign in PowerShell 7; numbers stand to the right."""
    thing = Thing("T", {"N": 7, "M": "abcdefghij"})
    columns = [Column("N", 3, right=True), Column("M", 6)]
    assert list(format_table.lines([thing], columns))[3] == "  7 abc..."
    assert list(format_table.lines([thing], columns, version=7))[3] == "  7 abcde…"
