"""A report held against another one made of the same logs: what differs, in words.

Both come as the values of `audit.json`, so that reports of other versions can be held too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from analyzer.request import Request
from analyzer.sources import Place

Json = dict[str, Any]

SHOWN = 3
"""How many differing rows of a list are named."""

OWN_WAY = ("generator", "run")
"""What tells how a report was made, and not what it says."""


def request_of(report: Json, paths: tuple[Place, ...]) -> Request:
    """The request that made a report, for logs at these paths.

    TypeError, ValueError or LookupError where its configuration is not one of ours.
    """
    told = dict(report["run"]["configuration"])
    for name in ("since", "until"):
        told[name] = datetime.fromisoformat(told[name]) if told.get(name) else None
    for name in ("zones", "servers", "waivers"):
        told[name] = tuple(told.get(name) or ())
    return Request(paths=paths, **told)


def differences(report: Json, anew: Json) -> Iterator[str]:
    """Everything in which two reports differ, inputs first; nothing where they say the same."""
    yield from _of_inputs(report["inputs"], anew["inputs"])
    if report["run"]["versions"] != anew["run"]["versions"] or report["generator"] != anew["generator"]:
        yield f"made by other versions: {_versions(report)}, now {_versions(anew)}"
    for name in report:
        if name in ("inputs", *OWN_WAY) or report[name] == anew.get(name):
            continue
        if isinstance(report[name], list):
            yield from _of_rows(name, report[name], anew.get(name) or [])
        else:
            yield f"{name} differs"


def _versions(report: Json) -> str:
    versions = report["run"]["versions"]
    return ", ".join((report["generator"], *(f"{name} {version}" for name, version in versions.items())))


def _of_inputs(before: list[Json], now: list[Json]) -> Iterator[str]:
    old, new = ({one["path"]: one["sha256"] for one in inputs} for inputs in (before, now))
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"input missing: {path}"
        elif path not in old:
            yield f"input added: {path}"
        elif old[path] != new[path]:
            yield f"input changed: {path} (sha256 {old[path][:16]}, now {new[path][:16]})"


def _of_rows(name: str, before: list[Json], now: list[Json]) -> Iterator[str]:
    old, new = (Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (before, now))
    for word, rows in (("only in the report", old - new), ("only now", new - old)):
        for row in sorted(rows)[:SHOWN]:
            yield f"{name}, {word}: {_title(json.loads(row))}"
        if len(rows) > SHOWN:
            yield f"{name}, {word}: {len(rows) - SHOWN:,} more"


def _title(row: Json) -> str:
    """A row by its id, or by what it begins with."""
    if "id" in row:
        return str(row["id"])
    return ", ".join(f"{key}={value}" for key, value in list(row.items())[:4])
