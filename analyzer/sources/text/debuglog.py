"""The DNS server's debug log: texts of classic events without their ids; its packets are skipped unread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from analyzer.model import Item, Record, Stretch, TimeBasis
from analyzer.sources.decoding import head_text
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.text.anchors import Anchors
from analyzer.sources.text.lines import near_lines

CHANNEL = "DNS debug log"
"""What stands for provider and channel of these records."""

_ANCHORS = Anchors((b" EVENT ", b"Log file wrap at "))
_AROUND = (0, 12)
"""Lines before and behind an event: its text may have several."""

_BEFORE_DATE = rb"(?:(?:DNS Server log file creation|Log file wrap) at )?"
_LINE = re.compile(
    r"(?P<time>[0-9]{1,4}[./-] ?[0-9].{4,28}?)\s+[0-9A-F]{3,4} "
    r"(?P<context>[A-Z]{3,10})\s+(?P<text>.*)$"
)
_BEGUN = re.compile(r"(?:DNS Server log file creation|Log file wrap) at (?P<time>.+)$")
_KEY = "Message logging key"


class DebugLog:
    """dns.log, of any culture."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By its header, or by its lines: a date, a thread, a context."""
        lines = head_text(head).splitlines()[:200]
        if any(_BEGUN.match(line) or line.startswith(_KEY) for line in lines):
            return Guess(CHANNEL, 0.95, "it begins as the DNS server's debug log does")
        if any((m := _LINE.match(line)) and m["context"] in ("PACKET", "EVENT", "NOTE") for line in lines):
            return Guess(CHANNEL, 0.9, "its lines are those of the DNS server's debug log")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """A record for each line of context EVENT; a stretch from the first time to the last."""
        settled = settle(line_blocks(source, options), _BEFORE_DATE, options)
        if refusal := settled.refusal(source.path):
            yield refusal
            return
        reader = _Reader(source.path, Clock(options.tz, settled.order))
        for number, line in near_lines(settled.blocks, _ANCHORS, lambda _: False, around=_AROUND):
            yield from reader.feed(number, line)
        yield from reader.close()
        source.lacks = ("no computer name", "no time zone", "no event ids", "packets are not counted")


class _Reader:
    """The lines of one file that are looked at."""

    def __init__(self, path: str, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._event: tuple[int, datetime, TimeBasis, list[str]] | None = None
        self._times: list[datetime] = []
        self._records = 0
        self._last = 0

    def feed(self, number: int, line: str) -> Iterator[Record]:
        found = _LINE.match(line)
        told = self._clock.read(found["time"]) if found else None
        if found or not line.strip() or number != self._last + 1:
            yield from self._told()
        elif self._event:
            self._event[3].append(line)
        self._last = number
        if found and told:
            self._see(told[0])
            if found["context"] == "EVENT":
                self._event = (number, *told, [found["text"]])
        elif (begun := _BEGUN.match(line)) and (at := self._clock.read(begun["time"])):
            self._see(at[0])

    def close(self) -> Iterator[Item]:
        yield from self._told()
        if self._times:
            first, last = min(self._times), max(self._times)
            yield Stretch(self._path, "", CHANNEL, None, None, first, last, self._records)

    def _see(self, time: datetime) -> None:
        self._times = [min([time, *self._times]), max([time, *self._times])]

    def _told(self) -> Iterator[Record]:
        event, self._event = self._event, None
        if event is None:
            return
        number, time, basis, text = event
        self._records += 1
        yield Record(
            path=self._path,
            position=f"line:{number}",
            provider=CHANNEL,
            channel=CHANNEL,
            event_id=0,
            record_id=None,
            time=time,
            computer="",
            time_basis=basis,
            message="\n".join(text),
        )
