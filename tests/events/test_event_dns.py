"""Events of the two DNS channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge import EventKind, event_kinds
from analyzer.model import Action
from tests.events.record_makers import AUDIT, BRACED, CLASSIC, GUID, OTHER_GUID, TIME, ZONE, event_of, told

ADMIN = "S-1-5-21-4230534742-2542757381-3142984815-1111"


@pytest.mark.parametrize(
    ("event_id", "action", "operation"),
    [
        (528, Action.STARTED, None),
        (529, Action.COMPLETED, None),
        (530, Action.RETIRE_MARKED, "Set-DnsServerSigningKey"),
        (531, Action.TRIGGERED, "Invoke-DnsServerSigningKeyRollover"),
    ],
)
def test_an_audit_event_tells_action_key_and_actor(
    event_id: int, action: Action, operation: str | None
) -> None:
    """Zone, GUID and role come from fields, the actor from the record; only operations have outcomes."""
    event = told(AUDIT, event_id, {"Type": "KSK", "Zone": "Secure.Example.", "GUID": BRACED}, user=ADMIN)
    assert (event.action, event.operation) == (action, operation)
    assert (event.zone, event.key_guid, event.key_role) == (ZONE, GUID, "KSK")
    assert (event.actor, event.host, event.server) == (ADMIN, "ops.corp.example", "ops.corp.example")
    assert event.outcome == ("succeeded" if operation else None)
    assert not event.detections


def test_fields_without_names_are_read_in_the_order_of_the_table() -> None:
    """Exports that number the data tell the same."""
    event = told(AUDIT, 531, {"param1": "ZSK", "param2": BRACED, "param3": ZONE})
    assert (event.zone, event.key_guid, event.key_role) == (ZONE, GUID, "ZSK")


def test_a_message_alone_tells_the_same() -> None:
    """Text exports have only the rendered message."""
    text = f"Rollover was started on the type KSK with GUID {BRACED} of zone Test_Primary_Zone."
    event = told(AUDIT, 528, message=text)
    assert (event.zone, event.key_guid, event.key_role) == ("test_primary_zone", GUID, "KSK")


def test_settings_stand_in_the_detail_under_their_names() -> None:
    """Signing a zone and changing a key tell settings; the key master is a host's name."""
    signed = told(
        AUDIT, 525, {"Zone": ZONE, "PropagationTime": "172800", "KeyMasterServer": "DC1.Corp.example."}
    )
    assert signed.action is Action.ZONE_SIGNED
    assert signed.detail == {"PropagationTime": "172800", "KeyMasterServer": "dc1.corp.example"}
    changed = told(
        AUDIT,
        570,
        {"KskOrZsk": "ZSK", "GUID": BRACED, "Zone": ZONE, "RolloverPeriod": "7776000", "NextKey": OTHER_GUID},
    )
    assert (changed.action, changed.key_guid, changed.key_role) == (Action.KEY_MODIFIED, GUID, "ZSK")
    assert (changed.detail["RolloverPeriod"], changed.detail["NextKey"]) == ("7776000", OTHER_GUID)


def test_properties_are_read_out_of_a_message() -> None:
    """The settings in the message of a 525 are found where no data are left."""
    text = (
        f"The zone {ZONE} was signed with following properties: DenialOfExistence=NSec3; NSec3Iterations=50"
    )
    assert told(AUDIT, 525, message=text).detail == {"DenialOfExistence": "NSec3", "NSec3Iterations": "50"}


def test_a_seized_role_says_how_and_whether_with_new_keys() -> None:
    """Event 568 keeps both words, whatever they are."""
    fields = {"Zone": ZONE, "SeizedOrTransfered": "seized", "WithNewKeys": " New keys were generated."}
    event = told(AUDIT, 568, fields)
    assert event.action is Action.KEY_MASTER_MOVED
    assert event.detail == {"SeizedOrTransfered": "seized", "WithNewKeys": "New keys were generated."}


def test_only_logging_settings_change_logging() -> None:
    """Of event 541 only the settings of logging count as such; a value of 9116 is no code."""
    changed = told(AUDIT, 541, {"Setting": "EventLogLevel", "Scope": ".", "NewValue": "0"})
    assert (changed.action, changed.detail["NewValue"]) == (Action.LOGGING_CHANGED, "0")
    other = told(AUDIT, 541, {"Setting": "SocketPoolSize", "Scope": ".", "NewValue": "9116"})
    assert (other.action, other.detections) == (Action.OTHER, ())


@pytest.mark.parametrize(("event_id", "role"), [(784, "KSK"), (785, "ZSK")])
@pytest.mark.parametrize("stage", ["1", "QUEUED", "Queued"])
def test_a_stage_is_kept_and_named(event_id: int, role: str, stage: str) -> None:
    """784 and 785 keep the stage as printed, and its status."""
    event = told(CLASSIC, event_id, {"param1": BRACED, "param2": ZONE, "param3": stage})
    assert (event.action, event.zone, event.key_guid, event.key_role) == (Action.STAGE, ZONE, GUID, role)
    assert event.detail == {"stage": stage, "status": "Queued"}


