"""Files of event XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.model import Item, Loss
from analyzer.sources.decoding import head_text, utf8_blocks
from analyzer.sources.head import make_record
from analyzer.sources.ledger import Ledger
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.unread import Unread
from analyzer.sources.xml.depth import is_deeper
from analyzer.sources.xml.records import read_body, read_head
from analyzer.sources.xml.split import Flaw, split

FORMAT = "event XML"

_EVENT = re.compile(r"<Event(?:\s[^<>]*)?>\s*(?:-\s*)?<System>")
_SCHEMA = "schemas.microsoft.com/win/2004/08/events/event"
_WRITERS = (
    ("python-evtx", re.compile(r'<\?xml version="1\.1".*SystemTime="\d{4}-\d\d-\d\d ', re.DOTALL)),
    ("evtx_dump", re.compile(r"^Record \d+\s", re.MULTILINE)),
    ("XML view, copied", re.compile(r"^[^\S\n]*-\s*<(?:Event|System)\b", re.MULTILINE)),
    ("Event Viewer", re.compile(r"<\?xml[^<>]*>\s*<Events><Event xmlns=")),
)


class EventXmlText:
    """Event XML of any writer, alone or within other text."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By an Event element with a System element in it, surest where the file begins with it."""
        text = head_text(head)
        found = _EVENT.search(text)
        if not found:
            return None
        writer = next((name for name, pattern in _WRITERS if pattern.search(text)), None)
        confidence = 0.9 if text.lstrip("\ufeff \t\r\n-").startswith("<") or writer == "evtx_dump" else 0.5
        schema = " of Microsoft's schema" if _SCHEMA in text else ""
        why = f"it holds Event elements{schema}" + (f", as {writer} writes them" if writer else "")
        return Guess(f"{FORMAT} ({writer})" if writer else FORMAT, confidence, why)

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, tallies, stretches, and what cannot be read."""
        ledger, unread = Ledger(source.path, source.hourly), Unread(source.path)
        limits = options.limits
        for place, piece in enumerate(split(utf8_blocks(source.stream), limits.record), 1):
            position = f"event:{place}"
            if piece.flaw is Flaw.DTD:
                yield Loss(source.path, position, None, None, None, "refused", piece.flaw)
                break
            if piece.flaw:
                unread.add(position, "limit" if piece.flaw is Flaw.LONG else "damaged", piece.flaw)
                continue
            if is_deeper(piece.event, limits.xml_depth):
                reason = f"its elements are nested more than {limits.xml_depth} deep ([reading] xml_depth)"
                unread.add(position, "limit", reason)
                continue
            head = read_head(piece.event)
            if head is None:
                unread.add(
                    position, "damaged", "the XML is broken, or does not say what it is about and when"
                )
            elif ledger.add(*head[:6]):
                body = read_body(piece.event)
                if body is None:
                    unread.add(position, "damaged", "the XML is broken")
                else:
                    yield make_record(source.path, position, head, body)
        yield from ledger.items()
        source.duplicates += ledger.duplicates
        yield from unread.items()
