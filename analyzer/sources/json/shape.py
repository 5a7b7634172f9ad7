"""Files of JSON: records of any writer, and snapshots."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from analyzer.model import Item
from analyzer.sources.decoding import raw_lines, utf8_blocks, utf8_head
from analyzer.sources.json.documents import TOO_LONG, Found, from_document, from_lines, is_document
from analyzer.sources.json.forms import records
from analyzer.sources.localtime import Clock
from analyzer.sources.long_lines import cut_lines
from analyzer.sources.objects import Objects
from analyzer.sources.shape import HEAD, Guess, Options, Source
from analyzer.sources.snapshots.snapshot import snapshot_kind

_TRIED = 20
"""Values by which a file is recognised."""


class Json:
    """JSON, an object a line or in one document, recognised value by value: pipes mix their sources."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the first values that are records of a known form, or snapshots."""
        start = utf8_head(head)
        if not start.lstrip().startswith((b"{", b"[")) and b'{"' not in start:
            return None
        found = list(islice(_values([start], Source("", io.BytesIO()), Options())[1], _TRIED))
        for one in found:
            for value, form in records(one.value):
                if form:
                    return Guess(f"JSON ({form.name})", 0.95, f"its objects have the keys of {form.name}")
                if kind := snapshot_kind(value):
                    what = f"settings of a {kind}"
                    return Guess(f"JSON ({what})", 0.95, f"its objects have the properties of {what}")
        if found and all(one.flaw is None for one in found[:-1]) and start.lstrip()[:1] in (b"{", b"["):
            return Guess("JSON", 0.2, "it is JSON, but none of its first objects is a record of a known form")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, snapshots, tallies, stretches, and what cannot be read."""
        unit, values = _values(utf8_blocks(source.stream), source, options)
        objects = Objects(source, Clock(options.tz, options.date_order), unit)
        for found in values:
            if found.flaw:
                objects.skip(
                    found.place, "limit" if found.flaw.startswith(TOO_LONG) else "damaged", found.flaw
                )
                continue
            for value, form in records(found.value):
                item = objects.take(found.place, value, form)
                if item:
                    yield item
        yield from objects.sums()


def _values(blocks: Iterable[bytes], source: Source, options: Options) -> tuple[str, Iterator[Found]]:
    """The values of a file that comes in blocks of UTF-8, and in what their places are counted."""
    ahead = iter(blocks)
    first = next(ahead, b"")
    whole = chain([first], ahead)
    if is_document(first[:HEAD]):
        return "event", from_document(whole, options.limits.record)
    return "line", from_lines(raw_lines(cut_lines(whole, source, options), options.limits.line))
