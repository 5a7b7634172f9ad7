"""Records and snapshots that come as objects: what JSON, CSV and Clixml are behind their syntax."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from analyzer.knowledge import matters
from analyzer.model import Item, LossKind, Record, Snapshot
from analyzer.sources.alike import Ints
from analyzer.sources.form import Form, Object
from analyzer.sources.head import Head, is_foreign, make_record
from analyzer.sources.ledger import Ledger
from analyzer.sources.localtime import Clock
from analyzer.sources.shape import Source
from analyzer.sources.snapshots.snapshot import read_snapshot
from analyzer.sources.unread import Unread

_BY_MESSAGE = "no data of some events but what the message says"
_FOREIGN = "no zone and no key of some events, as their messages are cut off or not in English"


class Objects:
    """The objects of one file: each is taken once, and the sums come last."""

    def __init__(self, source: Source, clock: Clock, unit: str = "event") -> None:
        """For objects of a source whose times the clock reads; their places are counted in `unit`."""
        self._source = source
        self._clock = clock
        self._unit = unit
        self._ledger = Ledger(source.path, source.hourly)
        self._lacks: dict[str, None] = {}
        self._noted: tuple[object, ...] = ()
        self._unread = Unread(source.path)

    def take(self, place: int, value: Object, form: Form | None) -> Record | Snapshot | None:
        """The object if it matters; counted it is in any case.  Without a form it can be a snapshot."""
        if form is None:
            snapshot = read_snapshot(self._source.path, self.position(place), value)
            if snapshot is None:
                self.skip(place, "refused", "it holds objects of no known form")
            else:
                self.lacks("no time at which the settings were exported")
            return snapshot
        head = form.head(value, self._clock.read)
        if head is None:
            self.skip(place, "damaged", "the event's id or its time is missing or unclear")
            return None
        self._note(head, form)
        if not self._ledger.add(*head[:6]):
            return None
        body = form.body(value)
        if not body.get("fields") and body.get("message"):
            self.lacks(_FOREIGN if is_foreign(head, body["message"] or "") else _BY_MESSAGE)
        return make_record(self._source.path, self.position(place), head, body)

    def count(self, value: Object, form: Form, shifts: Ints, ids: Ints | None = None) -> bool:
        """Count objects that are alike but for their times, and for their record ids where they have such.

        `shifts` are the microseconds by which the time of each is later than the one that the
        object tells.  False, and nothing counted, where they matter, or where they belong to two
        hours and the source is to be told by the hour: then each must be taken.
        """
        head = form.head(value, self._clock.read)
        if head is None or matters(head.channel, head.provider, head.event_id):
            return False
        first, last = (head.time + timedelta(microseconds=int(s)) for s in (shifts.min(), shifts.max()))
        if ids is None and self._source.hourly and first.hour != last.hour:
            return False
        self._note(head, form)
        if ids is None:
            self._ledger.add(*head[:5], first, shifts.size)
            self._ledger.add(*head[:5], last, 0)
        else:
            self._ledger.add_all(*head[:4], ids, head.time, shifts)
        return True

    def position(self, place: int) -> str:
        """A place as records and losses give it."""
        return f"{self._unit}:{place}"

    def skip(self, place: int, kind: LossKind, reason: str) -> None:
        """Count an object that cannot be read."""
        self._unread.add(self.position(place), kind, reason)

    def lacks(self, *what: str) -> None:
        """Note what the file cannot tell."""
        for one in what:
            self._lacks[one] = None

    def _note(self, head: Head, form: Form) -> None:
        noted = (form, not head.computer, head.record_id is None, head.basis)
        if noted == self._noted:
            return
        self._noted = noted
        self.lacks(*form.lacks)
        if not head.computer:
            self.lacks("no computer name")
        if head.record_id is None:
            self.lacks("no record ids")
        if head.basis == "assumed":
            self.lacks("no time zone")

    def sums(self) -> Iterator[Item]:
        """Tallies, stretches, losses; and the source learns what was met twice, and what it lacks."""
        yield from self._ledger.items()
        self._source.duplicates += self._ledger.duplicates
        self._source.lacks = tuple(self._lacks)
        yield from self._unread.items()
