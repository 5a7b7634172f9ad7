"""What the columns of a file are, by its first lines: names that the table knows, or Event Viewer's order."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analyzer.sources.columns import fold, parts_of, tells_events
from analyzer.sources.localtime import Clock
from analyzer.sources.shape import Options
from analyzer.sources.snapshots.snapshot import snapshot_kind

_SEPARATORS = (",", ";", "\t", "|")

_FIRST_LINES = 12
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?', re.IGNORECASE | re.ASCII)
_VIEWER = ("Level", "Date and Time", "Source", "Event ID", "Task Category")
MESSAGE = "Message"
"""The name of Event Viewer's sixth column, which has none."""

_WRITERS = (
    ("Splunk", ("raw",)),
    ("Get-EventLog", ("instanceid", "entrytype")),
    ("Get-WinEvent", ("providername", "logname", "timecreated")),
    ("Sentinel", ("timegenerated", "tenantid")),
    ("Sentinel", ("timegenerated", "type")),
    ("Server Manager", ("id", "severity", "source", "log", "date")),
    ("Event Viewer", ("dateandtime", "taskcategory")),
)
_WORDS = {"\t": "tab-separated text"}
_PASTED = "Server Manager"
"""Its tile of events loses its tabs where it is pasted: two blanks or more are left of each."""

_CELL = re.compile(r"\S+(?: \S+)*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file: `skip` lines stand before the first row, `kind` is what a row is.

    `starts` are the places at which the columns of a pasted table begin; other tables have none.
    """

    writer: str
    kind: str
    separator: str
    names: tuple[str, ...]
    skip: int
    why: str
    starts: tuple[int, ...] = ()

    @property
    def format(self) -> str:
        """The format as the report names it."""
        return f"{_WORDS.get(self.separator, 'CSV')}{f' ({self.writer})' if self.writer else ''}"

    @property
    def in_utc(self) -> bool:
        """Whether the column of times says that they are UTC."""
        return "[utc]" in parts_of(self.names).get("time", "").lower()

    @property
    def lacks(self) -> tuple[str, ...]:
        """What no row can tell."""
        known = parts_of(self.names)
        if self.kind != "event" or "_raw" in self.names or "channel" in known:
            return ()
        if "provider" in known:
            return ("no channel (inferred from the provider)",)
        return ("no provider and no channel (inferred from event id and English text)",)

    def before_time(self) -> bytes:
        """A pattern of what stands in a line before a row's time; it matches nothing where no column is one.

        The line may be the last of a message of several.
        """
        column = parts_of(self.names).get("time")
        if column is None:
            return rb"\Z"
        separator = re.escape(self.separator.encode())
        field = rb'(?:"[^"\n]*"|[^"\n' + separator + rb"]*)"
        place = self.names.index(column)
        before = rb"(?:" + field + separator + rb"){%d}" % place
        message = parts_of(self.names).get("message", "")
        at = self.names.index(message) if message else place
        if at < place:
            tail = rb'(?:[^"\n]|"")*+"' + separator
            rest = rb"(?:" + field + separator + rb"){%d}" % (place - at - 1)
            before = rb"(?:" + before + rb"|" + tail + rest + rb")"
        return before + rb'"?'

    def row(self, fields: Sequence[str]) -> dict[str, object]:
        """A row by the names of its columns; what has no name is the message."""
        row: dict[str, object] = dict(zip(self.names, fields, strict=False))
        if len(fields) > len(self.names):
            row.setdefault(MESSAGE, self.separator.join(fields[len(self.names) :]))
        return row


def find_layout(text: str) -> Layout | None:
    """The layout of a file that begins with this text; None where it is no table of events or settings."""
    lines = text.splitlines()[:_FIRST_LINES]
    separators: Sequence[str] = _SEPARATORS
    for skip, line in enumerate(lines):
        if named := _SEPARATOR_LINE.fullmatch(line.strip(" \r\n")):
            separators = (named[1],)
        elif line.strip() and not line.startswith("#TYPE "):
            found = (_layout(lines[skip:], skip + 1, separator) for separator in separators)
            return next((layout for layout in found if layout), None) or _pasted(lines[skip:], skip + 1)
    return None


def with_tabs(line: str, starts: Sequence[int] = ()) -> str:
    """A line of a pasted table with tabs again.

    Where a cell is empty, the others tell by their places which it is; if they do not stand
    below the names of columns, the row stays too short, and nobody can tell.
    """
    cells = {cell.start(): cell[0] for cell in _CELL.finditer(line)}
    if len(cells) < len(starts) and cells.keys() <= set(starts):
        return "\t".join(cells.get(start, "") for start in starts)
    return "\t".join(cells.values())


def _pasted(lines: Sequence[str], skip: int) -> Layout | None:
    layout = _layout([with_tabs(line) for line in lines], skip, "\t")
    starts = tuple(cell.start() for cell in _CELL.finditer(lines[0]))
    return replace(layout, starts=starts) if layout and layout.writer == _PASTED else None


def _layout(lines: Sequence[str], skip: int, separator: str) -> Layout | None:
    rows = _rows(lines, separator)
    names = tuple(name.strip() for name in next(rows, []))
    folded = {fold(name) for name in names}
    if tells_events(names) or {"raw"} <= folded:
        writer = next((w for w, needed in _WRITERS if folded.issuperset(needed)), "")
        why = f"its columns are those of {writer}" if writer else "its columns are those of events"
        return Layout(writer, "event", separator, names, skip, why)
    if kind := snapshot_kind(names):
        what = f"settings of a {kind}"
        return Layout(what, kind, separator, names, skip, f"its columns are those of {what}")
    if len(names) == len(_VIEWER) and (first := next(rows, None)) and _is_viewers(first):
        why = "its columns stand in the order of Event Viewer, named in another language"
        return Layout("Event Viewer", "event", separator, _VIEWER, skip, why)
    return None


def _is_viewers(row: Sequence[str]) -> bool:
    """Whether a row has a time and an event id where Event Viewer has them."""
    clock = Clock(Options().tz, "dmy")
    return len(row) > len(_VIEWER) - 1 and clock.read(row[1]) is not None and row[3].strip().isdecimal()


def _rows(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader((f"{line}\n" for line in lines), delimiter=separator)
    except csv.Error:
        return
