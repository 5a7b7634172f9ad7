"""Clauses of standards as typed rows: one parameter, one role, one operator, one threshold, its citation."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from analyzer.model import KeyRole, Severity

Operator = Literal["between", "<=", ">=", "<", ">", "=", "!=", "in", "not in", "info"]
Mark = Literal["verified", "secondary", "unverified", "own"]
"""Read in the published text; quoted by somebody else; from memory; a figure of this tool."""

UNITS = {"h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One clause about one parameter.

    `role` is None for keys of both roles and for zones.  `threshold` is as written, in
    `unit`.  `where` holds the parameter and the values under which the clause applies.
    `exempt` is `ad-only` where servers that host only AD-integrated zones are exempt;
    `against` is the id of a clause that contradicts it.
    """

    id: str
    rule: str
    parameter: str
    role: KeyRole | None
    operator: Operator
    threshold: str
    unit: str
    where: tuple[str, frozenset[str]] | None
    severity: Severity
    source: str
    section: str
    mark: Mark
    exempt: str
    against: str
    requirement: str

    @property
    def citation(self) -> str:
        """Source and section, and that nobody has checked them where that is so."""
        place = f"{self.source}, {self.section}" if self.section else self.source
        return f"{self.id}: {place}{f'; {self.doubt}' if self.doubt else ''}"

    @property
    def doubt(self) -> str:
        """What is to be said where nobody has read the clause in its published text; else empty."""
        return {
            "verified": "",
            "secondary": "this citation is second-hand",
            "unverified": "this citation is not verified",
            "own": "the figure is this tool's own",
        }[self.mark]

    @property
    def factor(self) -> float:
        """Seconds in the unit of the threshold; 1 where that is no span of time."""
        return UNITS.get(self.unit, 1.0)

    @property
    def bound(self) -> str:
        """The threshold in words, with its operator and unit."""
        named = self.operator in ("in", "not in")
        words = self.threshold.replace(" ", " or ") if named else self.threshold.replace("..", " and ")
        return f"{self.operator} {words} {self.unit}".strip()


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every clause of the table, in its order."""
    text = (files("analyzer.policy") / "requirements.csv").read_text(encoding="utf-8")
    return tuple(
        Requirement(
            id=r["id"],
            rule=r["rule"],
            parameter=r["parameter"],
            role=cast(KeyRole, r["role"]) if r["role"] else None,
            operator=cast(Operator, r["operator"]),
            threshold=r["threshold"],
            unit=r["unit"],
            where=_where(r["where"]),
            severity=cast(Severity, r["severity"]),
            source=r["source"],
            section=r["section"],
            mark=cast(Mark, r["mark"]),
            exempt=r["exempt"],
            against=r["against"],
            requirement=r["requirement"],
        )
        for r in csv.DictReader(io.StringIO(text))
    )


def contradicting(one: Requirement) -> tuple[Requirement, ...]:
    """The clauses of other sources that ask for the opposite, about the same parameter and role."""
    return tuple(
        r
        for r in requirements()
        if r.id == one.against
        and r.parameter == one.parameter
        and (None in (r.role, one.role) or r.role == one.role)
    )


def _where(text: str) -> tuple[str, frozenset[str]] | None:
    name, _, values = text.partition("=")
    return (name, frozenset(values.split())) if name else None
