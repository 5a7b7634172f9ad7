"""What settings belong to: the keys and zones of a case, and what their servers host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.knowledge.timing import number, parameter
from analyzer.model import KeyRole, Setting
from analyzer.policy.case import Case
from analyzer.policy.keys.values import value_of
from analyzer.policy.subjects import key_subject

CAPS = ((1024, 150.0), (2048, 500.0), (4096, 2500.0))
"""Largest key length in bits and how many NSEC3 iterations it allows (DNS Zones, dn593642)."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A zone, or one of its keys."""

    zone: str
    guid: str | None = None
    role: KeyRole | None = None

    @property
    def subject(self) -> str:
        """Its name in assessments."""
        return key_subject(self.zone, self.role, self.guid) if self.guid else self.zone


def owners(case: Case, name: str) -> Iterator[Owner]:
    """Every zone of the case, or every key that is known, by what the parameter belongs to."""
    known = parameter(name) or parameter(name, "KSK")
    if known is None or known.scope == "zone":
        yield from (Owner(zone) for zone in case.zones)
        return
    roles: dict[tuple[str, str], KeyRole | None] = defaultdict(lambda: None)
    told = [(s.zone, s.key_guid, s.key_role) for s in case.settings]
    told += [(r.zone, r.key_guid, r.key_role) for r in case.rollovers]
    for zone, guid, role in told:
        if guid:
            roles[zone, guid] = roles[zone, guid] or role
    yield from (Owner(zone, guid, role) for (zone, guid), role in sorted(roles.items()))
    with_keys = {zone for zone, _ in roles}
    yield from (Owner(zone) for zone in case.zones if zone not in with_keys)


def spans(case: Case, owner: Owner, name: str) -> list[Setting]:
    """The values that a parameter had in the period, by time."""
    told = case.book.spans.get((owner.zone, owner.guid, name), ())
    return [
        s
        for s in told
        if (s.until is None or s.until > case.period.start) and (s.since is None or s.since < case.period.end)
    ]


def smallest_key(case: Case, zone: str) -> float | None:
    """How many iterations the smallest key of a zone allows."""
    lengths = [bits for text in case.key_settings.get((zone, "KeyLength"), ()) if (bits := number(text))]
    return next((cap for largest, cap in CAPS if lengths and min(lengths) <= largest), None)


def holds_where(case: Case, owner: Owner, name: str, wanted: frozenset[str], setting: Setting) -> bool | None:
    """Whether another parameter has one of the wanted values while a setting holds; None if not known."""
    when = setting.since or case.period.start
    key = owner.guid if (known := parameter(name)) and known.scope == "key" else None
    other = case.book.at(owner.zone, key, name, when)
    value = value_of(name, other.value) if other else None
    return None if not isinstance(value, frozenset) else value <= wanted
