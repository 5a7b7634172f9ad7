"""What a rule is, and what it says of one subject."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import ClassVar

from analyzer.knowledge.tables import rows
from analyzer.model import Confidence, KeyRole, Remedy, Severity, Verdict
from analyzer.policy.case import Case
from analyzer.policy.profile import Profile


@dataclass(frozen=True, slots=True)
class Fault:
    """What a finding tells beyond its rule.

    `cause` sets findings of one rule on one subject apart in the fingerprint; `severity`
    is given where it is not the rule's own.
    """

    confidence: Confidence
    title: str
    explanation: str
    numbers: dict[str, float | int | str]
    evidence: tuple[str, ...]
    remedy: Remedy
    first_seen: datetime
    last_seen: datetime
    zone: str | None = None
    key_guid: str | None = None
    key_role: KeyRole | None = None
    server: str | None = None
    cause: str = ""
    severity: Severity | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of one subject, with the fault where there is one."""

    subject: str
    outcome: Verdict
    reason: str
    fault: Fault | None = None


class Rule(ABC):
    """One rule: its id and severity stand in the class, its words in `rules.csv` and `pages/`."""

    id: ClassVar[str]
    severity: ClassVar[Severity]

    @abstractmethod
    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """What the rule says of each of its subjects, each subject once."""

    @property
    def title(self) -> str:
        """The rule's name in words."""
        return titles()[self.id]


@cache
def titles() -> dict[str, str]:
    """The title of every rule by its id."""
    return {r["id"]: r["title"] for r in rows("rules")}


def found(subject: str, fault: Fault) -> Ruling:
    """A finding, whose reason is its title."""
    return Ruling(subject, "finding", fault.title, fault)


def passed(subject: str, reason: str) -> Ruling:
    """Judged, and in order."""
    return Ruling(subject, "passed", reason)


def not_applicable(subject: str, reason: str) -> Ruling:
    """Nothing there to be judged."""
    return Ruling(subject, "not applicable", reason)


def not_assessed(subject: str, reason: str) -> Ruling:
    """Not to be judged from these logs."""
    return Ruling(subject, "not assessed", reason)
