"""Hosts and accounts of a fleet, and which of their logs are on."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.hosts import POWERSHELL_CHANNEL, Host, Jump, StageForm
from analyzer.simulate.world import Actor

DOMAIN_SID = "S-1-5-21-1004336348-1177238915-682003330"
PEOPLE = ("jdoe", "asmith", "mmueller", "o'brien", "zoë", "tanaka")
SERVICES = ("svc-dnssec", "svc-automation")
HOSTILE = "svc-<script>alert(1)</script>"
"""An account name that a page must not run."""

STAGE_FORMS: tuple[StageForm, ...] = ("powershell", "powershell", "name", "number")


def servers(rng: random.Random, count: int, *, healthy: bool) -> list[Host]:
    """DNS servers; some are of 2012 R2, some have a second name, some a wrong clock."""
    return [_server(rng, number, healthy) for number in range(1, count + 1)]


def _server(rng: random.Random, number: int, healthy: bool) -> Host:
    name = f"dns{number:02}.fleet.example"
    return Host(
        name,
        f"DNS{number:02}.fleet.example",
        "server",
        old=rng.random() < 0.2,
        module_logging=not healthy and rng.random() < 0.2,
        stage_form=rng.choice(STAGE_FORMS),
        skew=_skew(rng, healthy),
        aliases=() if rng.random() < 0.6 else (f"dns{number:02}", f"ns{number}.fleet.example"),
        first_ids={channel: rng.randint(1, 9_500) for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL)},
    )


def operators(rng: random.Random, count: int, *, healthy: bool, jumps: datetime | None = None) -> list[Host]:
    """Computers of those who run the servers; most of their logs are off, as by default.

    The clock of the last of several jumps for a day from `jumps` on.
    """
    return [
        Host(
            f"ops{number:02}.fleet.example",
            f"OPS{number:02}.fleet.example",
            "operator",
            module_logging=rng.random() < 0.4,
            task_history=number == 1 or rng.random() < 0.4,
            process_auditing=number == 1 or rng.random() < 0.3,
            skew=_skew(rng, healthy),
            jump=Jump(jumps, jumps + timedelta(days=1), timedelta(hours=rng.choice((-3, 2))))
            if jumps and number == count > 1
            else None,
            first_ids={POWERSHELL_CHANNEL: rng.randint(1, 9_500)},
        )
        for number in range(1, count + 1)
    ]


def _skew(rng: random.Random, healthy: bool) -> timedelta:
    """How far a clock is ahead: seldom more than Kerberos would let pass."""
    if healthy or rng.random() < 0.7:
        return timedelta(0)
    return timedelta(seconds=round(rng.uniform(-120, 120), 3))


def people(rng: random.Random) -> list[Actor]:
    """The administrators, at least two."""
    return [_actor(n, 1100 + i) for i, n in enumerate(rng.sample(PEOPLE, rng.randint(2, len(PEOPLE))))]


def services(rng: random.Random) -> list[Actor]:
    """The accounts that tasks run under, seldom one with a hostile name."""
    names = [*SERVICES, HOSTILE] if rng.random() < 0.3 else SERVICES
    return [_actor(name, 1200 + number) for number, name in enumerate(names)]


def _actor(name: str, rid: int) -> Actor:
    return Actor(f"FLEET\\{name}", f"{DOMAIN_SID}-{rid}")