def test_a_moved_key_master_is_named() -> None:
    """7648 names the new key master, 7649 the old one, as hosts."""
    lost = told(CLASSIC, 7648, {"param1": ZONE, "param2": "DC2.corp.example"})
    gained = told(CLASSIC, 7649, {"param1": ZONE, "param2": "DC1.corp.example."})
    assert (lost.action, lost.detail) == (Action.KEY_MASTER_LOST, {"new_key_master": "dc2.corp.example"})
    assert (gained.action, gained.detail) == (
        Action.KEY_MASTER_GAINED,
        {"old_key_master": "dc1.corp.example"},
    )


def test_a_notice_keeps_its_days() -> None:
    """7668 says in how many days a key will roll."""
    event = told(CLASSIC, 7668, {"param1": BRACED, "param2": ZONE, "param3": "75"})
    assert (event.action, event.key_guid, event.detail) == (Action.NOTICE, GUID, {"days": "75"})


def test_the_older_provider_of_the_classic_channel_is_read_alike() -> None:
    """Windows Server 2012 logs as `DNS`."""
    event = told(("DNS Server", "DNS"), 7669, {"param1": BRACED, "param2": ZONE})
    assert (event.action, event.key_guid, event.zone) == (Action.STARTED, GUID, ZONE)


@pytest.mark.parametrize("kind", [k for k in event_kinds() if k.log == "classic"], ids=lambda k: k.event_id)
def test_a_code_is_found_exactly_where_the_table_says(kind: EventKind) -> None:
    """Of an event whose Binary and every insert hold 9116, only the place of the table counts."""
    fields = {f"param{i}": "9116" for i in range(1, len(kind.fields) + 1)}
    event = told(CLASSIC, kind.event_id, fields, binary=bytes.fromhex("9C230000"))
    expected = {"binary": "binary-dword", "binary?": "binary-dword", "packet": None, "": None}
    form = expected.get(kind.code_in, "insert-decimal")
    assert [d.form for d in event.detections] == ([form] if form else [])
    assert [d.confidence for d in event.detections] == (
        [] if not form else ["low" if "?" in kind.code_in else "high"]
    )


def test_an_insert_that_is_not_the_code_is_none() -> None:
    """In a 7652 the second insert is the code; a zone called 9116 is not."""
    event = told(CLASSIC, 7652, {"param1": "9116", "param2": "0x2391"})
    assert [(d.code, d.form) for d in event.detections] == [(9105, "insert-hex")]
    assert event.zone == "9116"


def test_a_message_alone_still_shows_an_insert() -> None:
    """Where data are lost the message's number is found, in patterns and after error words."""
    text = f"An error while signing the zone {ZONE}. The error code during signing was 9116."
    assert [(d.code, d.form) for d in told(CLASSIC, 7652, message=text).detections] == [
        (9116, "insert-decimal")
    ]
    older = told(
        CLASSIC, 4521, message="The DNS server encountered error 9002 attempting to load zone a.example."
    )
    assert [d.code for d in older.detections] == [9002]


@given(
    st.binary(min_size=0, max_size=64),
    st.sampled_from([k.event_id for k in event_kinds() if k.code_in == "packet"]),
)
def test_a_packet_is_never_a_code(packet: bytes, event_id: int) -> None:
    """The Binary of a bad packet is not read, whatever is in it."""
    assert not told(CLASSIC, event_id, {"param1": "192.0.2.1"}, binary=packet).detections


def test_record_data_only_mention_a_code() -> None:
    """A TXT record with the message in it is a sighting."""
    fields = {"Type": "16", "NAME": "a", "TTL": "9116", "RDATA": "WIN32 9116,Invoke-X", "Zone": ZONE}
    event = told(AUDIT, 515, fields)
    assert not event.detections
    assert [(s.code, s.reason) for s in event.sightings] == [(9116, "record data")]


def test_unknown_events_and_providers_tell_nothing() -> None:
    """An id that no table has, and another provider in the same channel, make no event."""
    assert event_of(AUDIT, 532, {"Zone": ZONE}) is None
    assert event_of((AUDIT[0], "Microsoft-Windows-DSC"), 528, {"Zone": ZONE}) is None


def test_ids_of_detections_are_the_records_not_the_files() -> None:
    """A copy of a record in another file has the same id; another record another one."""
    one = told(CLASSIC, 404, {"param1": "10.0.0.1"}, binary=bytes.fromhex("41270000"))
    copy = told(CLASSIC, 404, {"param1": "10.0.0.1"}, binary=bytes.fromhex("41270000"), path="copy.xml")
    other = told(CLASSIC, 404, {"param1": "10.0.0.1"}, binary=bytes.fromhex("41270000"), record_id=43)
    ids = [e.detections[0].id for e in (one, copy, other)]
    assert ids[0] == ids[1] != ids[2]
    assert one.detections[0].time == TIME
