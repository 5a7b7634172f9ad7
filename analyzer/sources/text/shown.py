"""Settings of keys and zones that a session shows among all its other output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from analyzer.model import Snapshot
from analyzer.sources.snapshots.snapshot import read_snapshot
from analyzer.sources.text import grammar
from analyzer.sources.text.property_list import listed
from analyzer.sources.text.property_table import tabled

KEY = "KeyId"
_SETTINGS = re.compile(rf"\b(?:{KEY}|IsKeyMasterServer|DenialOfExistence|ZoneType)\b")
_LONGEST = 5_000
"""Lines of one command's output that are kept."""


class Shown:
    """The output of one command after the other, kept where it shows settings."""

    def __init__(self, path: str) -> None:
        """For a session in that file."""
        self._path = path
        self._lines: list[str] = []
        self._first = self._last = 0
        self._zone = ""
        self._has_settings = False

    def feed(self, number: int, text: str, host: str, time: datetime | None) -> Iterator[Snapshot]:
        """Take a line; what the command before showed, on that host and at that time, where this ends it."""
        is_command = bool(grammar.PROMPT.match(text))
        if is_command or number != self._last + 1 or grammar.STARS.match(text) or self._is_full:
            yield from self.told(host, time)
            self._first = number
        if is_command:
            asked = grammar.ASKED.search(text)
            self._zone = asked["zone"] if asked else ""
        self._has_settings = self._has_settings or bool(_SETTINGS.search(text))
        self._lines.append(text)
        self._last = number

    def told(self, host: str, time: datetime | None) -> Iterator[Snapshot]:
        """The settings that the output so far showed."""
        lines, self._lines = self._lines, []
        shows, self._has_settings = self._has_settings, False
        if not shows:
            return
        for found in list(listed(lines)) or tabled(lines):
            asked = {} if found.values.get("ZoneName") or not self._zone else {"ZoneName": self._zone}
            position = f"line:{self._first + found.line - 1}"
            snapshot = read_snapshot(self._path, position, found.values | asked)
            if snapshot:
                own = snapshot.host or host or None
                yield Snapshot(self._path, position, snapshot.kind, own, snapshot.zone, time, snapshot.fields)

    @property
    def _is_full(self) -> bool:
        return len(self._lines) == _LONGEST
