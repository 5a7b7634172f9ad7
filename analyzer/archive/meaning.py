"""What records tell, as it is kept beside them: their events, and of quiet ones no more than numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.archive.codec import micros, pack_events
from analyzer.archive.numbers import pack_numbers
from analyzer.events import event_of, is_quiet
from analyzer.model import Event, Record

QUIET = ("time", "event_id", "record_id", "pid", "place")
"""What is kept of a quiet event: the process if it tells which task that was, else 0; the record's place."""


_DIGITS = 19
"""A number of so many may not fit."""


def pack_meaning(host: str, records: Sequence[Record]) -> tuple[bytes | None, bytes | None]:
    """The events of the records of a log of that host, and the numbers of the quiet ones; None for none."""
    telling: list[Event] = []
    quiet: list[tuple[int, ...]] = []
    for place, record in enumerate(records):
        event = event_of(record)
        if event is None:
            continue
        pid = event.detail.get("pid", "") if "task" in event.detail else ""
        if is_quiet(event) and event.host == host and len(pid) < _DIGITS:
            numbers = (micros(event.time), event.event_id, event.record_id or 0)
            quiet.append((*numbers, int(pid or 0), place))
        else:
            telling.append(event)
    return pack_events(telling), pack_numbers(np.array(quiet, dtype=np.int64).T) if quiet else None
