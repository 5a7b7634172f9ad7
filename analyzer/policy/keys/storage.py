"""Where private keys are kept."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.model import Setting
from analyzer.policy.case import Case
from analyzer.policy.keys.clause import Clause
from analyzer.policy.keys.subjects import Owner, owners, spans
from analyzer.policy.profile import Profile
from analyzer.policy.requirements import requirements
from analyzer.policy.rule import Fault, Ruling, found, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.rollover.detail import yes

IN_AD, PROVIDER = "StoreKeysInAD", "KeyStorageProvider"


class Storage(Clause):
    """KEY-STORAGE."""

    id = "KEY-STORAGE"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key by where the zone's other keys are, and by the providers that are allowed."""
        allowed = profile.limits.key_storage_providers
        clauses = [r for r in requirements() if r.rule == self.id and profile.asks(r.id, r.parameter)]
        keys = list(owners(case, IN_AD))
        in_ad = {k.zone for k in keys if any(yes(s.value) for s in spans(case, k, IN_AD))}
        untold = {k.zone for k in keys if not spans(case, k, IN_AD)}
        for key in keys:
            apart = [s for s in spans(case, key, IN_AD) if not yes(s.value)]
            wrong = [s for s in spans(case, key, PROVIDER) if allowed and s.value not in allowed]
            if wrong:
                yield found(
                    key.subject, self._kept_apart(case, key, wrong, f"allowed are {', '.join(allowed)}")
                )
            elif apart and key.zone in in_ad:
                yield found(
                    key.subject, self._kept_apart(case, key, apart, "other keys of the zone are in AD")
                )
            elif clauses:
                yield self._of(case, profile, key, clauses)
            elif key.zone in untold:
                yield not_assessed(key.subject, f"{IN_AD} of keys of the zone is not logged")
            else:
                yield passed(key.subject, "it is kept as the zone's other keys are")

    def _kept_apart(self, case: Case, key: Owner, told: list[Setting], why: str) -> Fault:
        last = told[-1]
        return Fault(
            confidence="high" if last.since else "medium",
            title=f"{last.parameter} of a {key.role or 'key'} of {key.zone} is {last.value}; {why}",
            explanation="Servers that cannot get at a key cannot sign with it, "
            "or take the role of key master over."
            if last.parameter == IN_AD
            else "The parameters of this audit name the providers that are allowed.",
            numbers={last.parameter: last.value},
            evidence=tuple(sorted({s.source for s in told})),
            remedy=remedy(self.id, zone=key.zone, key=key.guid, server=case.master(key.zone)),
            first_seen=told[0].since or case.period.start,
            last_seen=min(last.until or case.as_of, case.as_of),
            zone=key.zone,
            key_guid=key.guid,
            key_role=key.role,
            cause=last.parameter,
        )
