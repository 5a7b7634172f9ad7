"""Waivers: findings that somebody answers for, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase

from analyzer.policy.errors import PolicyError
from analyzer.policy.rule import titles

FIELDS = ("rule", "subject", "owner", "reason", "expiry")


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding waived: of which rule and subject, by whom, why, and the last day on which it holds.

    `subject` is a rule's subject, or its first word (a zone, a host), with * and ? as in
    file names.
    """

    rule: str
    subject: str
    owner: str
    reason: str
    expiry: date

    def covers(self, rule: str, subject: str) -> bool:
        """Whether it is about that rule and subject."""
        names = (subject, subject.partition(" ")[0])
        return rule == self.rule and any(fnmatchcase(name, self.subject) for name in names)

    def holds(self, when: datetime) -> bool:
        """Whether it has not expired: it holds through its last day in UTC."""
        return when.date() <= self.expiry


def waivers_of(tables: Iterable[Mapping[str, object]]) -> tuple[Waiver, ...]:
    """The waivers of a configuration, in its order; PolicyError where one is incomplete or unknown."""
    return tuple(_waiver(table) for table in tables)


def _waiver(table: Mapping[str, object]) -> Waiver:
    if not isinstance(table, Mapping):
        raise PolicyError(f"A waiver is a table of {', '.join(FIELDS)}, not {table!r}.")
    if unknown := sorted(set(table) - set(FIELDS)):
        raise PolicyError(f"A waiver has no {unknown[0]!r}; it has {', '.join(FIELDS)}.")
    name = f"The waiver of {table.get('rule') or 'no rule'} for {table.get('subject') or 'no subject'}"
    for field in FIELDS:
        if not table.get(field):
            raise PolicyError(f"{name} lacks {field!r}.")
    rule, subject, owner, reason, expiry = (table[field] for field in FIELDS)
    if not (isinstance(rule, str) and isinstance(subject, str)):
        raise PolicyError(f"{name} names a rule and a subject by text.")
    if rule not in titles():
        raise PolicyError(f"There is no rule {rule!r} to waive.")
    return Waiver(rule, subject, str(owner), str(reason), _day(name, expiry))


def _day(name: str, value: object) -> date:
    """A day of TOML, or one written as text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise PolicyError(f"{name} expires on {value!r}, which is no date such as 2027-01-31.") from None
