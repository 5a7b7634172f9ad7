"""One event from two copies is one event, and a retry is another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import once
from analyzer.knowledge import CLASSIC_CHANNEL
from analyzer.model import Action, Detection, Event

TIME = datetime(2025, 3, 27, 8, 19, 20, 219123, tzinfo=UTC)
ORIGINAL = Event(
    time=TIME,
    time_basis="utc",
    host="ns1.corp.example",
    server="ns1.corp.example",
    zone="corp.example",
    key_guid="60901e33-ad11-429b-bbc8-0234171931c0",
    key_role=None,
    action=Action.FAILED,
    operation=None,
    outcome=None,
    actor=None,
    session=None,
    provider="Microsoft-Windows-DNS-Server-Service",
    channel=CLASSIC_CHANNEL,
    event_id=7671,
    record_id=17,
    path="a.evtx",
    position="c0+0x200",
)
SECOND = {"time": TIME.replace(microsecond=0), "time_basis": "assumed"}
VIEWER: dict[str, Any] = SECOND | {
    "record_id": None,
    "host": "",
    "server": None,
    "path": "b.csv",
    "position": "event:1",
}
"""What Event Viewer's CSV leaves: no host, no record id, whole seconds."""


def detection(event: Event, code: int, name: str) -> Detection:
    """A code seen in an event."""
    return Detection(
        id=name, time=event.time, time_basis="utc", host=event.host, server=None, zone=None, key_guid=None,
        key_role=None, code=code, name=name, form="binary-dword", confidence="high", provider=event.provider,
        channel=event.channel, event_id=event.event_id, record_id=event.record_id, actor=None,
        path=event.path, position=event.position,
    )  # fmt: skip


CODED = replace(ORIGINAL, detections=(detection(ORIGINAL, 9116, "DNS_ERROR_ROLLOVER_IN_PROGRESS"),))


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "b.json", "time": TIME.replace(microsecond=219000)},
        {"path": "b.xml"},
        VIEWER,
        VIEWER | {"channel": ""},
        VIEWER | {"provider": "DNS"},
        VIEWER | {"channel": "DNS debug log", "provider": "DNS debug log", "path": "dns.log"},
        VIEWER | {"host": "ns1", "key_guid": None},
        VIEWER | {"record_id": 17},
        SECOND | {"path": "b.csv", "time": TIME.replace(microsecond=0) + timedelta(hours=2)},
    ],
)
def test_a_copy_is_no_event(changes: dict[str, Any]) -> None:
    """Coarser times, lost hosts, channels, keys, codes, a wrong zone of a known record: one event."""
    events, doubled = once([replace(ORIGINAL, **changes), CODED])
    assert events == (CODED,)
    assert doubled == Counter({changes["path"]: 1})


@pytest.mark.parametrize(
    "changes",
    [
        {"record_id": 18},
        {"path": "b.evtx", "record_id": 18},
        {"path": "b.evtx", "time": TIME + timedelta(seconds=1)},
        {"path": "b.evtx", "host": "ns2.corp.example"},
        VIEWER | {"zone": "other.example"},
        VIEWER | {"event_id": 7672},
        VIEWER | {"host": "ns2"},
        VIEWER | {"channel": "System"},
        VIEWER | {"time": TIME.replace(microsecond=0) + timedelta(hours=1)},
        VIEWER | {"detections": (detection(ORIGINAL, 9120, "DNS_ERROR_ROLLOVER_ALREADY_QUEUED"),)},
    ],
)
def test_another_event_is_another(changes: dict[str, Any]) -> None:
    """What contradicts in anything that both tell is not the same."""
    events, doubled = once([CODED, replace(CODED, **changes)])
    assert len(events) == 2
    assert not doubled


def test_a_retry_in_the_same_second_is_not_swallowed() -> None:
    """Two equal events in a file are two; their copies in another are none, a third in it is one more."""
    retry = replace(ORIGINAL, record_id=18, time=TIME + timedelta(milliseconds=300))
    copies = [replace(ORIGINAL, **VIEWER | {"position": f"event:{n}"}) for n in (1, 2, 3)]
    assert once([ORIGINAL, retry, *copies[:1]])[0] == (ORIGINAL, retry)
    assert once([ORIGINAL, retry, *copies[:2]]) == ((ORIGINAL, retry), Counter({"b.csv": 2}))
    assert once([ORIGINAL, retry, *copies]) == ((copies[2], ORIGINAL, retry), Counter({"b.csv": 2}))


def test_a_copied_text_is_a_copy_line_by_line() -> None:
    """Of logs without ids the same line is the same; another line with the same text is a retry."""
    line = replace(ORIGINAL, **VIEWER | {"event_id": 0, "channel": "script log", "position": "line:7"})
    copy, other = replace(line, path="c.log"), replace(line, path="c.log", position="line:8")
    assert once([line, copy]) == ((line,), Counter({"c.log": 1}))
    assert len(once([line, copy, other])[0]) == 2


CHOICES = st.lists(
    st.builds(
        lambda **changes: changes,
        path=st.sampled_from(["a.evtx", "b.csv", "c.json"]),
        zone=st.sampled_from(["corp.example", "other.example"]),
        record_id=st.sampled_from([None, 17, 18]),
        host=st.sampled_from(["", "ns1.corp.example", "ns1"]),
        time=st.sampled_from([TIME, TIME.replace(microsecond=0), TIME + timedelta(seconds=1)]),
    ),
    max_size=8,
)


def made(changes: list[dict[str, Any]]) -> list[Event]:
    """Events, each with a place of its own."""
    return [replace(ORIGINAL, **c, position=f"event:{n}") for n, c in enumerate(changes, 1)]


@given(CHOICES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(changes: list[dict[str, Any]], random: Any) -> None:
    """The same events in another order are the same events."""
    events = made(changes)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert once(shuffled) == once(events)


@given(CHOICES)
def test_nothing_comes_from_nowhere(changes: list[dict[str, Any]]) -> None:
    """What is kept was given, and what was not kept is counted."""
    events = made(changes)
    kept, doubled = once(events)
    assert set(map(id, kept)) <= set(map(id, events))
    assert len(kept) + doubled.total() == len(events)


@given(CHOICES)
def test_a_whole_copy_doubles_nothing(changes: list[dict[str, Any]]) -> None:
    """All events as Event Viewer's CSV would have them, beside themselves, add none."""
    events = [
        replace(e, path="a.evtx", host="ns1.corp.example", record_id=n) for n, e in enumerate(made(changes))
    ]
    copies = [
        replace(e, **VIEWER | {"zone": e.zone, "time": e.time.replace(microsecond=0), "position": e.position})
        for e in events
    ]
    assert once([*copies, *events])[0] == once(events)[0]
