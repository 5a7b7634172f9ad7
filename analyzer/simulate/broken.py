"""A broken policy rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that was broken, about a zone, a key of it, or a host; `value` is a setting that broke it.

    `visible` says whether the collected logs show enough of it to be found.
    """

    rule: str
    zone: str | None
    guid: str | None
    host: str | None
    since: datetime
    until: datetime
    plant: str | None = None
    value: str | None = None
    visible: bool = True
