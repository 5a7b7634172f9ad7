"""Small histories for forecasts: the KSK `k1` and the ZSK `z1` of `a.example`, in days from the start."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.forecast import Facts, facts
from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.model import Action, Event, Snapshot
from analyzer.reading import Reading
from analyzer.sources.made_up import MADE_UP
from tests.rollover.histories import START, at, dns_logs, event, stage, stretch

__all__ = ["MADE_UP", "at", "event", "known", "roll", "settings"]


def roll(key: str, start: float, end: float | None, *, by_hand: bool = False) -> list[Event]:
    """The events of one roll, which goes on where it has no end; a KSK waits for its DS."""
    role = "KSK" if key.startswith("k") else "ZSK"
    told = [event(Action.STARTED, at(start), key_guid=key, key_role=role)]
    if by_hand:
        told.append(event(Action.TRIGGERED, at(start - 0.001), key_guid=key, key_role=role))
    if role == "KSK":
        told.append(stage(5, at(start + 0.01), key_guid=key, key_role=role))
    if end is not None:
        told.append(event(Action.COMPLETED, at(end), key_guid=key, key_role=role))
    return told


def settings(key: str, time: float, **values: object) -> Event:
    """A change of a key (570) that tells settings."""
    role = "KSK" if key.startswith("k") else "ZSK"
    detail = {name: str(value) for name, value in values.items()}
    return event(Action.KEY_MODIFIED, at(time), key_guid=key, key_role=role, detail=detail)


def known(events: Iterable[Event], end: float, snapshots: tuple[Snapshot, ...] = ()) -> Facts:
    """What the events tell, with both logs of `ns1` complete from the start to a day."""
    told = tuple(sorted(events, key=lambda e: e.time))
    # What happens at the very end keeps the log alive.
    logs = (*dns_logs(START, at(end)), stretch(AUDIT_CHANNEL, at(end), at(end)))
    found = facts(Reading(told, (), logs, snapshots, (), (), {}))
    assert found
    return found
