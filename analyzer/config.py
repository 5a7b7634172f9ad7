"""Configuration: `rollaudit.toml`, or `[tool.rollaudit]` in `pyproject.toml`, found upwards from a folder.

tz = "Europe/Berlin"        # what the options of the same name say, where they are not given
week_tz = "Europe/Berlin"
profile = "default"
archive = "postgresql://audit@db.corp.example/rollaudit"
[limits]                    # from where on something is a fault
frequent_episodes = 6
[reading]                   # how much is read, and how much reading may take
file = 10_000_000_000
deleted = true              # also the deleted records that a log still holds
[[waivers]]                 # findings that somebody answers for
rule = "ROLL-STUCK"
subject = "lab.example"
owner = "J. Doe"
reason = "the parent is migrating"
expiry = 2027-01-31
[[freezes]]                 # when nothing is to change
name = "year's end"
from = 2026-12-18
to = 2027-01-04
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OWN, SHARED = "rollaudit.toml", "pyproject.toml"
OPTIONS = ("archive", "date_order", "fail_on", "format", "profile", "tz", "week_tz")
TABLES: dict[str, type] = {"freezes": list, "limits": dict, "reading": dict, "waivers": list}

_BEHIND_USER = re.compile(r"^([^:/?#]+://[^:/@]*):[^@]*(?:@[^/@]*)*@")
_IN_QUERY = re.compile(r"(?<=[?&])password=[^&#]*&?", re.IGNORECASE)


class ConfigError(Exception):
    """A configuration that cannot be used; the text names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration says: `options` by the name of the option, and its tables as they stand."""

    path: Path | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, object] = field(default_factory=dict)
    waivers: tuple[Mapping[str, object], ...] = ()
    freezes: tuple[Mapping[str, object], ...] = ()
    reading: Mapping[str, object] = field(default_factory=dict)


def find(folder: Path) -> Config:
    """The configuration of the nearest folder upwards that has one; an empty one where none has."""
    for place in (folder, *folder.parents):
        for path, section in ((place / OWN, ()), (place / SHARED, ("tool", "rollaudit"))):
            if path.is_file() and (table := _section(path, section)) is not None:
                return _config(path, table)
    return Config()


def _section(path: Path, names: tuple[str, ...]) -> Any:
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ConfigError(f"{path} cannot be read: {problem}.") from None
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _config(path: Path, table: Any) -> Config:
    known = (*OPTIONS, *TABLES)
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: the section of rollaudit is no table.")
    if unknown := sorted(set(table) - set(known)):
        raise ConfigError(f"{path}: there is no {unknown[0]!r}; there are {', '.join(sorted(known))}.")
    for name, kind in TABLES.items():
        if not isinstance(table.get(name, kind()), kind):
            raise ConfigError(f"{path}: {name!r} is not of the form that it has in the documentation.")
    options = {name: _text(path, name, table[name]) for name in OPTIONS if name in table}
    if "archive" in options:
        options["archive"] = _archive(path, options["archive"])
    return Config(
        path,
        options,
        table.get("limits", {}),
        tuple(table.get("waivers", ())),
        tuple(table.get("freezes", ())),
        table.get("reading", {}),
    )


def _text(path: Path, name: str, value: object) -> str:
    """The value as the command line would spell it; a list stands for a comma between its words."""
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return ",".join(value)
    if isinstance(value, str):
        return value
    raise ConfigError(f"{path}: {name!r} takes text, not {value!r}.")


def _archive(path: Path, url: str) -> str:
    """The archive: a path is meant from the file's own folder on; a URL holds no password."""
    if "://" not in url:
        return str(path.parent / url)
    if without_password(url) != url:
        raise ConfigError(
            f"{path}: 'archive' holds a password. Leave it out of the file: the driver of PostgreSQL takes "
            "it from PGPASSWORD or from a password file (PGPASSFILE, else ~/.pgpass)."
        )
    return url


def without_password(url: str) -> str:
    """The URL of a database without the password that it holds, if it does; a path as it is."""
    bare = _BEHIND_USER.sub(r"\1@", url)
    kept = _IN_QUERY.sub("", bare)
    return kept if kept == bare else kept.rstrip("?&")
