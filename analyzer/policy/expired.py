"""Waivers whose last day has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from analyzer.policy.case import Case
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, passed
from analyzer.policy.texts import remedy
from analyzer.policy.waivers import Waiver


class WaiverExpired(Rule):
    """WAIVER-EXPIRED."""

    id = "WAIVER-EXPIRED"
    severity = "low"

    def __init__(self, waivers: Sequence[Waiver] = ()) -> None:
        """Judge these waivers."""
        self._waivers = tuple(dict.fromkeys(waivers))

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every waiver by its expiry."""
        del profile
        for waiver in self._waivers:
            subject = f"{waiver.rule} {waiver.subject}"
            if waiver.holds(case.as_of):
                yield passed(subject, f"it holds until {waiver.expiry}")
                continue
            day = datetime.combine(waiver.expiry, time.max, UTC)
            yield found(
                subject,
                Fault(
                    confidence="high",
                    title=f"The waiver of {waiver.rule} for {waiver.subject} expired on {waiver.expiry}",
                    explanation=f"{waiver.owner} answered for it: {waiver.reason}. "
                    "What it covered is reported again.",
                    numbers={"days since": (case.as_of.date() - waiver.expiry).days},
                    evidence=(),
                    remedy=remedy(self.id),
                    first_seen=day.replace(microsecond=0),
                    last_seen=case.as_of,
                    cause=subject,
                ),
            )
