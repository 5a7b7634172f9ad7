"""Server Manager's tile of events, copied: a line an event, columns parted by tabs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import times
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.entry import Entry

_COLUMNS = ("Server Name", "ID", "Severity", "Source", "Log", "Date")


def write(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    *,
    with_server: bool = False,
) -> None:
    """Write the entries, with the clock of `zone`.

    Loses the record id, the user, the process, the message, all data, Binary, the zone,
    and time below a second; the computer too, unless its column is shown (`with_server`).
    """
    first = 0 if with_server else 1
    stream.write(("\t".join(_COLUMNS[first:]) + "\r\n").encode())
    for entry in entries:
        row = (
            entry.host.partition(".")[0].upper(),
            str(entry.event_id),
            culture.levels[entry.level],
            entry.provider.name,
            entry.channel,
            culture.clock(times.local(entry.time, zone)),
        )
        stream.write(("\t".join(row[first:]) + "\r\n").encode())
