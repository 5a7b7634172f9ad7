"""Which events make one roll, rule by rule, through `rebuild`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action
from tests.rollover.histories import HOUR, at, classic, dns_logs, event, rebuilt, stage, stretch

ZSK = {"key_role": "ZSK", "key_guid": "z1"}
KSK = {"key_role": "KSK", "key_guid": "k1"}


def test_a_logged_roll_has_observed_edges() -> None:
    """Start and end are the audit events' own times, and every event of the roll is its evidence."""
    told = [
        event(Action.STARTED, at(1) + timedelta(milliseconds=300), **ZSK),
        classic(Action.STARTED, at(1) + timedelta(milliseconds=300), **ZSK),
        stage(3, at(1), **ZSK),
        stage(4, at(3), **ZSK),
        event(Action.COMPLETED, at(5) + timedelta(milliseconds=300), **ZSK),
        classic(Action.COMPLETED, at(5) + timedelta(milliseconds=300), **ZSK),
    ]
    (found,) = rebuilt(told, at(10))
    assert (found.start, found.start_basis) == (told[0].time, "observed")
    assert (found.end, found.end_basis, found.outcome) == (told[4].time, "observed", "completed")
    assert [s.name for s in found.stages] == ["ZskWaitingForDnsKeyTtl", "ZskWaitingForMaxZoneTtl"]
    assert set(found.evidence) == {f"{e.path}#{e.position}" for e in told}


def test_two_servers_and_channels_tell_of_one_roll() -> None:
    """A window belongs to zone and key, whoever logs it, up to clock skew."""
    told = [
        event(Action.STARTED, at(1), **ZSK),
        event(Action.STARTED, at(1) + timedelta(minutes=3), host="ns2", **ZSK),
        classic(Action.COMPLETED, at(4), **ZSK),
        event(Action.COMPLETED, at(4) + timedelta(minutes=1), host="ns2", **ZSK),
    ]
    (found,) = rebuilt(told, at(10))
    assert found.servers == ("ns1", "ns2")


@pytest.mark.parametrize(
    ("last", "outcome"), [(Action.COMPLETED, "completed"), (Action.FAILED, "failed"), (None, "open")]
)
def test_outcome_follows_the_end(last: Action | None, outcome: str) -> None:
    """529 completes, 7671 fails, and nothing leaves it open at the time of judgement."""
    told = [made(Action.STARTED, at(1), **ZSK) for made in (event, classic)]
    told += [classic(last, at(2), **ZSK)] if last else []
    (found,) = rebuilt(told, at(3), logs=dns_logs(at(0), at(5)))
    assert found.outcome == outcome
    if last is None:
        assert (found.end, found.end_basis, found.end_min, found.end_max) == (None, "censored", at(3), None)


def test_a_forced_step_makes_it_forced() -> None:
    """A KSK that completes after 533 was forced past the wait for its DS."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        stage(5, at(1), **KSK),
        event(Action.STEPPED, at(6), **KSK),
        event(Action.COMPLETED, at(7), **KSK),
    ]
    (found,) = rebuilt(told, at(10))
    assert found.outcome == "forced"
    assert [(s.name, s.basis) for s in found.stages] == [
        ("KskWaitingForDSUpdate", "observed"),
        ("KskWaitingForDSTtl", "derived"),
    ]


def test_a_transient_error_leaves_it_open() -> None:
    """7672 is no end."""
    told = [event(Action.STARTED, at(1), **ZSK), classic(Action.TRANSIENT_ERROR, at(2), **ZSK)]
    (found,) = rebuilt(told, at(3))
    assert found.outcome == "open"


@pytest.mark.parametrize("action", [Action.ZONE_UNSIGNED, Action.ZONE_DELETED, Action.KEY_DELETED])
def test_a_void_roll_is_aborted(action: Action) -> None:
    """526, 513 and 571 end a roll that could not have ended before unseen."""
    key = KSK if action is Action.KEY_DELETED else {"key_guid": None}
    told = [event(Action.STARTED, at(1), **KSK), event(action, at(2), **key)]
    (found,) = rebuilt(told, at(3))
    assert (found.outcome, found.end, found.end_basis) == ("aborted", at(2), "observed")


def test_a_void_after_a_hole_is_no_known_outcome() -> None:
    """Where the end could have been lost before, nobody knows whether the roll was aborted."""
    told = [event(Action.STARTED, at(1), **ZSK), event(Action.ZONE_UNSIGNED, at(30), key_guid=None)]
    logs = [
        stretch(AUDIT_CHANNEL, at(0), at(2), first_id=1, last_id=5),
        stretch(AUDIT_CHANNEL, at(29), at(40), first_id=9, last_id=20),
    ]
    (found,) = rebuilt(told, at(40), logs)
    assert (found.outcome, found.end_basis) == ("unknown", "assumed")
    assert found.end_min
    assert found.end_max
    assert at(1) < found.end_min < found.end_max < at(29.1)


def test_a_copy_of_the_zone_deleted_elsewhere_ends_nothing() -> None:
    """513 on a server that never told of the key is about a copy."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.ZONE_DELETED, at(2), key_guid=None, host="ns9"),
    ]
    (found,) = rebuilt(told, at(3))
    assert found.outcome == "open"


