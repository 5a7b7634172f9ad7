"""Classic events in the DNS debug log: their texts without ids, known by the patterns of the messages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from analyzer.events.dns import interpret_classic
from analyzer.knowledge import EventKind, event_kinds, squeezed
from analyzer.model import Event, Record


def interpret_debug(record: Record) -> Event | None:
    """The event whose message the text is, under the classic event's id; None where no pattern fits.

    The patterns are English; events of which no distinctive text is known are not found.
    """
    text = squeezed(record.message or "")
    kind = next((kind for kind, pattern in _patterns() if pattern.search(text)), None)
    return interpret_classic(replace(record, event_id=kind.event_id)) if kind else None


@cache
def _patterns() -> tuple[tuple[EventKind, re.Pattern[str]], ...]:
    classic = (k for k in event_kinds() if k.log == "classic" and k.message)
    return tuple((kind, re.compile(kind.message)) for kind in classic)
