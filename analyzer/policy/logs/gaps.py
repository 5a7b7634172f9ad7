"""Logs that were cleared, that have holes, that are short, or whose clock jumped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from analyzer.model import Action, Coverage, Event, Hole
from analyzer.policy.case import Case, evidence
from analyzer.policy.logs.channels import around, channels, masters, of, refs
from analyzer.policy.profile import Profile
from analyzer.policy.rolling.planned import lengths
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.rollover.coverage import BY_IDS
from analyzer.rollover.detail import cleared_log
from analyzer.rollover.jumps import jumps_back
from analyzer.rollover.told import Told
from analyzer.words import count, times

DAY = timedelta(days=1)
ALL_READ = 0.9
"""The share of a log's records that must have been read to say that no time ran back."""


class Holed(Rule):
    """A rule about holes of some kinds in a log; its subjects are all logs."""

    kinds: ClassVar[frozenset[str]]

    def deed(self, number: int) -> str:
        """What happened to the log so often."""
        return f"was cleared {times(number)}"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every log by its holes within the period."""
        del profile
        for subject, parts in channels(case).items():
            holes = [
                h
                for c in parts
                for h in c.holes
                if h.kind in self.kinds and h.end >= case.period.start and h.start <= case.period.end
            ]
            told = self.events_of(case, parts[0])
            if holes or told:
                yield found(subject, self._fault(case, parts[0], holes, told))
            elif all(c.basis == BY_IDS for c in parts):
                yield passed(subject, "its record ids tell of none")
            else:
                yield not_assessed(subject, "it has no record ids by which that would show")

    def events_of(self, case: Case, one: Coverage) -> list[Event]:
        """Events that tell of such a hole by themselves."""
        del case, one
        return []

    def _fault(self, case: Case, one: Coverage, holes: Sequence[Hole], told: Sequence[Event]) -> Fault:
        lost = sum((h.end - h.start for h in holes), timedelta())
        moments = [t for h in holes for t in (h.start, h.end)] + [e.time for e in told]
        who = case.accounts(told)
        near = (r for h in holes for r in around(case, one.host, one.channel, h.start, h.end))
        missing = sum(
            h.last_id - h.first_id + 1 for h in holes if h.first_id is not None and h.last_id is not None
        )
        return Fault(
            confidence="high",
            title=f"The log {one.channel} of {one.host} {self.deed(max(len(holes), len(told)))}",
            explanation=f"{lost / timedelta(hours=1):.1f} hours are not known from it"
            + (f"; {count(missing, 'record id')} not seen" if missing else "")
            + (f". By {', '.join(who)}." if who else "."),
            numbers={
                "times": max(len(holes), len(told)),
                "hours": round(lost / timedelta(hours=1), 1),
                "record ids": missing,
            },
            evidence=evidence(refs(told), near),
            remedy=remedy(self.id, host=one.host, channel=one.channel),
            first_seen=min(moments),
            last_seen=max(moments),
            server=one.host,
            cause=one.channel,
        )


class LogCleared(Holed):
    """LOG-CLEARED."""

    id = "LOG-CLEARED"
    severity = "high"
    kinds = frozenset({"cleared"})

    def events_of(self, case: Case, one: Coverage) -> list[Event]:
        """Events 104 and 1102 about the log."""
        return [
            e
            for e in case.events_by_action.get(Action.LOG_CLEARED, ())
            if e.host == one.host
            and cleared_log(e).lower() == one.channel.lower()
            and case.period.start <= e.time <= case.period.end
        ]


class LogHoles(Holed):
    """LOG-HOLES."""

    id = "LOG-HOLES"
    severity = "medium"
    kinds = frozenset({"absent", "off"})

    def deed(self, number: int) -> str:
        """How many holes it has."""
        return f"has {count(number, 'hole')}"


class LogRetention(Rule):
    """LOG-RETENTION."""

    id = "LOG-RETENTION"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key master's DNS logs by the longest rollover of a KSK that it must hold."""
        del profile
        for host in masters(case):
            logs = of(case, host, "state")
            ksk = [r for r in case.rollovers if r.key_role == "KSK" and host in r.servers]
            needed = max((timedelta(seconds=s) for s in lengths(ksk)), default=None)
            held = max((c.end - c.start for c in logs), default=timedelta())
            longest = max((r for r in ksk if r.end and r.start), key=lambda r: (r.end, r.id), default=None)
            waits = [r for r in ksk if r.outcome == "open" and r.start is None]
            if not logs:
                yield not_applicable(host, "it has no log here: LOG-MISSING-HOST judges that")
            elif waits:
                yield found(
                    host, self._fault(case, host, held, "an open rollover began before it", waits[0].id)
                )
            elif needed is None:
                yield not_assessed(host, "no rollover of a key signing key was seen from start to end")
            elif held <= needed and longest:
                yield found(
                    host, self._fault(case, host, held, f"one took {needed / DAY:.1f} days", longest.id)
                )
            else:
                yield passed(
                    host, f"it holds {held / DAY:.0f} days; the longest rollover took {needed / DAY:.1f}"
                )

    def _fault(self, case: Case, host: str, held: timedelta, why: str, rollover: str) -> Fault:
        return Fault(
            confidence="medium",
            title=f"The DNS logs of {host} hold {held / DAY:.0f} days, less than one rollover of a KSK",
            explanation=f"Of rollovers of key signing keys, {why}. A log that is shorter loses the "
            "beginning before the end is written. That the collection was cut short looks the same.",
            numbers={"days held": round(held / DAY, 1)},
            evidence=evidence((rollover,)),
            remedy=remedy(self.id, host=host, channel=of(case, host, "state")[0].channel),
            first_seen=case.period.start,
            last_seen=case.as_of,
            server=host,
        )


class LogClockJump(Rule):
    """LOG-CLOCK-JUMP."""

    id = "LOG-CLOCK-JUMP"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every log with record ids by whether time runs back while ids run on."""
        least = timedelta(seconds=profile.limits.clock_jump_s)
        for subject, parts in channels(case).items():
            told = case.told.get((parts[0].host, parts[0].channel.lower()))
            own = len(told.numbered) if told else 0
            jumps = jumps_back(told, parts, least) if told else []
            if told and jumps:
                yield found(subject, self._fault(case, parts[0], told, jumps))
            elif own >= ALL_READ * sum(c.records for c in parts) and own > 1:
                yield passed(subject, f"{count(own, 'record')} read, their times in the order of their ids")
            else:
                yield not_assessed(subject, f"only {own} of its records were read, the others counted")

    def _fault(self, case: Case, one: Coverage, told: Told, jumps: Sequence[tuple[int, int]]) -> Fault:
        del case
        most = max(told.time(before) - told.time(after) for before, after in jumps)
        return Fault(
            confidence="high",
            title=f"The clock of {one.host} was set back by up to {most / timedelta(minutes=1):.0f} minutes",
            explanation="In its log record ids run on while times run back. Delays and the order of events "
            "between hosts are not to be relied on around it. A clock set forward does not show so.",
            numbers={"jumps": len(jumps), "minutes at most": round(most / timedelta(minutes=1), 1)},
            evidence=evidence(told.ref(number) for pair in jumps for number in pair),
            remedy=remedy(self.id, host=one.host),
            first_seen=min(told.time(after) for _, after in jumps),
            last_seen=max(told.time(before) for before, _ in jumps),
            server=one.host,
            cause=one.channel,
        )
