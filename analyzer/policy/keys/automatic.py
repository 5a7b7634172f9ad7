"""Keys that no longer roll by themselves: switched off, or given up after a failure."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.model import Rollover
from analyzer.policy.case import Case, evidence
from analyzer.policy.keys.clause import Clause
from analyzer.policy.profile import Profile
from analyzer.policy.requirements import Requirement, requirements
from analyzer.policy.rolling.judged import is_on
from analyzer.policy.rule import Fault, Ruling, found
from analyzer.policy.subjects import key_subject
from analyzer.policy.texts import remedy


class AutomaticOff(Clause):
    """KEY-AUTOMATIC-OFF."""

    id = "KEY-AUTOMATIC-OFF"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key by its period, and by whether its last rollover failed (7671)."""
        clauses = [r for r in requirements() if r.rule == self.id and profile.asks(r.id, r.parameter)]
        given_up = {
            key_subject(r.zone, r.key_role, r.key_guid): r
            for r in case.rollovers
            if clauses and clauses[0].role in (None, r.key_role) and r.outcome == "failed" and _still(case, r)
        }
        told: set[str] = set()
        for ruling in super().check(case, profile):
            roll = given_up.get(ruling.subject)
            told.add(ruling.subject)
            if roll and ruling.outcome != "finding":
                yield found(ruling.subject, self._given_up(case, roll, clauses[0]))
            else:
                yield ruling
        for subject in sorted(given_up.keys() - told):
            yield found(subject, self._given_up(case, given_up[subject], clauses[0]))

    def _given_up(self, case: Case, roll: Rollover, clause: Requirement) -> Fault:
        since = roll.end or roll.end_max or case.as_of
        return Fault(
            confidence="high",
            title=f"A {roll.key_role or 'key'} of {roll.zone} rolls no more since a rollover failed",
            explanation="Event 7671 says that the server gives the key up; no rollover and no change of "
            "its period has been logged since.",
            numbers={"since": f"{since:%Y-%m-%d}"},
            evidence=evidence((roll.id,), roll.evidence),
            remedy=remedy(self.id, zone=roll.zone, key=roll.key_guid, server=case.master(roll.zone)),
            first_seen=since,
            last_seen=case.as_of,
            zone=roll.zone,
            key_guid=roll.key_guid,
            key_role=roll.key_role,
            cause=clause.id,
            severity=clause.severity,
            references=(clause.citation,),
        )


def _still(case: Case, roll: Rollover) -> bool:
    """Whether nothing has put the key back in order: no later rollover, no period told later."""
    period = case.book.at(roll.zone, roll.key_guid, "RolloverPeriod", case.as_of)
    later = period and period.since and roll.end and period.since > roll.end
    return is_on(case, roll) and not later
