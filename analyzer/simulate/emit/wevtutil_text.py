"""`wevtutil qe /f:text`: a block an event, English labels whatever the language of Windows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.entry import Entry


def write(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str | None = None,
    culture: Culture = EN_US,
    encoding: str = "utf-8",
) -> None:
    """Write the entries: in UTC as newer builds do, or with the clock of `zone` as older ones.

    The encoding is the console's.  Loses the record id, the process, all data and
    Binary; the message is left.
    """
    blocks = (_block(number, entry, zone, culture) for number, entry in enumerate(entries))
    stream.writelines(block.encode(encoding, errors="replace") for block in blocks)


def _block(number: int, entry: Entry, zone: str | None, culture: Culture) -> str:
    account = words.account(entry)
    user_name = f"{account.domain}\\{account.name}" if account else "N/A"
    fields = {
        "Log Name": entry.channel,
        "Source": entry.provider.name,
        "Date": times.utc(entry.time, 7) if zone is None else times.iso_local(entry.time, zone, 3),
        "Event ID": entry.event_id,
        "Task": words.task(entry) or ("N/A" if entry.task == 0 else entry.task),
        "Level": culture.levels[entry.level],
        "Opcode": culture.info if entry.opcode == 0 else "N/A",
        "Keyword": ", ".join(words.keywords(entry)) or "N/A",
        "User": entry.user or "N/A",
        "User Name": user_name,
        "Computer": entry.host,
    }
    lines = [f"Event[{number}]:", *(f"  {label}: {value}" for label, value in fields.items())]
    return "\r\n".join([*lines, "  Description:", entry.message or "N/A", "", ""])
