"""Whether what the servers show fits the rollovers that the logs tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from analyzer.knowledge.timing import default_seconds
from analyzer.live.check import Check
from analyzer.live.states import DS_UPDATE, IDLE, State, status_name
from analyzer.model import Action, Diagnosis, Event, KeyRole, Rollover, Setting

Fit = Literal["agrees", "contradicts", "cannot tell"]
ROLES: tuple[KeyRole, ...] = ("KSK", "ZSK")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether one role's keys are now what the logs say they were at their end."""

    role: KeyRole
    fit: Fit
    logged: str | None
    text: str


def compare(check: Check, rollovers: Sequence[Rollover], as_of: datetime) -> tuple[Comparison, ...]:
    """A comparison for each role; `rollovers` are those of the zone, `as_of` is the end of the logs.

    No wait of a rollover is shorter than an hour: logs that end earlier than that before
    the check may agree, but do not contradict.
    """
    if check.signed is None:
        return ()
    return tuple(_of_role(check, role, rollovers, as_of) for role in ROLES)


def ds_ttl(check: Check) -> tuple[Setting, ...]:
    """The TTL of the DS set as a setting of the zone, for the expected length of its rolls."""
    ttl = check.delegation.ttl
    source = next((f"dns:{p.server}#DS" for p in check.parents if p.ttl == ttl), "")
    if ttl is None:
        return ()
    return (Setting(check.zone, None, None, "ParentDsTtl", str(ttl), None, None, source),)


def forced_early(
    check: Check, rollovers: Sequence[Rollover], events: Iterable[Event]
) -> tuple[str, Diagnosis] | None:
    """That the last KSK roll was forced before the DS was at the parent: its id and the diagnosis.

    Certain where the DS that the parent has fits no key in use; likely where both keys
    are still there and the parent has the old one's DS only.
    """
    last = max((r for r in rollovers if r.key_role == "KSK"), key=_began, default=None)
    if last is None:
        return None
    steps = [
        e
        for e in events
        if e.action is Action.STEPPED and e.key_guid == last.key_guid and e.time >= _began(last)
    ]
    broken = any(f.kind == "chain-broken" for f in check.faults)
    waits = any(s.role == "KSK" and s.likely == status_name(DS_UPDATE) for s in check.states)
    if not (last.outcome == "forced" or steps) or not (broken or waits):
        return None
    since = max((e.time for e in steps), default=last.end or check.time)
    return last.id, Diagnosis(
        "forced-early",
        since,
        status_name(DS_UPDATE),
        f"Have the parent publish the DS of the key that is in use now: Export-DnsServerDnsSecPublicKey "
        f"-ZoneName {check.zone} -DigestType Sha256",
        "The DS fits a key that signs the DNSKEY set on every server of the zone.",
        "high" if broken else "medium",
        (*sorted({f"{e.path}#{e.position}" for e in steps}), *(f"dns:{p.server}#DS" for p in check.parents)),
    )


def _of_role(check: Check, role: KeyRole, rollovers: Sequence[Rollover], as_of: datetime) -> Comparison:
    shown = [s for s in check.states if s.role == role]
    own = [r for r in rollovers if r.key_role in (role, None)]
    rolling = [r for r in own if r.outcome == "open"]
    if not own or (not rolling and max(own, key=_began).outcome in ("unknown", "failed")):
        return Comparison(role, "cannot tell", None, f"The logs do not tell the state of the zone's {role}.")
    logged = (
        (rolling[-1].stages[-1].name if rolling[-1].stages else None) if rolling else status_name(IDLE[0])
    )
    said = (
        f"By the logs, as of {as_of:%Y-%m-%d %H:%M} UTC, the {role} is in {logged or 'some step of a roll'}"
    )
    if not shown:
        fit: Fit = "contradicts" if check.signed is False else "cannot tell"
        return Comparison(role, fit, logged, f"{said}; the zone publishes no {role}.")
    if all(_fits(logged, s) for s in shown):
        return Comparison(role, "agrees", logged, f"{said}; what the servers show fits.")
    seen = " or ".join(sorted({s.likely or s.statuses[0] for s in shown}))
    if check.time - as_of > timedelta(seconds=default_seconds("ShortestWait")):
        return Comparison(
            role,
            "cannot tell",
            logged,
            f"{said}; since then it may have become {seen}, which the servers show.",
        )
    return Comparison(role, "contradicts", logged, f"{said}; the servers show {seen}.")


def _fits(logged: str | None, state: State) -> bool:
    idle = {status_name(n) for n in IDLE}
    return logged in state.statuses if logged else bool(set(state.statuses) - idle)


def _began(rollover: Rollover) -> datetime:
    return rollover.start or rollover.start_max or rollover.start_min or LONG_AGO
