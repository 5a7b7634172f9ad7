"""Splunk's older form of an event: lines of names and values, the message last, as one text in `_raw`."""

from __future__ import annotations

from analyzer.sources.columns import When, row_body, row_head
from analyzer.sources.form import Object
from analyzer.sources.head import Body, Head

_MARK, _MESSAGE = "\nEventCode=", "\nMessage="


class SplunkText:
    """A result of a search for the source type WinEventLog."""

    name = "Splunk"
    lacks = ("no data but what the message says", "no process")

    def holds(self, found: Object, /) -> bool:
        """By a line with the event id."""
        raw = found.get("_raw")
        return isinstance(raw, str) and _MARK in raw

    def head(self, found: Object, when: When, /) -> Head | None:
        """What the lines say, and the result's own time, which has a zone."""
        return row_head(_row(found), when)

    def body(self, found: Object, /) -> Body:
        """The message, and the user."""
        return row_body(_row(found), with_data=False)


def _row(found: Object) -> dict[str, object]:
    above, _, message = found["_raw"].replace("\r\n", "\n").partition(_MESSAGE)
    time, *lines = above.split("\n")
    row: dict[str, object] = dict(line.split("=", 1) for line in lines if "=" in line)
    return row | {"TimeGenerated": found.get("_time") or time, "Message": message}
