"""Splunk: the source type XmlWinEventLog as raw lines, and a search exported as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import times
from analyzer.simulate.emit.event_xml import event_element, single_quoted
from analyzer.simulate.entry import Entry

_COLUMNS = ("_raw", "_time", "host", "index", "linecount", "source", "sourcetype", "splunk_server")


def write_xml(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write raw events one below the other (`renderXml`); loses the message."""
    stream.writelines(f"{single_quoted(event_element(entry))}\n".encode() for entry in entries)


def write_csv(stream: BinaryIO, entries: Iterable[Entry], zone: str = "UTC") -> None:
    """Write a search's result, the raw event in `_raw`, its time on the clock of `zone` in `_time`.

    Loses the message.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for entry in entries:
        raw = single_quoted(event_element(entry))
        rows.writerow(
            (
                raw,
                times.local(entry.time, zone).isoformat(timespec="milliseconds"),
                entry.host.partition(".")[0].upper(),
                "wineventlog",
                raw.count("\n") + 1,
                f"XmlWinEventLog:{entry.channel}",
                "XmlWinEventLog",
                "splunk.example",
            )
        )
    text.detach()
