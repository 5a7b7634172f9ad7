"""Logs that somebody cleared: event 104 of any channel, 1102 of the security log."""

from __future__ import annotations

import re

from analyzer.events.evidence import make_event
from analyzer.events.fields import Fields
from analyzer.events.identity import account, actor_name
from analyzer.model import Action, Event, Record

_CLEARED = re.compile(r"\bThe (.{1,300}?) log file was cleared", re.IGNORECASE)


def interpret_clearing(record: Record) -> Event | None:
    """The event of a cleared log: which channel, and by whom."""
    data = Fields(record.fields)
    told = _CLEARED.search(record.message or "")
    channel = data.get("Channel") or (told[1] if told and record.event_id == 104 else None)
    if record.event_id == 1102:
        channel = record.channel
    if record.event_id not in (104, 1102) or channel is None:
        return None
    return make_event(
        record,
        action=Action.LOG_CLEARED,
        actor=account(data.get("SubjectDomainName"), data.get("SubjectUserName")) or actor_name(record.user),
        detail={"channel": channel},
    )
