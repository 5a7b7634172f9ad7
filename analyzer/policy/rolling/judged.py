"""Rules that turn a diagnosis of rollovers into a finding, key by key."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from analyzer.model import Confidence, Diagnosis, Remedy, Rollover, Severity
from analyzer.policy.case import Case, evidence
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed
from analyzer.policy.subjects import keys_of, unseen, zones_without_rolls
from analyzer.words import count

Found = tuple[Rollover, Diagnosis]
ORDER: dict[Confidence, int] = {"low": 0, "medium": 1, "high": 2}


class Diagnosed(Rule):
    """A rule whose faults are diagnoses of one kind; its subjects are the keys that rolled."""

    kind: ClassVar[str]

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key by the diagnoses of its rollovers."""
        for zone, rolls in case.rollovers_by_zone.items():
            for subject, own in keys_of(rolls):
                told = [(r, d) for r in own for d in r.diagnoses if d.kind == self.kind]
                if told:
                    yield found(subject, self.fault(case, told))
                elif reason := self.untellable(case, own):
                    yield not_assessed(subject, reason)
                else:
                    without = f"{count(len(own), 'rollover')} without a sign of it"
                    yield unseen(case, profile, zone, subject, without, self.told_by(own))
        yield from zones_without_rolls(case, profile)

    @abstractmethod
    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """The finding's title."""

    def severity_of(self, case: Case, told: Sequence[Found]) -> Severity:
        """How bad it is: lower where it is over."""
        return self.severity if any(is_on(case, r) for r, _ in told) else "low"

    def told_by(self, own: Sequence[Rollover]) -> str | None:
        """The channel that alone tells of such a fault of a key; None where either does."""
        del own
        return None

    def untellable(self, case: Case, own: Sequence[Rollover]) -> str:
        """Why nothing can be said of a key without a diagnosis; empty where it can."""
        del case
        unknown = sum(r.outcome == "unknown" for r in own)
        return f"how {unknown} of {count(len(own), 'rollover')} ended is not known" if unknown else ""

    @abstractmethod
    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """What to do about the latest of them."""

    def numbers_of(self, case: Case, told: Sequence[Found]) -> dict[str, float | int | str]:
        """Numbers beyond the count of rollovers."""
        del case, told
        return {}

    def words_of(self, case: Case, told: Sequence[Found]) -> str:
        """Sentences beyond what the diagnoses say."""
        del case, told
        return ""

    def fault(self, case: Case, told: Sequence[Found]) -> Fault:
        """The finding of one key."""
        told = sorted(told, key=lambda f: (f[1].since, f[0].id, f[1].next_step))
        rollover, last = told[-1]
        rolls = {r.id: r for r, _ in told}
        on = any(is_on(case, r) for r in rolls.values())
        more = self.words_of(case, told)
        return Fault(
            confidence=max((d.confidence for _, d in told), key=ORDER.__getitem__),
            title=self.title_of(case, told),
            explanation=" ".join(filter(None, (_since(told), more))),
            numbers={"rollovers": len(rolls), **self.numbers_of(case, told)},
            evidence=evidence(rolls, *(d.evidence for _, d in told)),
            remedy=self.remedy_of(case, (rollover, last)),
            first_seen=told[0][1].since,
            last_seen=case.as_of if on else max(max(r.end or d.since, d.since) for r, d in told),
            zone=rollover.zone,
            key_guid=rollover.key_guid,
            key_role=rollover.key_role,
            severity=self.severity_of(case, told),
        )


def _since(told: Sequence[Found]) -> str:
    return " ".join(
        f"Rollover {r.id} ({r.outcome}): since {d.since:%Y-%m-%d %H:%M} UTC"
        + (f", in {d.step}" if d.step else "")
        + _expected(r)
        for r, d in told
    )


def _expected(rollover: Rollover) -> str:
    low, high = rollover.expected_min_s, rollover.expected_max_s
    if low is None or high is None:
        return "."
    return f"; expected {low / 3600:.0f} to {high / 3600:.0f} h ({rollover.expected_source})."


def is_on(case: Case, rollover: Rollover) -> bool:
    """Whether what was wrong with a rollover is so still: it is open, or failed and none came after it."""
    if rollover.outcome == "open":
        return True
    own = [r for r in case.rollovers_by_zone.get(rollover.zone, ()) if r.key_guid == rollover.key_guid]
    return rollover.outcome == "failed" and own[-1].id == rollover.id
