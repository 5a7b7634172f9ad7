"""What differs between EVTX files with the same records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written, where Windows has more than one way.

    `literal`: provider and channel stand in the templates, not among the values.
    `renumbered`: headers of records count from 1, as in exports; else they repeat the
    EventRecordID, as in a live log.  `header_time`: the one time in all headers, as in
    exports (`EPOCH` where the exporter left it out); else each record's own.
    `saved`: how many records the file's header knows of; the rest came after its last
    update, and the file is dirty, as when it was copied from a running server.
    """

    literal: bool = False
    renumbered: bool = False
    header_time: datetime | None = None
    saved: int | None = None
