"""Changes of what a DNS server logs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.knowledge.tables import rows
from analyzer.knowledge.timing import number
from analyzer.model import Action, Event
from analyzer.policy.case import Case, common, evidence, hours
from analyzer.policy.logs.channels import masters, of, refs
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.rollover.coverage import INFORMATION, intervals
from analyzer.rollover.detail import detail
from analyzer.rollover.intervals import union
from analyzer.words import percent


@cache
def logging_settings() -> frozenset[str]:
    """The settings of a DNS server that decide what it logs, in lower case."""
    return frozenset(r["setting"].lower() for r in rows("logging_settings"))


class LogSettingsChanged(Rule):
    """LOG-SETTINGS-CHANGED."""

    id = "LOG-SETTINGS-CHANGED"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every server that has an audit log by its events 541 about logging."""
        changed: dict[str, list[Event]] = {}
        for event in case.events_by_action.get(Action.LOGGING_CHANGED, ()):
            inside = case.period.start <= event.time <= case.period.end
            if inside and _setting(event).lower() in logging_settings():
                changed.setdefault((event.server or event.host).lower(), []).append(event)
        for server in sorted(
            {*changed, *masters(case), *(c.host for c in case.coverage if c.channel == AUDIT_CHANNEL)}
        ):
            audit = [c for c in of(case, server, "state") if c.channel == AUDIT_CHANNEL]
            told = union(piece for c in audit for piece in intervals(c))
            period = ((case.period.start, case.period.end),)
            seen = hours(common(period, told)) / hours(period) if hours(period) else 0.0
            if server in changed:
                events = sorted(changed[server], key=lambda e: (e.time, e.position))
                yield found(server, self._fault(case, server, events))
            elif seen >= profile.limits.coverage_share:
                yield passed(server, "its audit log tells of no such change")
            else:
                yield not_assessed(server, f"its audit log covers {percent(seen)} of the period")

    def _fault(self, case: Case, server: str, events: list[Event]) -> Fault:
        values = [f"{_setting(e)} to {detail(e, 'NewValue') or 'a value not told'}" for e in events]
        silent = [e for e in events if _silences(e)]
        who = case.accounts(events)
        return Fault(
            confidence="high",
            title=f"Logging of {server} was changed: {', '.join(dict.fromkeys(values))}",
            explanation=(f"By {', '.join(who)}. " if who else "By whom is not logged. ")
            + (
                "At this level starts and ends of rollovers are not logged in the DNS Server channel."
                if silent
                else "Compare with what this audit needs: EventLogLevel 4."
            ),
            numbers={"changes": len(events), "that silence rollovers": len(silent)},
            evidence=evidence(refs(events)),
            remedy=remedy(self.id, server=server),
            first_seen=events[0].time,
            last_seen=events[-1].time,
            server=server,
            severity="high" if silent and _silences(events[-1]) else "medium" if silent else "low",
        )


def _setting(event: Event) -> str:
    return detail(event, "Setting") or ""


def _silences(event: Event) -> bool:
    level = number(detail(event, "NewValue") or "")
    return _setting(event).lower() == "eventloglevel" and level is not None and level < INFORMATION
