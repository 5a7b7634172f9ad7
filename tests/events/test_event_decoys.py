"""What looks like the error and is none makes no detection, in whatever log it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import interpret
from analyzer.knowledge import channels
from analyzer.model import Record
from tests.events.record_makers import (
    AUDIT,
    CLASSIC,
    GUID,
    INVOKE,
    OLD_POWERSHELL,
    POWERSHELL,
    POWERSHELL_7,
    SECURITY,
    TASKS,
    WMI,
    context,
    details,
    event_of,
    record,
)

NUMBERS = st.integers(9001, 9999)
LURE = f"WIN32 9116,{INVOKE}; 0x8007239C; DNS_ERROR_ROLLOVER_IN_PROGRESS; error code 9116"


def detections(*given: object, **more: object) -> tuple[object, ...]:
    """The detections that a record makes."""
    event = event_of(*given, **more)
    return event.detections if event else ()


@given(number=NUMBERS, event_id=st.sampled_from([513, 514, 525, 528, 529, 531, 541, 569, 570, 571, 572]))
def test_numbers_and_names_in_the_audit_channel_are_no_codes(number: int, event_id: int) -> None:
    """Zones, settings, TTLs, periods, key tags and process ids with a code's digits."""
    names = (
        "Zone Type GUID KskOrZsk Setting NewValue RolloverPeriod DnsKeyRecordSetTtl KeyLength PropagationTime"
    )
    fields = dict.fromkeys(names.split(), str(number)) | {"Zone": f"{number}.example"}
    assert not detections(AUDIT, event_id, fields, process_id=number, record_id=number)


@given(number=NUMBERS, event_id=st.sampled_from([3150, 5504, 6004, 6522, 7062, 7669, 7670, 7673, 784, 785]))
def test_serials_zones_and_packets_in_the_classic_channel_are_no_codes(number: int, event_id: int) -> None:
    """3150's first value is a serial; a packet may begin with any number."""
    fields = {"param1": str(number), "param2": f"{number}.example", "param3": str(number)}
    packet = number.to_bytes(4, "little")
    assert not detections(CLASSIC, event_id, fields, binary=packet, process_id=number)


@pytest.mark.parametrize("log", [POWERSHELL, POWERSHELL_7])
@pytest.mark.parametrize("event_id", [4103, 4104])
def test_texts_with_the_message_are_no_codes(log: tuple[str, str], event_id: int) -> None:
    """Scripts and parameters that speak of the error did not meet it."""
    payload = details("Write-Output", InputObject=LURE) + details(INVOKE, ZoneName="9116.example")
    fields = {
        "ContextInfo": context(Host_Application=f'powershell.exe -Command "{LURE}"', Script_Name="9116.ps1"),
        "UserData": LURE,
        "Payload": payload,
    }
    script = {
        "MessageNumber": "1",
        "MessageTotal": "1",
        "ScriptBlockText": LURE,
        "ScriptBlockId": GUID,
        "Path": "",
    }
    given = fields if event_id == 4103 else script
    event = event_of(log, event_id, given, process_id=9116)
    assert event is not None
    assert event.detections == ()
    assert event.sightings


@given(number=NUMBERS)
def test_process_ids_and_names_of_programs_are_no_codes(number: int) -> None:
    """Process ids, ports and file names in the logs of programs."""
    subject = {"SubjectUserName": str(number), "SubjectDomainName": "CORP"}
    path = rf"C:\Windows\System32\robocopy.exe /log:{number}.txt /port {number}"
    for log, event_id, fields in (
        (TASKS, 129, {"TaskName": rf"\{number}", "Path": path, "ProcessID": str(number)}),
        (TASKS, 201, {"TaskName": rf"\{number}", "ResultCode": "0", "EnginePID": str(number)}),
        (
            SECURITY,
            4688,
            subject | {"NewProcessId": hex(number), "NewProcessName": path, "CommandLine": path},
        ),
        (SECURITY, 4689, subject | {"Status": "0x0", "ProcessId": hex(number), "ProcessName": "dnscmd.exe"}),
        (
            WMI,
            5858,
            {"ClientProcessId": str(number), "ResultCode": "0x80041032", "Operation": rf"root\dns {number}"},
        ),
        (OLD_POWERSHELL, 800, {"param1": str(number), "param2": str(number), "param3": str(number)}),
    ):
        assert not detections(log, event_id, fields, process_id=number, record_id=number)


@given(
    log=st.sampled_from([(c.channel, c.provider) for c in channels()]),
    event_id=st.integers(0, 10000),
    fields=st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=4),
    message=st.none() | st.text(max_size=100),
    binary=st.none() | st.binary(max_size=8),
)
def test_any_record_is_read(
    log: tuple[str, str], event_id: int, fields: dict[str, str], message: str | None, binary: bytes | None
) -> None:
    """No record breaks an interpreter; its event is about that record."""
    given = record(log, event_id, fields, message=message, binary=binary)
    for event in interpret([given]):
        assert (event.time, event.channel, event.event_id) == (given.time, given.channel, given.event_id)
        assert (event.record_id, event.path, event.position) == (given.record_id, given.path, given.position)


@pytest.mark.parametrize(
    "log",
    [
        ("Microsoft-Windows-DSC/Operational", "Microsoft-Windows-DSC"),
        ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"),
        ("Microsoft-Windows-DNS-Client/Operational", "Microsoft-Windows-DNS-Client"),
        ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-DSC"),
    ],
)
@pytest.mark.parametrize("event_id", [22, 4100, 4103, 4104, 3008])
def test_other_providers_are_not_read(log: tuple[str, str], event_id: int) -> None:
    """Other providers use the same ids, and the client's log the same numbers."""
    given: Record = record(log, event_id, {"QueryStatus": "9116", "Payload": LURE, "Message": LURE})
    assert list(interpret([given])) == []
