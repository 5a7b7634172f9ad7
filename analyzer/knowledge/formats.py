"""The formats in which logs, runs of programs and settings are found, and what each cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from analyzer.knowledge.tables import rows

Kind = Literal["events", "runs", "snapshots"]


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A format: the end of its files' names, their encoding, what it loses, and what else to know.

    `encoding` is empty where a file is not text, `oem` where the console's code page
    decides.  `loses` are names of `FormatLoss`.
    """

    name: str
    kind: Kind
    extension: str
    encoding: str
    loses: frozenset[str]
    notes: str


@dataclass(frozen=True, slots=True)
class FormatLoss:
    """One thing that formats lose: its name in the table of formats, the field that it is of, in words."""

    name: str
    field: str
    meaning: str


@cache
def log_formats() -> tuple[LogFormat, ...]:
    """All formats, in the order of the table."""
    return tuple(
        LogFormat(
            name=row["format"],
            kind=cast(Kind, row["kind"]),
            extension=row["extension"],
            encoding=row["encoding"],
            loses=frozenset(row["loses"].split("; ")) if row["loses"] else frozenset(),
            notes=row["notes"],
        )
        for row in rows("formats")
    )


@cache
def log_format(name: str) -> LogFormat:
    """The format of that name; KeyError if there is none."""
    return {known.name: known for known in log_formats()}[name]


@cache
def format_losses() -> tuple[FormatLoss, ...]:
    """All that formats lose, by field."""
    return tuple(FormatLoss(row["loss"], row["field"], row["meaning"]) for row in rows("format_losses"))
