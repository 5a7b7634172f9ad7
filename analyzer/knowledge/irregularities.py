"""Signs that a log may have been tampered with, and how each comes about without ill will."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.knowledge.tables import rows
from analyzer.model import IrregularityKind


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind: its title within a sentence, and the innocent explanation as sentences."""

    kind: IrregularityKind
    title: str
    innocent: str


@cache
def signs() -> dict[IrregularityKind, Sign]:
    """Every kind, in the order in which legends show them."""
    return {sign.kind: sign for sign in (Sign(**row) for row in rows("irregularities"))}  # type: ignore[arg-type]  # the table's kinds are those of the model
