"""Why an episode happened, by the rules of `causes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Fact = bool | int | str | None
"""What is known of an episode under one name; None where these logs cannot tell."""

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Need:
    """A condition on one fact, and how the report says that it holds or does not."""

    fact: str
    met: str
    unmet: str
    unknown: str | None = None
    equal: bool | None = None
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        """Whether the fact is known and as needed."""
        value = facts[self.fact]
        if value is None or isinstance(value, str):
            return False
        return (
            (self.equal is None or value is self.equal)
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
        )

    def lacking(self, facts: Mapping[str, Fact]) -> str:
        """What is missing where the need is not met."""
        return self.unknown if self.unknown and facts[self.fact] is None else self.unmet


@dataclass(frozen=True, slots=True)
class Rule:
    """A cause and all that it needs."""

    name: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause of an episode, the facts that speak for it, and those that others lacked."""

    name: str
    facts: tuple[str, ...]
    missing: tuple[str, ...]


def explain(facts: Mapping[str, Fact]) -> Cause:
    """The first cause all of whose needs are met, else `unknown`.

    `missing` names what the causes before it lacked where they came near, or where it is
    not known; for `unknown` it names all that was lacking.
    """
    near: list[str] = []
    far: list[str] = []
    for rule in rules():
        lacking = [need for need in rule.needs if not need.holds(facts)]
        if not lacking:
            met = tuple(need.met.format_map(facts) for need in rule.needs)
            return Cause(rule.name, met, tuple(dict.fromkeys(near)))
        far += [need.lacking(facts) for need in lacking]
        some = len(lacking) < len(rule.needs)
        near += [
            need.lacking(facts) for need in lacking if some or (need.unknown and facts[need.fact] is None)
        ]
    return Cause(UNKNOWN, (), tuple(dict.fromkeys(far)))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order."""
    text = (files("analyzer.conflicts") / "causes.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(cause["name"], tuple(_need(need) for need in cause["needs"]))
        for cause in tomllib.loads(text)["cause"]
    )


def _need(row: dict[str, str | int | bool]) -> Need:
    words = {name if name != "is" else "equal": value for name, value in row.items()}
    return Need(**words)  # type: ignore[arg-type]  # the table's types are checked by a test
