"""Profiles: which clauses are in force, and from where on something is a fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from analyzer.policy.errors import PolicyError

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is a fault; each number is argued on the pages of the rules that use it.

    Shares lie between 0 and 1; names end in their unit where they have one.
    """

    coverage_share: float = 0.95
    frequent_rollovers: int = 3
    frequent_share: float = 0.25
    frequent_episodes: int = 4
    frequent_days: int = 7
    recurrent_rollovers: int = 3
    recurrent_weeks: int = 3
    scheduled_days: int = 2
    persistent_tries: int = 3
    persistent_days: int = 2
    misuse_tries: int = 3
    long_share: float = 0.5
    never_rolled_days: int = 1095
    flapping_returns: int = 2
    flapping_days: int = 30
    clock_jump_s: int = 300
    key_storage_providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A named choice of requirements and limits.

    `requirements` holds ids of `requirements.csv`; `id/parameter` names the part of a
    clause that is about one parameter.
    """

    name: str
    title: str
    argued: str
    requirements: frozenset[str]
    limits: Limits

    def asks(self, clause: str, parameter: str) -> bool:
        """Whether a clause is in force for a parameter."""
        return not self.requirements.isdisjoint((clause, f"{clause}/{parameter}"))


@cache
def profile_names() -> tuple[str, ...]:
    """The names of all profiles, `default` first."""
    folder = files("analyzer.policy") / "profiles"
    names = {f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")}
    return (DEFAULT, *sorted(names - {DEFAULT}))


def profile_of(name: str, limits: Mapping[str, object] = MappingProxyType({})) -> Profile:
    """The profile of that name with some limits set anew; PolicyError where either is not known."""
    if name not in profile_names():
        raise PolicyError(f"There is no profile {name!r}; there are {', '.join(profile_names())}.")
    table = tomllib.loads((files("analyzer.policy") / "profiles" / f"{name}.toml").read_text("utf-8"))
    own = _limits(Limits(), table.get("limits", {}))
    return Profile(
        name=name,
        title=table["title"],
        argued=table["argued"],
        requirements=frozenset(table["requirements"]),
        limits=_limits(own, limits),
    )


def _limits(base: Limits, values: Mapping[str, object]) -> Limits:
    known = {f.name: getattr(base, f.name) for f in fields(base)}
    changed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise PolicyError(f"There is no parameter {name!r}; there are {', '.join(sorted(known))}.")
        changed[name] = _checked(name, value, known[name])
    return replace(base, **changed)


def _checked(name: str, value: object, like: object) -> object:
    """The value, if it is of its parameter's kind and in range."""
    if isinstance(like, tuple):
        if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise PolicyError(f"Parameter {name!r} takes a list of names, not {value!r}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PolicyError(f"Parameter {name!r} takes a number, not {value!r}.")
    if isinstance(like, float) and not 0 < value <= 1:
        raise PolicyError(
            f"Parameter {name!r} is a share and lies above 0 and at most at 1, not at {value!r}."
        )
    if isinstance(like, int) and (value < 1 or value != int(value)):
        raise PolicyError(f"Parameter {name!r} takes a whole number of at least 1, not {value!r}.")
    return float(value) if isinstance(like, float) else int(value)
