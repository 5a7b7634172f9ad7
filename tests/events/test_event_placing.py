"""Times that a transcript does not tell, from other logs of the same process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.events import placed
from analyzer.model import Action, Event
from tests.events.record_makers import GUID, INVOKE, TIME, ZONE

CHANNEL = "Microsoft-Windows-PowerShell/Operational"
SHOWN = Event(
    time=TIME, time_basis="assumed", host="ops1", server="ns1", zone=ZONE, key_guid=GUID, key_role=None,
    action=Action.ATTEMPT, operation=INVOKE, outcome="failed", actor=None, session="pid:4711",
    provider="PowerShell transcript", channel="PowerShell transcript", event_id=0, record_id=None,
    path="t.txt", position="line:9",
    detail={"pid": "4711", "time_of": "session", "not_after": (TIME + timedelta(hours=1)).isoformat()},
)  # fmt: skip
LOGGED = replace(
    SHOWN,
    time=TIME + timedelta(minutes=7),
    time_basis="utc",
    channel=CHANNEL,
    event_id=4100,
    record_id=1,
    path="ps.evtx",
    detail={"pid": "4711"},
)


def times(*events: Event) -> list[int]:
    """Minutes after the start of the session, of what the transcript shows, by line."""
    shown = [e for e in placed(events) if not e.event_id]
    return [(e.time - TIME).seconds // 60 for e in sorted(shown, key=lambda e: e.position)]


def test_the_log_of_the_process_dates_its_tries() -> None:
    """The first failure shown is the first logged, the second the second; and whence is said."""
    again = replace(LOGGED, time=TIME + timedelta(minutes=9), record_id=2)
    more = replace(SHOWN, position="line:10")
    assert times(more, again, SHOWN, LOGGED) == [9, 7]
    (event,) = (e for e in placed([SHOWN, LOGGED]) if not e.event_id)
    assert (event.time_basis, event.detail["time_of"]) == ("utc", f"the same process in {CHANNEL}")


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "ops2"},
        {"detail": {"pid": "4712"}},
        {"detail": {}},
        {"zone": "other.example"},
        {"outcome": None},
        {"operation": "Step-DnsServerSigningKeyRollover"},
        {"time": TIME - timedelta(minutes=1)},
        {"time": TIME + timedelta(hours=2)},
    ],
)
def test_other_tries_date_nothing(changes: dict[str, object]) -> None:
    """What is another process's, another target's, or outside the session leaves the time as it is."""
    assert times(SHOWN, replace(LOGGED, **changes)) == [0]  # type: ignore[arg-type]


def test_another_number_of_tries_dates_nothing() -> None:
    """Where the log has more or fewer, nobody can tell which is which."""
    again = replace(LOGGED, time=TIME + timedelta(minutes=9), record_id=2)
    assert times(SHOWN, LOGGED, again) == [0]
    assert placed([LOGGED]) == (LOGGED,)


def test_a_log_with_too_many_does_not_stand_in_the_way() -> None:
    """One log that has as many is enough."""
    other = [replace(LOGGED, event_id=4103, record_id=n, time=TIME + timedelta(minutes=n)) for n in (20, 21)]
    assert times(SHOWN, LOGGED, *other) == [7]
