"""What PowerShell prints of objects, as lists and tables: events, and settings of keys and zones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from analyzer.model import Item
from analyzer.sources.columns import tells_events
from analyzer.sources.decoding import byte_lines, head_text, readable
from analyzer.sources.json.flat import Flat
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.objects import Objects
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.snapshots.snapshot import snapshot_kind
from analyzer.sources.text.grammar import ASKED, plain
from analyzer.sources.text.property_list import Listed, listed
from analyzer.sources.text.property_table import tabled

_EVENTS = Flat("Get-WinEvent", ("no channel (inferred from the provider)",), frozenset())
_ALL = Flat("Get-WinEvent", (), frozenset())
_BEFORE_DATE = rb"(?:TimeCreated *: *)?"
_CUT = "\N{HORIZONTAL ELLIPSIS}"

Layout = Callable[[Iterable[str]], Iterator[Listed]]


class _Printed:
    """One layout, of whatever objects."""

    def __init__(self, name: str, layout: Layout, confidence: float) -> None:
        self._name = name
        self._layout = layout
        self._confidence = confidence

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the first object that is an event, or a key's or zone's settings."""
        text = head_text(head)
        if text.lstrip()[:1] in ("{", "[", "<"):
            return None
        for found in self._layout(map(plain, text.splitlines())):
            if tells_events(found.values):
                return Guess(
                    f"{self._name}, Get-WinEvent", self._confidence, "it shows objects of Get-WinEvent"
                )
            if kind := snapshot_kind(found.values):
                what = f"settings of a {kind}"
                return Guess(f"{self._name}, {what}", self._confidence, f"it shows {what}")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, snapshots, tallies, stretches, and what cannot be read."""
        settled = settle(line_blocks(source, options), _BEFORE_DATE, options)
        objects = Objects(source, Clock(options.tz, settled.order), "line")
        asked: list[str] = [""]
        for found in self._layout(_watched(map(readable, byte_lines(settled.blocks)), asked)):
            values = {name: value for name, value in found.values.items() if value}
            if tells_events(values):
                if refusal := settled.refusal(source.path):
                    yield refusal
                    return
                form = _ALL if "LogName" in values else _EVENTS
                item = objects.take(found.line, _whole(values), form)
            elif kind := snapshot_kind(found.values):
                zone = (
                    {"ZoneName": asked[0]}
                    if kind == "key" and asked[0] and not values.get("ZoneName")
                    else {}
                )
                item = objects.take(found.line, found.values | zone, None)
            else:
                continue
            if item:
                yield item
        yield from objects.sums()


class PropertyList(_Printed):
    """Format-List."""

    def __init__(self) -> None:
        """As surely known as objects by their properties can be."""
        super().__init__("Format-List", listed, 0.85)


class PropertyTable(_Printed):
    """Format-Table, which cuts what does not fit."""

    def __init__(self) -> None:
        """Less sure than a list."""
        super().__init__("Format-Table", tabled, 0.8)


def _watched(lines: Iterable[str], asked: list[str]) -> Iterator[str]:
    """The lines; a command that asks for a zone's keys names the zone, which the keys themselves may not."""
    for line in lines:
        text = plain(line)
        if found := ASKED.search(text):
            asked[0] = found["zone"]
        yield text


def _whole(values: dict[str, str]) -> dict[str, object]:
    """An event without what the screen cut off: a message that ends in an ellipsis says less than none."""
    return {
        name: value.removesuffix("...").removesuffix(_CUT) if name == "Message" else value
        for name, value in values.items()
    }
