"""The TOML files of prose beside the tables, and the marks that say how sure a statement is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from analyzer.knowledge.tables import text

Mark = Literal["verified", "inferred", "unknown"]
"""Read in a published source; concluded from one; known to nobody who published it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about what is explained, and how sure it is."""

    mark: Mark
    text: str


@cache
def prose(name: str) -> dict[str, Any]:
    """The whole of `data/<name>.toml`."""
    return tomllib.loads(text(f"{name}.toml"))


def facts(*tables: Mapping[str, Any]) -> tuple[Fact, ...]:
    """All marked statements of the tables, the surest first."""
    return tuple(Fact(mark, said) for mark in get_args(Mark) for t in tables for said in t.get(mark, ()))
