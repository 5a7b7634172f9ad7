"""How much of the period the logs tell of."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.model import Observes
from analyzer.policy.case import Case, evidence, hours
from analyzer.policy.logs.channels import around, callers, masters, of, share, whole
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.rollover.intervals import Intervals
from analyzer.words import count, percent

WORDS = {"state": "rollovers", "failures": "failed commands"}


class LogCoverage(Rule):
    """LOG-COVERAGE."""

    id = "LOG-COVERAGE"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key master while it was one, and every host whose commands are logged."""
        for host, had in masters(case).items():
            yield self._of(case, profile, host, "state", had)
        for host in callers(case):
            yield self._of(case, profile, host, "failures", whole(case))

    def _of(self, case: Case, profile: Profile, host: str, observes: Observes, had: Intervals) -> Ruling:
        subject = f"{host} {observes}"
        if not of(case, host, observes):
            return not_applicable(subject, "it has no such log here: LOG-MISSING-HOST judges that")
        seen = share(case, host, observes, had)
        if seen >= profile.limits.coverage_share:
            return passed(subject, f"{percent(seen)} of the time is covered")
        parts = of(case, host, observes)
        edges = [(c.channel, h.start, h.end) for c in parts for h in c.holes]
        edges += [(c.channel, c.start, c.end) for c in parts]
        refs = (ref for edge in edges for ref in around(case, host, *edge))
        return found(
            subject,
            Fault(
                confidence="high",
                title=f"The logs of {host} would show {WORDS[observes]} in {percent(seen)} of the time",
                explanation=f"At least {percent(profile.limits.coverage_share)} is asked for. What was in "
                "the rest is not known, and nothing in this report says that it was well.",
                numbers={
                    "share": round(seen, 4),
                    "hours covered": round(seen * hours(had), 1),
                    "hours in question": round(hours(had), 1),
                },
                evidence=evidence(refs),
                remedy=remedy(self.id, host=host, channel=parts[0].channel),
                first_seen=case.period.start,
                last_seen=case.as_of,
                server=host,
                cause=observes,
            ),
        )


class LogMissingHost(Rule):
    """LOG-MISSING-HOST."""

    id = "LOG-MISSING-HOST"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key master, and the hosts from which people act on keys."""
        del profile
        for host in masters(case):
            if of(case, host, "state"):
                yield passed(host, "its DNS log is there")
            else:
                zones = sorted(z for z, ts in case.masters.items() if any(t.server == host for t in ts))
                told = (
                    f"{e.path}#{e.position}"
                    for e in case.events
                    if e.zone in zones and host in (e.server, *e.detail.values())
                )
                yield found(
                    host, self._fault(case, host, f"key master of {', '.join(zones)}", evidence(told))
                )
        acted = [a for a in case.attempts if a.outcome == "succeeded" and a.host == a.server]
        untraced = sum(map(len, case.untraced.values()))
        if callers(case) and untraced:
            yield not_assessed(
                "operators", f"{count(untraced, 'operation')} left no trace where they were run"
            )
        elif callers(case):
            yield passed("operators", f"commands are logged on {', '.join(callers(case))}")
        elif acted:
            refs = evidence(r for a in acted for r in (a.id, *a.evidence))
            yield found("operators", self._fault(case, None, "from which people act on keys", refs))
        else:
            yield not_applicable("operators", "nobody is known to have acted on keys")

    def _fault(self, case: Case, host: str | None, what: str, refs: tuple[str, ...]) -> Fault:
        name = host or "the hosts"
        lost = "rollovers" if host else "failed commands"
        return Fault(
            confidence="high",
            title=f"No log of {name}, {what}, is in the collection",
            explanation=f"Without it {lost} do not show, and what depends on them is not assessed.",
            numbers={"events that name it" if host else "operations seen": len(refs)},
            evidence=refs,
            remedy=remedy(self.id, "remedy" if host else "operators", host=host),
            first_seen=case.period.start,
            last_seen=case.as_of,
            server=host,
            cause="state" if host else "failures",
        )
