"""Subjects of rules about rollovers, and what to say of those in which nothing was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.model import KeyRole, Rollover
from analyzer.policy.case import Case, hours
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Ruling, not_applicable, not_assessed, passed
from analyzer.words import percent


def keys_of(rolls: Sequence[Rollover]) -> Iterator[tuple[str, list[Rollover]]]:
    """The rollovers of each key with the key's name as a subject."""
    found: dict[str, list[Rollover]] = defaultdict(list)
    for roll in rolls:
        found[roll.key_guid].append(roll)
    for guid, own in sorted(found.items()):
        role = next((r.key_role for r in own if r.key_role), None)
        yield key_subject(own[0].zone, role, guid), own


def key_subject(zone: str, role: KeyRole | None, guid: str) -> str:
    """A key as a subject: zone, role and GUID."""
    return f"{zone} {role or 'key'} {guid}"


def unseen(
    case: Case, profile: Profile, zone: str, subject: str, reason: str, channel: str | None = None
) -> Ruling:
    """What to say of a subject in whose rollovers nothing was found: passed where nearly all showed.

    `channel` is the log that alone tells of the fault, where there is only one.
    """
    whole = hours(((case.period.start, case.period.end),))
    seen = 1 - hours(case.blind(zone, channel)) / whole if whole else 0.0
    if seen >= profile.limits.coverage_share:
        return passed(subject, reason)
    log = f"log {channel}" if channel else "log"
    return not_assessed(subject, f"the key master's {log} covers {percent(seen)} of the period")


def zones_without_rolls(case: Case, profile: Profile) -> Iterator[Ruling]:
    """Zones of which no rollover is known: nothing to judge, or nothing to judge it from."""
    for zone in case.zones:
        if zone not in case.rollovers_by_zone:
            told = unseen(case, profile, zone, zone, "")
            yield told if told.outcome == "not assessed" else not_applicable(zone, "no key rolled")
