"""Settings of keys and zones, in every export that is no text."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest

from analyzer.simulate.emit.powershell import Thing
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from tests.sources.shaped import read_bytes

CIM = "Microsoft.Management.Infrastructure.CimInstance#root/Microsoft/Windows/DNS/"
KEY = Thing(
    f"{CIM}DnsServerSigningKey",
    {
        "KeyId": "60901e33-ad11-429b-bbc8-0234171931c0",
        "IsRolloverEnabled": True,
        "ActiveKey": "{EA067E8E-AD11-429B-BBC8-0234171931C0}",
        "CurrentRolloverStatus": "NotRolling",
        "InitialRolloverOffset": timedelta(0),
        "KeyLength": 2048,
        "KeyType": "KeySigningKey",
        "LastRolloverTime": None,
        "NextRolloverTime": datetime(2025, 3, 27, 8, 19, 20, tzinfo=UTC),
        "RolloverPeriod": timedelta(days=755, hours=3),
        "ZoneName": "corp.example",
        "PSComputerName": "ns1",
    },
)
ZONE = Thing(
    f"{CIM}DnsServerDnsSecZoneSetting",
    {
        "ZoneName": "corp.example",
        "IsKeyMasterServer": True,
        "KeyMasterServer": "ns1.corp.example",
        "DenialOfExistence": "NSec3",
        "DSRecordGenerationAlgorithm": ("Sha1", "Sha256"),
        "NSec3UserSalt": "_x0041_<&>\r\n",
        "PropagationTime": timedelta(hours=1),
    },
)
LISTED = Thing(
    f"{CIM}DnsServerPrimaryZone",
    {"ZoneName": "corp.example", "ZoneType": "Primary", "IsDsIntegrated": True, "IsSigned": True},
)
PRINTED = {
    "KeyId": "60901e33-ad11-429b-bbc8-0234171931c0",
    "IsRolloverEnabled": "True",
    "ActiveKey": "{EA067E8E-AD11-429B-BBC8-0234171931C0}",
    "CurrentRolloverStatus": "NotRolling",
    "InitialRolloverOffset": "00:00:00",
    "KeyLength": "2048",
    "KeyType": "KeySigningKey",
    "LastRolloverTime": "",
    "RolloverPeriod": "755.03:00:00",
    "ZoneName": "corp.example",
    "PSComputerName": "ns1",
}
FORMATS = ["snapshot-csv", "snapshot-json-5", "snapshot-json-7", "snapshot-clixml"]


def exported(name: str, *things: Thing) -> bytes:
    """What PowerShell writes."""
    stream = io.BytesIO()
    SNAPSHOTS[name](stream, things, "UTC")  # type: ignore[call-arg]  # the culture has a default
    return stream.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_keys(name: str) -> None:
    """A key says whose it is, on which server; values are spelt as PowerShell prints them."""
    found = read_bytes(exported(name, KEY, KEY))
    assert (len(found.snapshots), found.losses) == (2, [])
    one = found.snapshots[0]
    assert (one.kind, one.host, one.zone, one.time, one.position) == (
        "key",
        "ns1",
        "corp.example",
        None,
        "event:1",
    )
    fields = dict(one.fields)
    assert fields.pop("NextRolloverTime")
    assert fields == PRINTED


@pytest.mark.parametrize("name", FORMATS)
def test_zones(name: str) -> None:
    """Settings of a zone are told from keys; Export-Csv alone loses what is a list."""
    (one,) = read_bytes(exported(name, ZONE)).snapshots
    assert (one.kind, one.host, one.zone) == ("zone", None, "corp.example")
    assert one.fields["PropagationTime"] == "01:00:00"
    assert one.fields["NSec3UserSalt"] == "_x0041_<&>\r\n"
    assert one.fields["DSRecordGenerationAlgorithm"] == ("" if name == "snapshot-csv" else "Sha1, Sha256")
    (listed,) = read_bytes(exported(name, LISTED)).snapshots
    assert (listed.kind, listed.fields["IsSigned"]) == ("zone", "True")


def test_clixml_with_a_document_type() -> None:
    """It is refused."""
    data = exported("snapshot-clixml", KEY).decode("utf-16").replace("<Objs", "<!DOCTYPE Objs []>\n<Objs", 1)
    found = read_bytes(data.encode("utf-16"))
    assert ([loss.kind for loss in found.losses], found.snapshots) == (["refused"], [])


def test_clixml_that_ends_too_early() -> None:
    """What is complete is read, and the rest is a loss."""
    data = exported("snapshot-clixml", KEY, KEY)
    found = read_bytes(data[: len(data) * 3 // 4])
    assert (len(found.snapshots), [loss.kind for loss in found.losses]) == (1, ["damaged"])


def test_clixml_nested_without_end() -> None:
    """Depth is bounded."""
    deep = (
        b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">' + b"<Obj>" * 500
    )
    assert [loss.kind for loss in read_bytes(deep).losses] == ["limit"]


def test_events_in_clixml() -> None:
    """Get-WinEvent's objects are events there too."""
    text = (
        '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">'
        '<Props><I32 N="Id">528</I32><S N="ProviderName">Microsoft-Windows-DNSServer</S><S N="LogName">'
        'Microsoft-Windows-DNSServer/Audit</S><I64 N="RecordId">447</I64><S N="MachineName">ns1</S>'
        '<DT N="TimeCreated">2025-03-27T09:19:20.219123+01:00</DT><Obj N="UserId" RefId="1">'
        '<ToString>S-1-5-18</ToString></Obj><Obj N="Properties" RefId="2"><LST><Obj RefId="3"><Props>'
        '<S N="Value">KSK</S></Props></Obj></LST></Obj></Props></Obj></Objs>'
    )
    (record,) = read_bytes(text.encode()).records
    assert (record.event_id, record.record_id, record.user) == (528, 447, "S-1-5-18")
    assert (record.fields, record.time_basis) == ({"param1": "KSK"}, "zone")
