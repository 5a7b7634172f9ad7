"""Rules about failures of other codes: the wrong server, keys out of reach, operations that do not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from analyzer.knowledge import code
from analyzer.policy.case import NO_ZONE, Case, by_zone, evidence, hours
from analyzer.policy.conflict.exposure import untraced, zones_with_conflicts
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.words import count, percent, times


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that such a code was met: a try, or an event of the server's own."""

    zone: str | None
    time: datetime
    server: str | None
    codes: frozenset[int]
    refs: tuple[str, ...]


class ByCode(Rule):
    """A rule about zones in which operations fail with some codes, persistently."""

    codes: ClassVar[frozenset[int]]
    practice: ClassVar[str]

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by how often and on how many days these codes were met."""
        occasions = by_zone(sorted(self._occasions(case), key=lambda o: (o.time, o.refs)))
        whole = hours(((case.period.start, case.period.end),))
        seen = hours(case.failures) / whole if whole else 0.0
        for zone in sorted({*zones_with_conflicts(case), *occasions}):
            own = occasions.get(zone, ())
            days = len({o.time.date() for o in own})
            if self.persists(len(own), days, profile):
                yield found(zone, self._fault(case, zone, own, days))
            elif unseen := untraced(case, zone):
                yield not_assessed(zone, unseen)
            elif seen >= profile.limits.coverage_share:
                yield passed(
                    zone, f"{times(len(own))} on {count(days, 'day')}" if own else "no such failure was seen"
                )
            else:
                yield not_assessed(zone, f"failed commands would have shown in {percent(seen)} of the period")

    def persists(self, tries: int, days: int, profile: Profile) -> bool:
        """Whether so often, on so many days, is more than a slip."""
        return tries >= profile.limits.persistent_tries and days >= profile.limits.persistent_days

    def server_of(self, case: Case, zone: str, own: Sequence[Occasion]) -> str | None:
        """The server that the finding is about; none where it is about the zone."""
        del case, zone, own
        return None

    def _occasions(self, case: Case) -> Iterator[Occasion]:
        """Tries that failed so, and what servers told that belongs to no try."""
        tried: set[str] = set()
        for attempt in case.attempts:
            tried.update(attempt.detections)
            own = self.codes.intersection(c for c in attempt.codes if isinstance(c, int))
            if attempt.outcome == "failed" and own:
                refs = (attempt.id, *attempt.evidence)
                yield Occasion(attempt.zone, attempt.time, attempt.server, own, refs)
        for event in case.events:
            told = [d for d in event.detections if d.id not in tried and d.code in self.codes]
            if told and case.period.start <= event.time <= case.period.end:
                numbers = frozenset(d.code for d in told if d.code is not None)
                refs = (f"{event.path}#{event.position}", *(d.id for d in told))
                yield Occasion(event.zone, event.time, event.server, numbers, refs)

    def _fault(self, case: Case, zone: str, own: Sequence[Occasion], days: int) -> Fault:
        counts = Counter(number for o in own for number in o.codes)
        server = self.server_of(case, zone, own)
        return Fault(
            confidence="high",
            title=f"{self.practice} {zone}, {times(len(own))} on {count(days, 'day')}",
            explanation="; ".join(
                f"{number} {code(number).name} {times(n)}" for number, n in sorted(counts.items())
            )
            + ".",
            numbers=_numbers(own, days, counts),
            evidence=evidence(*(o.refs for o in own)),
            remedy=remedy(self.id, zone=None if zone == NO_ZONE else zone, server=case.master(zone)),
            first_seen=min(o.time for o in own),
            last_seen=max(o.time for o in own),
            zone=None if zone == NO_ZONE else zone,
            server=server,
        )


def _numbers(own: Sequence[Occasion], days: int, counts: Mapping[int, int]) -> dict[str, float | int | str]:
    by_number = {f"times {number}": n for number, n in sorted(counts.items())}
    return {"times": len(own), "days": days, **by_number}


class WrongServer(ByCode):
    """CONFLICT-WRONG-SERVER."""

    id = "CONFLICT-WRONG-SERVER"
    severity = "medium"
    codes = frozenset({9101, 9122})
    practice = "A server that is not the key master was asked to act on keys of"

    def server_of(self, case: Case, zone: str, own: Sequence[Occasion]) -> str | None:
        """The server that was asked most often."""
        del case, zone
        asked = Counter(o.server for o in own if o.server)
        return max(asked, key=lambda s: (asked[s], s), default=None)


class KeyAccess(ByCode):
    """CONFLICT-KEY-ACCESS."""

    id = "CONFLICT-KEY-ACCESS"
    severity = "high"
    codes = frozenset({9107, 9108, 9109, 9110, 9112})
    practice = "Private keys could not be reached for"


class Misuse(ByCode):
    """CONFLICT-MISUSE."""

    id = "CONFLICT-MISUSE"
    severity = "low"
    codes = frozenset({9113, 9114, 9115, 9117, 9118, 9119, 9120, 9128})
    practice = "Operations do not fit the type or state of keys of"

    def persists(self, tries: int, days: int, profile: Profile) -> bool:
        """On whatever days: a slip is not made three times."""
        del days
        return tries >= profile.limits.misuse_tries
