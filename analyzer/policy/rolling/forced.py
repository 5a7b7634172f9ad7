"""Rollovers that somebody pushed past the wait for the DS at the parent."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.model import Action, Event, Rollover
from analyzer.policy.case import Case, evidence
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable
from analyzer.policy.subjects import keys_of, unseen, zones_without_rolls
from analyzer.policy.texts import remedy

EARLY = "forced-early"


class Forced(Rule):
    """ROLL-FORCED."""

    id = "ROLL-FORCED"
    severity = "info"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Note every key whose wait was ended by hand; a fault only with evidence that it was too early."""
        steps = case.events_by_action.get(Action.STEPPED, ())
        for zone, rolls in case.rollovers_by_zone.items():
            for subject, own in keys_of(rolls):
                if own[0].key_role == "ZSK":
                    yield not_applicable(subject, "a zone signing key waits for no DS")
                    continue
                inside = [e for e in steps if e.zone == zone and any(_within(case, e, r) for r in own)]
                hit = [r for r in own if r.outcome == "forced" or any(_within(case, e, r) for e in inside)]
                yield (
                    found(subject, _fault(self.id, case, hit, inside))
                    if hit
                    else unseen(case, profile, zone, subject, "no step was forced", AUDIT_CHANNEL)
                )
        yield from zones_without_rolls(case, profile)


def _within(case: Case, event: Event, rollover: Rollover) -> bool:
    window = case.window(rollover)
    return event.key_guid == rollover.key_guid and window is not None and window[0] <= event.time <= window[1]


def _fault(rule: str, case: Case, rolls: list[Rollover], steps: list[Event]) -> Fault:
    last = rolls[-1]
    early = [d for r in rolls for d in r.diagnoses if d.kind == EARLY]
    times = [e.time for e in steps] or [r.end or r.start or case.period.start for r in rolls]
    who = case.accounts(steps)
    return Fault(
        confidence="high",
        title=f"The KSK of {last.zone} was forced past the wait for its DS"
        + (" before the DS was at the parent" if early else ""),
        explanation=(f"By {', '.join(who)}. " if who else "By whom is not logged. ")
        + (
            "There is evidence that it was too early: the chain of trust broke."
            if early
            else "That is right where the new DS was at the parent, which no log of a DNS server tells."
        ),
        numbers={"rollovers": len(rolls), "steps": len(steps)},
        evidence=evidence(
            (r.id for r in rolls),
            (f"{e.path}#{e.position}" for e in steps),
            *(d.evidence for d in early),
        ),
        remedy=remedy(rule, zone=last.zone, key=last.key_guid, server=case.master(last.zone)),
        first_seen=min(times),
        last_seen=max(times),
        zone=last.zone,
        key_guid=last.key_guid,
        key_role=last.key_role,
        severity="high" if early else "info",
    )
