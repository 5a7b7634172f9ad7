"""A zone's keys as its servers and its parent's show them now: ask, put together, judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import dns.exception
import dns.name

from analyzer.live import child, parent
from analyzer.live.address import Address
from analyzer.live.delegation import Delegation, delegation
from analyzer.live.faults import Fault, faults
from analyzer.live.states import State, states
from analyzer.live.view import ParentView, ServerView

TIMEOUT = 3.0
"""Seconds to wait for an answer over UDP, and as many again over TCP."""


@dataclass(frozen=True, slots=True)
class Check:
    """Everything that was seen of a zone at one time, and what it means."""

    zone: str
    time: datetime
    servers: tuple[ServerView, ...]
    parents: tuple[ParentView, ...]
    delegation: Delegation
    states: tuple[State, ...]
    faults: tuple[Fault, ...]

    @property
    def answered(self) -> bool:
        """Whether any server told anything."""
        return any(v.answers for v in self.servers) or self.delegation.known

    @property
    def signed(self) -> bool | None:
        """Whether the zone has keys; None where no server of it told."""
        told = [v for v in self.servers if v.tells_keys]
        return any(v.keys for v in told) if told else None


def zone_name(text: str) -> dns.name.Name:
    """The name of a zone; ValueError where it cannot be one."""
    try:
        return dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError) as problem:
        raise ValueError(f"{text!r} is no name of a zone: {problem}") from None


def check(
    zone: dns.name.Name,
    servers: Sequence[Address],
    parents: Sequence[Address],
    now: datetime,
    timeout: float = TIMEOUT,
) -> Check:
    """Ask every address named, and no other."""
    views = tuple(child.view(zone, server, servers, timeout) for server in servers)
    published = [k for v in views for k in v.keys]
    above = tuple(parent.view(zone, server, published, timeout) for server in parents)
    told, chain = [v for v in views if v.answers], delegation(above)
    return Check(
        zone=zone.to_text(omit_final_dot=True).lower(),
        time=now,
        servers=views,
        parents=above,
        delegation=chain,
        states=states(told, chain),
        faults=faults(told, above, chain, now),
    )
