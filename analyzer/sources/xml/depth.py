"""How deep the elements of an event are nested."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers.expat import ExpatError, ParserCreate


def is_deeper(event: bytes, deepest: int) -> bool:
    """Whether elements are nested more than so deep; what is no XML is as deep as it can be read."""
    if event.count(b"</") <= deepest:  # as many elements end as are ever open
        return False
    depth = most = 0

    def start(*_: object) -> None:
        nonlocal depth, most
        depth += 1
        most = max(most, depth)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(ExpatError):
        parser.Parse(event, True)
    return most > deepest
