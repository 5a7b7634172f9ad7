"""Times as the cultures of Windows print them, mostly without a zone; and which of two numbers is the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from tempfile import SpooledTemporaryFile
from typing import Literal

from analyzer.model import DateOrder, Loss, TimeBasis
from analyzer.sources.decoding import BLOCK, LONGEST
from analyzer.sources.shape import Options

UNDECIDED = (
    "day and month of its dates cannot be told apart: no date in the file has a day above 12; "
    "say --date-order dmy or --date-order mdy"
)

_HALVES = {
    "am": ("am", "a.m.", "a. m.", "上午", "오전", "午前", "πμ", "π.μ."),
    "pm": ("pm", "p.m.", "p. m.", "下午", "오후", "午後", "μμ", "μ.μ."),
}
_HALF = "|".join(re.escape(word) for words in _HALVES.values() for word in words)
_LONGEST = 200
"""Characters of a time; what is longer would only keep its pattern busy."""

_TIME = re.compile(
    rf"""(?P<a>\d{{1,4}})(?P<sep>[./-])\s?(?P<b>\d{{1,2}})(?P=sep)\s?(?P<c>\d{{1,4}})\.?,?\s*
    (?P<before>{_HALF})?\s*
    (?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,](?P<part>\d{{1,9}}))?)?\s*
    (?P<after>{_HALF})?\s*(?P<utc>utc|gmt|z)?""",
    re.IGNORECASE | re.VERBOSE,
)
_SERIAL = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
"""How Windows PowerShell puts a time into JSON: milliseconds since 1970, in UTC whatever follows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPACT = re.compile(r"\d{14}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f"))
_DATE = rb"([0-9]{1,4})([./-]) ?([0-9]{1,2})\2 ?[0-9]{2,4}"
_FIRST = 16 << 20
_IN_MEMORY = 8 << 20
_YEARS = range(1990, 2200)


class Clock:
    """Reads the times of one file."""

    def __init__(self, tz: tzinfo, order: DateOrder | None, *, utc: bool = False) -> None:
        """For local times in `tz` whose ambiguous dates are in that order; `utc` if the file says so."""
        self._tz = tz
        self._utc = utc
        self._order = order
        self._last: tuple[str, tuple[datetime, TimeBasis] | None] = ("", None)

    def read(self, text: str) -> tuple[datetime, TimeBasis] | None:
        """A printed time in UTC, and how sure that is; None for what is no time."""
        if text != self._last[0]:
            self._last = (text, self._read(text) if len(text) <= _LONGEST else None)
        return self._last[1]

    def _read(self, text: str) -> tuple[datetime, TimeBasis] | None:
        try:
            if text[10:11] == "T" and text[-1] == "Z":
                return datetime.fromisoformat(text), "utc"
            time, said_utc = _iso(text.strip()) or _printed(text, self._order)
            if time.year not in _YEARS:
                return None
            if time.tzinfo is not None:
                return time.astimezone(UTC), "zone" if time.utcoffset() else "utc"
            if said_utc or self._utc:
                return time.replace(tzinfo=UTC), "utc"
            return time.replace(tzinfo=self._tz).astimezone(UTC), "assumed"
        except (ValueError, OverflowError, TypeError):
            return None


def _iso(word: str) -> tuple[datetime, bool] | None:
    if _COMPACT.fullmatch(word):
        return datetime.strptime(word, "%Y%m%d%H%M%S"), False  # noqa: DTZ007 (the zone follows)
    if word[4:5] == "-" and len(word) >= len("2017-01-01 00:00"):
        try:
            return datetime.fromisoformat(word), False
        except ValueError:
            return None
    return None


def _printed(text: str, order: DateOrder | None) -> tuple[datetime, bool]:
    word = text.translate(_INVISIBLE).strip()
    if since_1970 := _SERIAL.fullmatch(word):
        return _EPOCH + timedelta(milliseconds=int(since_1970[1])), True
    found = _TIME.fullmatch(word)
    if found is None:
        raise ValueError(word)
    first, second, third = (int(found[part]) for part in "abc")
    if len(found["a"]) == 4:
        year, month, day = first, second, third
    else:
        order = "dmy" if found["sep"] == "." or first > 12 else "mdy" if second > 12 else order
        if order is None:
            raise ValueError(word)
        year = third if len(found["c"]) == 4 else 2000 + third
        day, month = (first, second) if order == "dmy" else (second, first)
    hour = int(found["hour"])
    half = (found["before"] or found["after"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _HALVES["pm"] else 0)
    fraction = int((found["part"] or "0").ljust(6, "0")[:6])
    time = datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0), fraction)  # noqa: DTZ001 (the zone follows)
    return time, found["utc"] is not None


@dataclass(frozen=True, slots=True)
class Settled:
    """A file whose order of day and month was looked for: its bytes again from the start."""

    blocks: Iterator[bytes]
    order: DateOrder | None
    ambiguous: bool

    def refusal(self, path: str) -> Loss | None:
        """The loss of the whole file, where it needs an order and has none."""
        if not self.ambiguous or self.order is not None:
            return None
        return Loss(path, None, None, None, None, "refused", UNDECIDED)


def settle(blocks: Iterable[bytes], before: bytes, options: Options) -> Settled:
    """Read ahead until a date shows whether the day or the month comes first.

    `blocks` are UTF-8 (`utf8_blocks`), `before` is a pattern of what stands before the date
    on its line.  What was read ahead is kept in memory, and beyond 8 MB in a temporary
    file.  Where no day is above 12 the order is that of the options.
    """
    dates = re.compile(rb"(?m)^" + before + _DATE)
    rest = iter(blocks)
    kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed when it was read to its end)
    ambiguous = False
    tail = b""
    for block in rest:
        kept.write(block)
        text, newline, tail = (tail + block).rpartition(b"\n")
        tail = tail[-LONGEST:]
        for found in dates.finditer(text + newline):
            order = _order(found)
            if order != "open":
                return Settled(_again(kept, rest), order, order is not None)
            ambiguous = True
        if not ambiguous and kept.tell() > _FIRST:
            return Settled(_again(kept, rest), options.date_order, ambiguous=False)
    last = dates.search(tail)
    order = _order(last) if last else "open" if ambiguous else None
    known = order if order in ("dmy", "mdy") else options.date_order
    return Settled(_again(kept, rest), known, order is not None)


def _order(date: re.Match[bytes]) -> DateOrder | Literal["open"] | None:
    """The order that a date proves, `open` if it needs one and proves none, None if it needs none."""
    first, separator, second = date.groups()
    if len(first) > 2 or separator == b".":
        return None
    return "dmy" if int(first) > 12 else "mdy" if int(second) > 12 else "open"


def _again(kept: SpooledTemporaryFile[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """What was read ahead, and then the rest."""
    with kept:
        kept.seek(0)
        while block := kept.read(BLOCK):
            yield block
    yield from rest