@pytest.mark.parametrize(("new_keys", "outcome"), [("1", "aborted"), ("0", "open")])
def test_a_seize_with_new_keys_voids_the_old(new_keys: str, outcome: str) -> None:
    """568 ends rolls only where the role was seized and new keys were made."""
    seized = {"SeizedOrTransfered": "seized", "WithNewKeys": new_keys}
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.KEY_MASTER_MOVED, at(2), key_guid=None, detail=seized),
    ]
    (found,) = rebuilt(told, at(3))
    assert found.outcome == outcome


def test_a_move_of_the_key_master_continues_the_window() -> None:
    """A roll begun on one server and ended on another is one."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        classic(Action.KEY_MASTER_GAINED, at(2), host="ns2", key_guid=None, detail={"old_key_master": "ns1"}),
        event(Action.COMPLETED, at(3), host="ns2", **KSK),
    ]
    (found,) = rebuilt(told, at(5), logs=[*dns_logs(at(0), at(5)), *dns_logs(at(0), at(5), "ns2")])
    assert (found.servers, found.outcome) == (("ns1", "ns2"), "completed")
    assert [d.kind for d in found.diagnoses] == ["interrupted"]


def test_a_left_truncated_roll_is_kept() -> None:
    """A log that starts inside a roll bounds its start by its own first record."""
    told = [stage(4, at(12), **ZSK), event(Action.COMPLETED, at(13), **ZSK)]
    (found,) = rebuilt(told, at(20), logs=dns_logs(at(11), at(20)))
    assert (found.start, found.start_basis, found.start_min) == (None, "censored", None)
    assert found.start_max == at(11) + timedelta(seconds=1)
    assert found.outcome == "completed"


def test_a_first_stage_tells_of_a_lost_start() -> None:
    """A roll enters its first wait as it starts, so that stage dates a lost start."""
    told = [stage(3, at(2), **ZSK), event(Action.COMPLETED, at(4), **ZSK)]
    (found,) = rebuilt(told, at(9))
    assert (found.start, found.start_basis) == (at(2), "derived")


def test_a_new_start_closes_a_roll_whose_end_was_lost() -> None:
    """One key rolls once at a time."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.STARTED, at(50), **KSK),
        event(Action.COMPLETED, at(55), **KSK),
    ]
    first, second = rebuilt(told, at(60), logs=[])
    assert (first.outcome, first.end, first.end_basis) == ("unknown", None, "derived")
    assert first.end_min == at(1)
    assert first.end_max == at(50) + timedelta(seconds=1)
    assert second.outcome == "completed"


def test_another_keys_start_bounds_a_lost_end() -> None:
    """One key of a zone rolls at a time, so the next key's start comes after the end."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.STARTED, at(20), **ZSK),
        event(Action.COMPLETED, at(22), **ZSK),
    ]
    found = {r.key_guid: r for r in rebuilt(told, at(60), logs=[])}
    assert found["k1"].end_max == at(20) + timedelta(seconds=1)
    assert found["k1"].outcome == "unknown"


def test_keys_of_servers_that_share_nothing_do_not_exclude_each_other() -> None:
    """An inner and an outer zone of one name may roll at once."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.STARTED, at(2), host="outer", **ZSK),
        event(Action.COMPLETED, at(4), host="outer", **ZSK),
        event(Action.COMPLETED, at(5), **KSK),
    ]
    found = rebuilt(told, at(9), logs=[])
    assert {r.outcome for r in found} == {"completed"}
    assert not any(r.diagnoses for r in found)


def test_a_step_back_is_a_new_roll() -> None:
    """A first stage after a second one belongs to another roll, whose start was lost like the end before."""
    told = [
        event(Action.STARTED, at(1), **ZSK),
        stage(4, at(3), **ZSK),
        stage(3, at(40), **ZSK),
        event(Action.COMPLETED, at(44), **ZSK),
    ]
    first, second = rebuilt(told, at(60), logs=[])
    assert (first.start, first.outcome) == (at(1), "unknown")
    assert (second.start, second.start_basis, second.outcome) == (at(40), "derived", "completed")


