"""Event Viewer, "Copy details as text": labels in a column, the description below, perhaps the XML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.cultures import EN_US, Culture, task_words
from analyzer.simulate.emit.event_xml import double_quoted, event_element
from analyzer.simulate.entry import Entry

_COLUMN = 15


def write(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    *,
    with_xml: bool = False,
) -> None:
    """Write the entries as if copied one below the other, with the clock of `zone`.

    The labels are English; the culture is that of dates.  Without the XML it loses the
    record id, the process, all data, Binary, the zone, and time below a second.
    """
    for entry in entries:
        text = _details(entry, zone, culture)
        if with_xml:
            text += f"Event Xml:\n{double_quoted(event_element(entry))}\n"
        stream.write(f"{text}\n".replace("\r\n", "\n").replace("\n", "\r\n").encode())


def _details(entry: Entry, zone: str, culture: Culture) -> str:
    account = words.account(entry)
    fields = {
        "Log Name": entry.channel,
        "Source": entry.provider.name,
        "Date": culture.clock(times.local(entry.time, zone)),
        "Event ID": entry.event_id,
        "Task Category": task_words(culture, entry.task, words.task(entry)),
        "Level": culture.levels[entry.level],
        "Keywords": words.keyword_text(entry),
        "User": account.name if account else entry.user or "N/A",
        "Computer": entry.host,
    }
    lines = [f"{label + ':':{_COLUMN}}{value}" for label, value in fields.items()]
    return "\n".join([*lines, "Description:", entry.message, ""])
