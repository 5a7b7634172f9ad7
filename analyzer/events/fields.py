"""The data of a record by name, however its export spells, numbers or prints them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analyzer.knowledge import squeezed
from analyzer.knowledge.tables import rows
from analyzer.model import Record

_NUMBERED = re.compile(r"param([0-9]{1,3})")
_PROPERTY = re.compile(r"\b(\w++)=(.*?)(?=;\s*\w+=|\.\s+The zone will be\b|\.?$)")


class Fields:
    """The values of one record; names are looked up without regard to case and separators."""

    def __init__(self, values: dict[str, str], names: tuple[str, ...] = ()) -> None:
        """Take the values under their own names, or in the order of these where they have none."""
        self._values = values
        self._given = names_given(tuple(values), names)

    def get(self, name: str) -> str | None:
        """The value of that name without blanks around it; None where absent or empty."""
        given = self._given.get(folded(name))
        return None if given is None else self._values[given].strip() or None


def name_fields(record: Record, names: tuple[str, ...]) -> Fields:
    """The record's data under their own names, or in the order of these where they have none."""
    return Fields(record.fields, names)


def named_in(message: str, needed: str) -> dict[str, str]:
    """The data that a message lists by name, a line each, for want of a text; none without `needed`."""
    found = dict(line.split(": ", 1) for line in message.splitlines() if ": " in line)
    return found if needed in found else {}


def from_message(message: str, pattern: str) -> dict[str, str]:
    """The data that the table's pattern, which is English, finds in a message."""
    found = re.search(pattern, squeezed(message))
    if not found:
        return {}
    values = {name: value or "" for name, value in found.groupdict().items()}
    return values | dict(_PROPERTY.findall(values.pop("properties", "")))


# Logs use few names, again and again.
@lru_cache(4096)
def names_given(given: tuple[str, ...], names: tuple[str, ...]) -> dict[str, str]:
    """The names of data as they are given, by what they are looked up by."""
    known: dict[str, str] = {}
    if all(_NUMBERED.fullmatch(name) for name in given):
        known = {f"param{i}": name for i, name in enumerate(names, 1)}
    return {folded(known.get(name, name)): name for name in given}


@lru_cache(4096)
def folded(name: str) -> str:
    """A name as names are compared: its letters and digits in lower case."""
    return "".join(c for c in name.lower() if c.isalnum())


@cache
def spellings(what: str) -> tuple[str, ...]:
    """The names under which logs have a `zone`, `key_guid` or `key_role`, in lower case, best first."""
    return next(tuple(r["spellings"].split()) for r in rows("field_names") if r["meaning"] == what)
