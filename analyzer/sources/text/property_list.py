"""Objects as Format-List prints them: a property a line, an empty line behind each object."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_PROPERTY = re.compile(r"(?P<name>[A-Za-z_][\w.]{0,60})(?P<pad> *): ?(?P<value>.*)$")
_NARROWEST = 70
"""Characters of the narrowest screen on which a full line means that the text was broken there."""


@dataclass(slots=True)
class Listed:
    """One object: the number of its first line, and its properties as printed."""

    line: int
    values: dict[str, str] = field(default_factory=dict)

    def stripped(self) -> Listed:
        """The same without blanks around values, which within them may part two words."""
        return Listed(self.line, {name: value.strip() for name, value in self.values.items()})


def listed(lines: Iterable[str]) -> Iterator[Listed]:
    """All objects with more than one property, in order.

    A value that goes on below itself is joined: without anything where the screen was
    full, otherwise as lines of its own.
    """
    found, name, column, widest, ended, full = Listed(0), "", 0, _NARROWEST, True, False
    for number, line in enumerate(lines, 1):
        indented = line[:column].isspace() and len(line) >= column > 0
        prop = None if indented else _PROPERTY.match(line)
        if prop and (ended or prop["name"] in found.values or prop.start("value") > column + 1):
            if len(found.values) > 1:
                yield found.stripped()
            found, ended = Listed(number), False
            column = prop.end("pad") + 2
        if prop:
            name = prop["name"]
            found.values[name] = prop["value"].lstrip()
        elif indented and name:
            ended = False
            found.values[name] += ("" if full else "\n") + line[column:]
        elif line.strip():
            ended, name = True, ""
        else:
            ended = True
        widest = max(widest, len(line))
        full = len(line) == widest > _NARROWEST
    if len(found.values) > 1:
        yield found.stripped()
