"""`wevtutil qe /f:xml`: an event a line, no root, single quotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit.event_xml import event_element, single_quoted
from analyzer.simulate.entry import Entry


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses the message and nothing else."""
    stream.writelines(f"{single_quoted(event_element(entry))}\r\n".encode() for entry in entries)
