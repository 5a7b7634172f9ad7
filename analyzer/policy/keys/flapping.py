"""Settings that are changed, changed back, and changed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from analyzer.model import KeyRole, Setting
from analyzer.policy.case import Case
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed
from analyzer.policy.subjects import key_subject, unseen
from analyzer.policy.texts import remedy
from analyzer.words import times

IGNORED = frozenset({"ParentHasSecureDelegation", "KeyMasterServer", "NextRolloverAction"})
"""Settings that the server changes by itself, or that go back by themselves."""


class Flapping(Rule):
    """KEY-SETTINGS-FLAPPING."""

    id = "KEY-SETTINGS-FLAPPING"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone and key by its setting that went back most often."""
        told: dict[tuple[str, str | None], list[tuple[Setting, ...]]] = {}
        for (zone, guid, name), values in sorted(
            case.book.spans.items(), key=lambda i: (i[0][0], i[0][1] or "", i[0][2])
        ):
            if name not in IGNORED:
                told.setdefault((zone, guid), []).append(values)
        for (zone, guid), many in told.items():
            returns = [_returns(values, case, profile) for values in many]
            worst = max(returns, key=lambda r: (len(r), r[-1].parameter if r else ""))
            role = next((v.key_role for values in many for v in values if v.key_role), None)
            subject = key_subject(zone, role, guid) if guid else zone
            if len(worst) >= profile.limits.flapping_returns:
                yield found(subject, self._fault(case, profile, (zone, guid, role), worst))
            else:
                yield unseen(case, profile, zone, subject, "no setting went back and forth")
        for zone in sorted(set(case.zones) - {zone for zone, _ in told}):
            yield not_assessed(zone, "its settings are not logged")

    def _fault(
        self,
        case: Case,
        profile: Profile,
        owner: tuple[str, str | None, KeyRole | None],
        returns: Sequence[Setting],
    ) -> Fault:
        zone, guid, role = owner
        name = returns[-1].parameter
        moments = [s.since for s in returns if s.since]
        return Fault(
            confidence="high",
            title=f"{name} of {zone} was changed back and forth, {times(len(returns))}",
            explanation=f"Within {profile.limits.flapping_days} days {name} went back to the value "
            f"before the last one {times(len(returns))}. "
            "Two people, or a person and a script, do not agree on it.",
            numbers={"returns": len(returns), "parameter": name, "last value": returns[-1].value},
            evidence=tuple(sorted({s.source for s in returns})),
            remedy=remedy(self.id, zone=zone, key=guid, server=case.master(zone)),
            first_seen=min(moments),
            last_seen=max(moments),
            zone=zone,
            key_guid=guid,
            key_role=role,
            cause=name,
        )


def _returns(values: Sequence[Setting], case: Case, profile: Profile) -> list[Setting]:
    """The longest run of changes back to the value before the last one, close enough to each other."""
    within = timedelta(days=profile.limits.flapping_days)
    back = [
        now
        for before, now in zip(values, values[2:], strict=False)
        if now.value == before.value and now.since and case.period.start <= now.since <= case.as_of
    ]
    runs = (
        [b for b in back if b.since and first.since and first.since <= b.since <= first.since + within]
        for first in back
    )
    return max(runs, key=len, default=[])
