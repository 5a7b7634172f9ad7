"""Snapshots beside the logs: keys that they tell, and where server and logs disagree."""

from __future__ import annotations

from datetime import datetime

from analyzer.model import Action, Snapshot
from analyzer.rollover import coverage, disagreements, rebuild
from tests.rollover.histories import START, at, classic, dns_logs, event

ZSK = {"key_role": "ZSK", "key_guid": "z1"}
ROLLS = [
    made(action, at(day), **ZSK)
    for action, day in (
        (Action.STARTED, 1),
        (Action.COMPLETED, 5),
        (Action.STARTED, 20),
        (Action.COMPLETED, 24),
    )
    for made in (event, classic)
]
KNOWN = coverage(dns_logs(START, at(60)), [], ROLLS)


def shot(rolled: datetime | None, status: str = "NotRolling", **fields: str) -> Snapshot:
    """What Get-DnsServerSigningKey printed of the ZSK."""
    values = {
        "KeyId": "{Z1}",
        "KeyType": "ZoneSigningKey",
        "CurrentRolloverStatus": status,
        "LastRolloverTime": rolled.isoformat() if rolled else "",
        "ActiveKey": "{AAAA}",
        "NextKey": "{BBBB}",
        "StandbyKey": "",
    }
    return Snapshot("keys.json", "item:1", "key", None, "A.Example.", None, values | fields)


def test_a_roll_begins_with_the_keys_that_the_server_printed_before() -> None:
    """The snapshot is younger than the last roll it tells of, so it belongs to the next one."""
    first, second = rebuild(ROLLS, KNOWN, (), at(60), [shot(at(5))])
    assert (first.active_key, first.next_key) == (None, None)
    assert (second.active_key, second.next_key, second.standby_key) == ("aaaa", "bbbb", None)
    assert "keys.json#item:1" in second.evidence


def test_keys_printed_in_the_middle_of_a_roll_are_not_those_it_began_with() -> None:
    """While it rolls the pointers have moved already."""
    rolls = rebuild(ROLLS, KNOWN, (), at(60), [shot(at(5), "ZskWaitingForMaxZoneTtl")])
    assert [r.active_key for r in rolls] == [None, None]


def test_server_and_logs_that_agree_need_no_word() -> None:
    """Clocks aside, the server's last roll is one that the logs tell of."""
    rolls = rebuild(ROLLS, KNOWN, (), at(60))
    assert disagreements(rolls, [shot(at(5)), shot(at(24))], KNOWN) == ()


def test_a_roll_that_only_the_server_knows_is_shown_beside_what_the_logs_say() -> None:
    """Both are told, with the place of the snapshot."""
    rolls = rebuild(ROLLS, KNOWN, (), at(60))
    (said,) = disagreements(rolls, [shot(at(40))], KNOWN)
    assert "key z1 of a.example last rolled until 2025-02-10 00:00 UTC (keys.json#item:1)" in said
    assert "a rollover of it ended on 2025-01-25 00:00 UTC" in said


def test_where_the_logs_are_blind_there_is_no_disagreement() -> None:
    """A time that no log covers, or a time of unknown zone, contradicts nothing."""
    rolls = rebuild(ROLLS, KNOWN, (), at(60))
    assert disagreements(rolls, [shot(at(90)), shot(None)], KNOWN) == ()
    assert disagreements(rolls, [shot(at(40), LastRolloverTime="2/10/2025 1:00:00 AM")], KNOWN) == ()
