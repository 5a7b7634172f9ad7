"""Records read straight from their values, beside what their XML says: the first has to be the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.sources.event_xml import parse_event
from analyzer.sources.evtx.decode import decode
from analyzer.sources.evtx.direct import Content, Direct
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from analyzer.sources.evtx.survey import survey

_RUST = "<?xml"
"""How XML begins that the Rust reader wrote; python-evtx leaves that out."""


def chunks(data: bytes) -> Iterator[tuple[bytes, Sequence[int]]]:
    """Every whole chunk of a file with records, and where these begin."""
    for at in range(FILE_HEADER, len(data) - CHUNK + 1, CHUNK):
        chunk = data[at : at + CHUNK]
        if offsets := survey(chunk).records:
            yield chunk, offsets


class Readers:
    """What reads records straight: by compiled code where that could be built, and by Python."""

    def __init__(self) -> None:
        """Know no definition yet."""
        self.quick = Direct()
        self.plain = Direct(by_compiled_code=False)


def differences(readers: Readers, chunk: bytes, offsets: Sequence[int]) -> tuple[int, list[str]]:
    """How many records of a chunk were read straight, and all that XML, or the other reader, tells otherwise.

    Records that XML does not name and date are none of the direct reader's business; nor
    are those that the Rust reader refuses, for python-evtx spells lists in its own way.
    """
    mine, wrong = readers.quick.read(chunk, offsets), []
    for offset, one, other in zip(offsets, mine, readers.plain.read(chunk, offsets), strict=True):
        if one != other or (one and other and list(one[3]) != list(other[3])):
            wrong.append(f"+0x{offset:x}: {one} is {other} without compiled code")
    for offset, content, text in zip(offsets, mine, decode(chunk, offsets), strict=True):
        event = parse_event(text) if text and text.startswith(_RUST) else None
        if content is None or event is None:
            continue
        told: Content = (event.user, event.process_id, event.event_name, event.fields, event.binary)
        if content != told or list(content[3]) != list(event.fields):
            wrong.append(f"+0x{offset:x}: {content} is {told}")
    return sum(content is not None for content in mine), wrong
