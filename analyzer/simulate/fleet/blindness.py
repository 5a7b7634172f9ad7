"""What nobody will see: hosts not collected, logs cleared, overwritten, exported in part, damaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate import damage
from analyzer.simulate.callers import Purpose
from analyzer.simulate.damage import Damaged, Remaining
from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import Style
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.hosts import (
    DNS_CHANNELS,
    OLD_POWERSHELL_CHANNEL,
    POWERSHELL_CHANNEL,
    PWSH_CHANNEL,
    SECURITY_CHANNEL,
    TASKS_CHANNEL,
    Host,
)
from analyzer.simulate.logs import Mark
from analyzer.simulate.simulation import Gathering
from analyzer.simulate.traces.server import setting_changed

Blindness = Callable[[Ground, Host], None]


def not_collected(ground: Ground, host: Host) -> None:
    """Nobody copied the DNS logs of this server."""
    ground.simulation.uncollected |= {(host.name, channel) for channel in DNS_CHANNELS}
    _whole_time(ground, host, "not-collected", "LOG-MISSING-HOST")


def audit_only(ground: Ground, host: Host) -> None:
    """Nobody copied the classic log of this server."""
    ground.simulation.uncollected.add((host.name, CLASSIC_CHANNEL))


def classic_only(ground: Ground, host: Host) -> None:
    """Nobody copied the audit log of this server."""
    ground.simulation.uncollected.add((host.name, AUDIT_CHANNEL))


def overwritten(ground: Ground, host: Host) -> None:
    """The audit log was too small: the beginning of the time is gone, and so is the classic log's."""
    since = ground.moment(0.2, 0.5)
    for channel in DNS_CHANNELS:
        _gather(ground, host, channel, Gathering(left=partial(damage.cleared, when=since)))
    _record(ground, host, "retention", ("LOG-RETENTION",), ground.simulation.start, since)


def cleared(ground: Ground, host: Host) -> None:
    """Somebody cleared the audit log in the middle of the time; System tells of it."""
    when = ground.moment(0.3, 0.6)
    actor = ground.rng.choice(ground.people)
    entry = damage.clear_entry(host.computer, AUDIT_CHANNEL, when, actor)
    mark = Mark(host.name, entry.channel, entry.event_id, when, action="log-cleared")
    ground.simulation.logs.add(host.name, entry, mark)
    _gather(ground, host, AUDIT_CHANNEL, Gathering(left=partial(damage.cleared, when=when + host.skew)))
    _record(ground, host, "cleared", ("LOG-CLEARED",), when, when)


def exported(ground: Ground, host: Host) -> None:
    """Logs came as exports, with headers counted anew."""
    for channel in (*DNS_CHANNELS, POWERSHELL_CHANNEL):
        style = damage.export_style(ground.rng, ground.simulation.end)
        _gather(ground, host, channel, Gathering(style=style))


def filtered(ground: Ground, host: Host) -> None:
    """The audit log came as a filtered export: only what is about keys."""
    style = damage.export_style(ground.rng, ground.simulation.end)
    _gather(ground, host, AUDIT_CHANNEL, Gathering(left=_about_keys, style=style))


def _about_keys(entries: Iterator[Entry]) -> Remaining:
    return damage.filtered(entries, lambda entry: 525 <= entry.event_id <= 533 or entry.event_id >= 568)


def thinned(ground: Ground, host: Host) -> None:
    """Forwarding lost a twentieth of the classic log here and there."""
    seed = ground.rng.getrandbits(32)
    _gather(ground, host, CLASSIC_CHANNEL, Gathering(left=partial(_thinned, seed)))
    _whole_time(ground, host, "thinned", "LOG-HOLES")


def _thinned(seed: int, entries: Iterator[Entry]) -> Remaining:
    return damage.thinned(entries, random.Random(seed), 0.05)


def damaged(ground: Ground, host: Host) -> None:
    """The copy of a log took damage: cut off, zeroed, overwritten, bits flipped, a stale header."""
    spoil: Callable[[bytes, random.Random], Damaged] = ground.rng.choice(
        (damage.truncated, damage.zeroed, damage.overwritten, damage.bits_flipped, damage.stale)
    )
    seed = ground.rng.getrandbits(32)
    channel = ground.rng.choice(DNS_CHANNELS)
    _gather(
        ground,
        host,
        channel,
        Gathering(
            style=Style(literal=ground.rng.random() < 0.5),
            damage=lambda data: spoil(data, random.Random(seed)),
        ),
    )


def settings_changed(ground: Ground, host: Host) -> None:
    """Somebody changed what the server logs; the audit log tells of it."""
    when = ground.moment(0.2, 0.8)
    actor = ground.rng.choice(ground.people)
    entry = setting_changed(host, "EventLogLevel", "2", actor, when)
    mark = Mark(host.name, entry.channel, entry.event_id, when, action="logging-changed")
    ground.simulation.logs.add(host.name, entry, mark)
    _record(ground, host, "settings-changed", ("LOG-SETTINGS-CHANGED",), when, when)


def not_copied(ground: Ground, host: Host) -> None:
    """Nobody copied the logs of this operator's host."""
    channels = (POWERSHELL_CHANNEL, PWSH_CHANNEL, OLD_POWERSHELL_CHANNEL, TASKS_CHANNEL, SECURITY_CHANNEL)
    ground.simulation.uncollected |= {(host.name, channel) for channel in channels}
    _whole_time(ground, host, "not-collected", "LOG-MISSING-HOST")


def clock_jumped(ground: Ground) -> None:
    """Put on record whose clock jumped."""
    for host in ground.operators:
        if host.jump:
            _record(ground, host, "clock-jump", ("LOG-CLOCK-JUMP",), host.jump.at, host.jump.until)


BLINDNESSES: tuple[Blindness, ...] = (
    overwritten,
    exported,
    cleared,
    filtered,
    damaged,
    audit_only,
    thinned,
    settings_changed,
    classic_only,
)


def _gather(ground: Ground, host: Host, channel: str, how: Gathering) -> None:
    ground.simulation.gathering[host.name, channel] = how


def _whole_time(ground: Ground, host: Host, what: str, rule: str) -> None:
    simulation = ground.simulation
    _record(ground, host, what, (rule,), simulation.start, simulation.end)


def _record(
    ground: Ground, host: Host, what: str, rules: tuple[str, ...], since: datetime, until: datetime
) -> None:
    purpose = Purpose("blindness", f"{what} {host.name}")
    ground.plant(purpose, None, *rules, since=since, until=until, host=host.name)
