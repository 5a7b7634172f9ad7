"""Settings over time, the parameters behind them, and the ranges that follow."""

from __future__ import annotations

import pytest

from analyzer.knowledge.timing import default_seconds, parameter, parameters, seconds
from analyzer.model import Action, Event, Snapshot
from analyzer.rollover import settings
from tests.rollover.histories import DAY, at, event, rebuilt

ZONE = {"key_guid": None}
ZSK = {"key_role": "ZSK", "key_guid": "z1"}


@pytest.mark.parametrize(
    ("text", "span"),
    [("7776000", 7776000), ("90.00:00:00", 7776000), ("01:00:00", 3600), ("0x2A300", 172800), ("auto", None)],
)
def test_spans_of_time_are_read_in_every_spelling(text: str, span: float | None) -> None:
    """Seconds in decimal and hex and .NET's time spans mean the same."""
    assert seconds(text) == span


def test_parameters_differ_by_role() -> None:
    """Microsoft's wizard rolls a KSK every 755 days and a ZSK every 90."""
    defaults = [
        getattr(parameter("rolloverperiod", role), "powershell_default", None) for role in ("KSK", "ZSK")
    ]
    assert [int(text or 0) / 86400 for text in defaults] == [755, 90]
    assert default_seconds("PropagationTime") == 172800
    assert parameter("NoSuchParameter") is None


def test_defaults_lie_within_their_ranges() -> None:
    """No default of a number contradicts the range beside it."""
    for known in parameters():
        for text in (known.protocol_default, known.powershell_default):
            if text.isdigit() and known.maximum is not None:
                assert (known.minimum or 0) <= float(text) <= known.maximum, known.name


def test_a_setting_holds_until_it_changes() -> None:
    """Each value has the event that told it first, and ends where another value is told."""
    told = [
        event(
            Action.ZONE_SIGNED, at(1), detail={"PropagationTime": "172800", "NSec3Iterations": "50"}, **ZONE
        ),
        event(Action.ZONE_RESIGNED, at(5), detail={"PropagationTime": "2.00:00:00"}, **ZONE),
        event(Action.ZONE_RESIGNED, at(9), detail={"PropagationTime": "3600"}, **ZONE),
    ]
    found = [(s.parameter, s.value, s.since, s.until) for s in settings(told, [])]
    assert found == [
        ("NSec3Iterations", "50", at(1), None),
        ("PropagationTime", "172800", at(1), at(9)),
        ("PropagationTime", "3600", at(9), None),
    ]


def test_what_a_roll_changes_is_no_setting() -> None:
    """Pointers, status and times of rollovers change by themselves."""
    detail = {
        "RolloverPeriod": "7776000",
        "CurrentRolloverStatus": "3",
        "ActiveKey": "{A}",
        "NextRolloverTime": "x",
    }
    (found,) = settings([event(Action.KEY_ADDED, at(1), detail=detail, **ZSK)], [])
    assert (found.parameter, found.key_guid, found.key_role) == ("RolloverPeriod", "z1", "ZSK")


@pytest.mark.parametrize("last", [Action.ZONE_UNSIGNED, Action.ZONE_DELETED, Action.KEY_DELETED])
def test_settings_end_with_their_key_and_zone(last: Action) -> None:
    """A key that is gone has no settings any more."""
    told = [
        event(Action.KEY_ADDED, at(1), detail={"RolloverPeriod": "7776000"}, **ZSK),
        event(last, at(4), **(ZSK if last is Action.KEY_DELETED else ZONE)),
    ]
    assert [s.until for s in settings(told, [])] == [at(4)]


def test_snapshots_are_settings_too() -> None:
    """An export of a key tells what held when it was made, or at least that it held."""
    fields = {
        "KeyId": "Z1",
        "KeyType": "ZoneSigningKey",
        "RolloverPeriod": "90.00:00:00",
        "ZoneName": "A.example.",
    }
    dated = Snapshot("k.txt", "line:1", "key", "ns1", None, at(2), fields)
    undated = Snapshot("k.txt", "line:1", "key", "ns1", None, None, fields)
    (one,) = settings([], [dated])
    (other,) = settings([], [undated])
    assert (one.zone, one.key_guid, one.key_role, one.value) == ("a.example", "z1", "ZSK", "7776000")
    assert (one.since, other.since, one.source) == (at(2), None, "k.txt#line:1")


def zsk_roll(start: float, hours: float) -> list[Event]:
    """A completed roll of the ZSK."""
    end = at(start) + hours / 24 * DAY
    return [event(Action.STARTED, at(start), **ZSK), event(Action.COMPLETED, end, **ZSK)]


def test_logged_settings_make_the_expected_range() -> None:
    """W1 + W2 of RFC 7583, with PropagationTime only at the upper end, for that it counts is inferred."""
    signed = event(
        Action.ZONE_SIGNED, at(0.5), detail={"DnsKeyRecordSetTtl": "7200", "PropagationTime": "3600"}, **ZONE
    )
    told = [signed, *zsk_roll(1, 5)]
    (found,) = rebuilt(told, at(9), settings=settings(told, []))
    assert (found.expected_min_s, found.expected_max_s) == (3600 + 7200, 7200 + 3600 + 86400 + 3600)
    assert found.expected_source
    assert "DnsKeyRecordSetTtl 7200 s" in found.expected_source
    assert "assumed" in found.expected_source


def test_without_settings_three_completed_rolls_teach_the_range() -> None:
    """The lengths of earlier rolls of the zone and role, a tenth wider."""
    told = [e for start in (1, 31, 61) for e in zsk_roll(start, 10)]
    found = rebuilt(told, at(90))
    assert [r.expected_min_s for r in found] == pytest.approx([32400] * 3)
    assert [r.expected_max_s for r in found] == pytest.approx([39600] * 3)
    assert all(r.expected_source and "learnt from 3 completed" in r.expected_source for r in found)


def test_without_either_the_defaults_make_the_range() -> None:
    """Two waits of at least an hour each, and at most with the default PropagationTime of two days."""
    (found,) = rebuilt(zsk_roll(1, 5), at(9))
    assert (found.expected_min_s, found.expected_max_s) == (7200, 3600 + 86400 + 2 * 172800)
    assert found.expected_source
    assert "defaults" in found.expected_source


def test_a_ksk_range_leaves_the_ds_out() -> None:
    """People, not the server, decide how long the DS takes, and the source says so."""
    (found,) = rebuilt([event(Action.STARTED, at(1), key_role="KSK")], at(2))
    assert found.expected_source
    assert "no bound" in found.expected_source


def test_a_key_of_unknown_role_has_no_range() -> None:
    """Nothing is expected of a key that may be either."""
    (found,) = rebuilt([event(Action.STARTED, at(1))], at(2))
    assert (found.key_role, found.expected_min_s, found.expected_source) == (None, None, None)
