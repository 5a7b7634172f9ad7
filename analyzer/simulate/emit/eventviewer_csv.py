"""Event Viewer, "Save as CSV" or text with tabs: five names in the header, six fields in a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.cultures import EN_US, Culture, task_words
from analyzer.simulate.entry import Entry


def write(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    delimiter: str = ",",
) -> None:
    """Write the entries, with the clock of `zone`; the comma is a comma in every culture.

    Loses the computer, the channel, the record id, the user, all data, Binary, the
    zone, and time below a second; the message is all that is left.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    rows.writerow(culture.header)
    for entry in entries:
        rows.writerow(
            (
                culture.levels[entry.level],
                culture.clock(times.local(entry.time, zone)),
                entry.provider.name,
                entry.event_id,
                task_words(culture, entry.task, words.task(entry)),
                entry.message,
            )
        )
    text.detach()