def test_a_roll_in_whose_middle_another_key_rolled_was_two() -> None:
    """With logs that could have lost an end and a start, one window over another is two."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.STARTED, at(30), **ZSK),
        event(Action.COMPLETED, at(34), **ZSK),
        event(Action.COMPLETED, at(90), **KSK),
    ]
    first, middle, second = rebuilt(told, at(100), logs=[])
    assert (first.key_guid, middle.key_guid, second.key_guid) == ("k1", "z1", "k1")
    assert first.end_max == at(30) + timedelta(seconds=1)
    assert second.start_min == at(34)
    assert not any(r.diagnoses for r in (first, middle, second))


def test_the_same_with_whole_logs_is_an_overlap() -> None:
    """Where nothing could have been lost, two keys at once are a diagnosis."""
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.STARTED, at(30), **ZSK),
        event(Action.COMPLETED, at(34), **ZSK),
        event(Action.COMPLETED, at(90), **KSK),
    ]
    ksk, zsk = rebuilt(told, at(100))
    assert [d.kind for d in zsk.diagnoses] == ["overlapping"]
    assert "overlapping" not in [d.kind for d in ksk.diagnoses]


def test_queued_keys_that_follow_within_skew_do_not_overlap() -> None:
    """The next key starts as the last one ends, and whole seconds may put it first."""
    end = at(5) + timedelta(milliseconds=900)
    told = [
        event(Action.STARTED, at(1), **KSK),
        event(Action.COMPLETED, end, **KSK),
        classic(Action.STARTED, end, **ZSK),
        event(Action.COMPLETED, at(9), **ZSK),
    ]
    assert not any(r.diagnoses for r in rebuilt(told, at(10)))


def test_last_rollover_time_dates_a_lost_end() -> None:
    """LastRolloverTime changes on success only, so it tells when and how a roll ended."""
    later = {"LastRolloverTime": at(5).isoformat(), "CurrentRolloverStatus": "NotRolling"}
    told = [event(Action.STARTED, at(1), **ZSK), event(Action.KEY_MODIFIED, at(20), detail=later, **ZSK)]
    (found,) = rebuilt(told, at(30), logs=[])
    assert (found.end, found.end_basis, found.outcome) == (at(5), "derived", "completed")


def test_an_idle_status_bounds_a_lost_end() -> None:
    """A key that is told not to roll has ended its roll."""
    idle = {"CurrentRolloverStatus": "0"}
    told = [event(Action.STARTED, at(1), **KSK), event(Action.KEY_MODIFIED, at(20), detail=idle, **KSK)]
    (found,) = rebuilt(told, at(30), logs=[])
    assert (found.outcome, found.end_max) == ("unknown", at(20) + timedelta(seconds=1))


def test_a_retired_key_has_completed_its_roll() -> None:
    """7673 removes a key after its last roll."""
    told = [event(Action.STARTED, at(1), **ZSK), classic(Action.RETIRED, at(6), **ZSK)]
    (found,) = rebuilt(told, at(30), logs=[])
    assert (found.outcome, found.end_basis) == ("completed", "derived")


def test_holes_make_an_open_roll_unknown() -> None:
    """An end that could have passed unseen is neither open nor known."""
    told = [event(Action.STARTED, at(1), **ZSK)]
    logs = [
        stretch(AUDIT_CHANNEL, at(0), at(2), first_id=1, last_id=5),
        stretch(AUDIT_CHANNEL, at(9), at(20), first_id=9, last_id=20),
    ]
    (found,) = rebuilt(told, at(20), logs)
    assert (found.outcome, found.end_basis, found.end_max) == ("unknown", "censored", None)
    assert found.end_min == at(2) - timedelta(seconds=1)
    assert not found.diagnoses


def test_a_short_silence_at_the_end_is_no_hole() -> None:
    """A log ends with its last record; two days later its key master is still believed."""
    told = [made(Action.STARTED, at(1), **KSK) for made in (event, classic)]
    logs = [stretch(channel, at(0), at(20), records=2000) for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL)]
    (near,) = rebuilt(told, at(21.5), logs)
    (far,) = rebuilt(told, at(50), logs)
    assert (near.outcome, near.end_min) == ("open", at(20))
    assert far.outcome == "unknown"


def test_a_trigger_that_waits_is_no_roll() -> None:
    """A key that was triggered and has not started is queued, not rolling."""
    told = [event(Action.STARTED, at(1), **KSK), event(Action.TRIGGERED, at(3), **ZSK)]
    assert [r.key_guid for r in rebuilt(told, at(4))] == ["k1"]


def test_a_trigger_before_another_tells_of_a_roll_in_between() -> None:
    """A key that can be triggered again has rolled since the last time."""
    told = [event(Action.TRIGGERED, at(1), **ZSK), event(Action.TRIGGERED, at(40), **ZSK)]
    (found,) = rebuilt(told, at(40) + HOUR, logs=[])
    assert (found.trigger, found.start, found.end, found.outcome) == ("manual", None, None, "unknown")
    assert found.start_min == at(1)
    assert found.end_max == at(40) + timedelta(seconds=1)


def test_fields_of_names_may_be_spelt_in_any_case() -> None:
    """Zones, keys and hosts are the same in any case, with braces and trailing dot."""
    told = [
        event(Action.STARTED, at(1), zone="A.Example.", key_guid="{K1}", host="NS1"),
        event(Action.COMPLETED, at(2)),
    ]
    (found,) = rebuilt(told, at(5))
    assert (found.zone, found.key_guid, found.servers, found.outcome) == (
        "a.example",
        "k1",
        ("ns1",),
        "completed",
    )
