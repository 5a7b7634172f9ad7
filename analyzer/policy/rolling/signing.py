"""Zones that were unsigned, or signed anew by a person, while one of their keys was rolling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from analyzer.model import Action, Event, Rollover
from analyzer.policy.case import SERVER_ITSELF, Case, evidence
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable
from analyzer.policy.subjects import unseen, zones_without_rolls
from analyzer.policy.texts import remedy
from analyzer.rollover.signs import DOUBLE
from analyzer.words import count


class Meddled(Rule):
    """A rule about something done to a zone while a key of it was certainly rolling."""

    actions: ClassVar[frozenset[Action]]
    deed: ClassVar[str]
    by_person: ClassVar[bool]

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone in which keys rolled by what was done meanwhile."""
        for zone, rolls in case.rollovers_by_zone.items():
            told = [e for e in case.events_by_zone.get(zone, ()) if self._tells(e)]
            hits = [(e, r) for e in told for r in rolls if _inside(e, r)]
            if hits:
                yield found(zone, self._fault(case, zone, hits))
            elif not any(r.start or r.start_max for r in rolls):
                yield not_applicable(zone, "of no rollover it is known when it ran")
            else:
                yield unseen(case, profile, zone, zone, f"{count(len(rolls), 'rollover')}, none disturbed so")
        yield from zones_without_rolls(case, profile)

    def _tells(self, event: Event) -> bool:
        person = event.actor is not None and event.actor.lower() not in SERVER_ITSELF
        return event.action in self.actions and (person or not self.by_person)

    def _fault(self, case: Case, zone: str, hits: list[tuple[Event, Rollover]]) -> Fault:
        events = list({(e.path, e.position): e for e, _ in hits}.values())
        rolls = sorted({r.id for _, r in hits})
        who = case.accounts(events)
        first, last = min(e.time for e in events), max(e.time for e in events)
        return Fault(
            confidence="high",
            title=f"{zone} was {self.deed} while a key was rolling, on {first:%Y-%m-%d}",
            explanation=(f"By {', '.join(who)}. " if who else "By whom is not logged. ")
            + f"It happened within {', '.join(rolls)}.",
            numbers={"events": len(events), "rollovers": len(rolls)},
            evidence=evidence(rolls, (f"{e.path}#{e.position}" for e in events)),
            remedy=remedy(self.id, zone=zone, server=case.master(zone)),
            first_seen=first,
            last_seen=last,
            zone=zone,
        )


def _inside(event: Event, rollover: Rollover) -> bool:
    """Whether an event fell into a rollover of its server whatever the edges; it may itself be the end.

    A server that lost the role without knowing it may go on rolling what another signs.
    """
    if event.server and rollover.servers and event.server not in rollover.servers:
        return False
    start = rollover.start or rollover.start_max
    end = rollover.end or rollover.end_min
    grace = DOUBLE if rollover.outcome == "aborted" else timedelta(0)
    return start is not None and start < event.time and (end is None or event.time <= end + grace)


class Unsigned(Meddled):
    """ROLL-UNSIGNED."""

    id = "ROLL-UNSIGNED"
    severity = "medium"
    actions = frozenset({Action.ZONE_UNSIGNED})
    deed = "unsigned"
    by_person = False


class Resigned(Meddled):
    """ROLL-RESIGNED."""

    id = "ROLL-RESIGNED"
    severity = "low"
    actions = frozenset({Action.ZONE_SIGNED, Action.ZONE_RESIGNED})
    deed = "signed anew by a person"
    by_person = True
