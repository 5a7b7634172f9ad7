"""The entries of a report by id and by place.

`audit.json` is read as plain data, so that reports of later versions can be asked too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

LISTS = ("findings", "rollovers", "episodes", "attempts", "detections")
"""The lists whose rows have ids."""


class NoReportError(Exception):
    """A folder without a report that can be read."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The lists of one report, and their rows by id and by `path#position`, each with its list's name.

    `records` are the original records beside the report, by `path#position`, where it kept them.
    """

    lists: dict[str, list[Row]]
    index: dict[str, list[tuple[str, Row]]]
    records: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def read(cls, directory: Path) -> Entries:
        """The report in that folder; NoReportError where there is none."""
        path = directory / "audit.json" if directory.is_dir() else directory
        try:
            lists = json.loads(path.read_text(encoding="utf-8"))
            return cls(lists, _index(lists), _records(path.with_name("evidence.json")))
        except FileNotFoundError:
            raise NoReportError(f"{directory} holds no audit.json; `rollaudit audit` writes one.") from None
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
            raise NoReportError(f"{path} cannot be read as a report: {problem!r}") from None

    def rows(self, name: str) -> list[Row]:
        """One list of the report; empty where the report does not have it."""
        return self.lists.get(name) or []

    def named(self, reference: str) -> list[tuple[str, Row]]:
        """The rows that an id or an event's `path#position` names; empty if it names none."""
        return self.index.get(reference.lower(), [])


def _records(path: Path) -> dict[str, Row]:
    if not path.is_file():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))["records"]
    return {f"{record['path']}#{record['position']}": record for record in kept}


def _index(lists: dict[str, list[Row]]) -> dict[str, list[tuple[str, Row]]]:
    index: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for name in LISTS:
        for row in lists[name]:
            index[row["id"].lower()].append((name, row))
            if "position" in row:
                index[f"{row['path']}#{row['position']}".lower()].append((name, row))
    return dict(index)
