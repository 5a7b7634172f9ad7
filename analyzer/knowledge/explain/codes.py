"""What an error code means, whence it comes, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analyzer.knowledge.codes import Code, code_named
from analyzer.knowledge.explain.prose import Fact, facts, prose

DNSSEC_RANGE = range(9101, 9131)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, its exact command (perhaps of several lines), and what must hold before."""

    text: str
    command: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code explained in our own words; a code without prose has only a meaning.

    `related` holds other codes, each with what sets it apart from this one.
    """

    code: Code
    meaning: str
    causes: tuple[str, ...] = ()
    critical: str | None = None
    diagnose: tuple[Step, ...] = ()
    resolve: tuple[Step, ...] = ()
    automation: tuple[str, ...] = ()
    related: tuple[tuple[Code, str], ...] = ()
    known: tuple[Fact, ...] = ()


@cache
def explain_code(code: Code) -> Explanation:
    """The explanation of a code, by its own entry or else by its group."""
    tables = prose("codes")
    entry = tables["codes"].get(code.name)
    if entry is None:
        return Explanation(code, tables["groups"][code.group])
    family = tables["families"][entry["family"]]
    general = tables["range"] if code.number in DNSSEC_RANGE else {}
    said = family | entry
    return Explanation(
        code=code,
        meaning=said["meaning"],
        causes=tuple(said["causes"]),
        critical=said["critical"],
        diagnose=_steps(said["diagnose"]),
        resolve=_steps(said["resolve"]),
        automation=tuple(said["automation"]),
        related=tuple((_named(name), difference) for name, difference in said["related"].items()),
        known=facts(entry, family, general),
    )


@cache
def explained_codes() -> tuple[Code, ...]:
    """Every code with prose of its own, by number, the unnumbered last."""
    codes = [_named(name) for name in prose("codes")["codes"]]
    return tuple(sorted(codes, key=lambda c: (c.number is None, c.number or 0, c.name)))


def _steps(names: Iterable[str]) -> tuple[Step, ...]:
    return tuple(Step(**prose("codes")["steps"][name]) for name in names)


def _named(name: str) -> Code:
    code = code_named(name)
    if code is None:
        raise LookupError(f"codes.toml explains {name}, which codes.csv does not hold")
    return code
