"""What set a roll going: somebody (event 531), or the key's period.

A trigger puts a key into the queue of its zone, and a key at the head of the queue
rolls at once (MS-DNSP 3.1.1).  So a trigger lies shortly before the start, or while
other keys of the zone were rolling until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from analyzer.model import Trigger
from analyzer.rollover.edges import Edge, View
from analyzer.rollover.intervals import EVER
from analyzer.rollover.reconcile import TURN
from analyzer.rollover.signs import DOUBLE
from analyzer.rollover.windows import Draft

Window = tuple[Draft, Edge, Edge]


def triggers(windows: Sequence[Window], view: View) -> list[Trigger]:
    """The trigger of each window of a zone; windows are expected by time.

    `automatic` needs an audit log of the key master for all the time in which a trigger
    could have been given, and no 531 in it.
    """
    found: list[Trigger] = []
    busy_since, busy_until = EVER, EVER
    ended: dict[str, datetime] = {}
    for draft, start, end in windows:
        began = start.earliest or EVER
        idle = began > EVER and began - TURN > busy_until
        busy_since = began if idle else min(busy_since, began)
        asked = EVER if busy_since == EVER else busy_since - TURN
        found.append(_trigger(draft, start, max(asked, ended.get(draft.guid, EVER)), view))
        busy_until = max(busy_until, end.latest or view.as_of)
        ended[draft.guid] = end.earliest or EVER
    return found


def _heeded(draft: Draft, asked: datetime, view: View) -> bool:
    """Whether a roll followed its trigger at once, or other keys rolled in between."""
    return draft.first - asked <= TURN or bool(
        view.others.between(draft, asked - DOUBLE, draft.first + DOUBLE)
    )


def _trigger(draft: Draft, start: Edge, since: datetime, view: View) -> Trigger:
    if draft.trigger:
        return "manual" if _heeded(draft, draft.trigger.time, view) else "unknown"
    if start.time is None or view.sight.blind_audit(view.masters, since, start.time):
        return "unknown"
    return "automatic"
