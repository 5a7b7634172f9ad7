"""Objects as Format-Table prints them: columns under a ruled header, perhaps in groups with a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzer.sources.text.property_list import Listed

_RULE = re.compile(r"\s*-+(?:\s+-+)*\s*$")
_DASHES = re.compile(r"-+")
_GROUP = re.compile(r"\s{1,6}(?P<name>[A-Za-z]\w{1,40}): (?P<value>\S.*)$")


def tabled(lines: Iterable[str]) -> Iterator[Listed]:
    """All rows, in order; the heading of a group counts as a column of each of its rows."""
    header = ""
    group: dict[str, str] = {}
    columns: list[tuple[str, int, int]] = []
    for number, line in enumerate(lines, 1):
        if columns and line.strip():
            yield Listed(number, group | _cells(line, columns))
            continue
        columns = []
        if _RULE.match(line) and len(names := header.split()) == len(rules := list(_DASHES.finditer(line))):
            columns = [(name, r.start(), r.end()) for name, r in zip(names, rules, strict=True)]
        elif heading := _GROUP.match(line):
            group = {heading["name"]: heading["value"].strip()}
        header = line


def _cells(line: str, columns: list[tuple[str, int, int]]) -> dict[str, str]:
    """The cells of a row: numbers stand to the right of their column and may begin before its name."""
    cells = {}
    begin = 0
    for (name, _, end), following in zip(columns, [*columns[1:], None], strict=True):
        cut = len(line) if following is None else following[1]
        if following and cut <= len(line) and not line[cut - 1 : cut].isspace():
            cut = max(line.rfind(" ", 0, cut) + 1, min(end, cut))
        cells[name] = line[begin:cut].strip()
        begin = cut
    return cells
