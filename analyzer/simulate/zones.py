"""Zones, their keys and settings, and the rolls of their keys (MS-DNSP 2.2.6.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal

from analyzer.model import KeyRole, RolloverOutcome

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
HOLD_DOWN = timedelta(days=30)
"""RFC 5011 section 2.4.2: a revoked key stays published for 30 days."""


class Status(IntEnum):
    """The values of dwCurrentRolloverStatus (MS-DNSP 2.2.6.2.3)."""

    NOT_ROLLING = 0
    QUEUED = 1
    ROLL_STARTED = 2
    ZSK_WAITING_FOR_DNSKEY_TTL = 3
    ZSK_WAITING_FOR_MAXZONE_TTL = 4
    KSK_WAITING_FOR_DS_UPDATE = 5
    KSK_WAITING_FOR_DS_TTL = 6
    KSK_WAITING_FOR_DNSKEY_TTL = 7
    KSK_WAITING_FOR_5011_REMOVE_HOLD_DOWN = 8
    ROLL_ERROR = 9

    @property
    def rolls(self) -> bool:
        """Whether a key of this status is rolling: 2 to 8."""
        return Status.ROLL_STARTED <= self <= Status.KSK_WAITING_FOR_5011_REMOVE_HOLD_DOWN


@dataclass(frozen=True, slots=True)
class Parent:
    """What the parent does with the zone's DS: it holds none, never updates it, or does so after `delay`."""

    policy: Literal["none", "never", "publishes"] = "none"
    delay: timedelta = timedelta(0)
    ds_ttl: timedelta = HOUR


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """The settings of a zone that decide how long a roll takes, and those that are only logged."""

    integrated: bool = True
    dnskey_ttl: timedelta = HOUR
    max_zone_ttl: timedelta = HOUR
    propagation: timedelta = timedelta(days=2)
    rfc5011: bool = False
    parent: Parent = Parent()
    denial: str = "NSec3"
    nsec3_iterations: int = 50
    nsec3_salt_length: int = 8
    nsec3_user_salt: str = "-"
    ds_digests: str = "Sha1, Sha256"

    @property
    def dnskey_wait(self) -> timedelta:
        """How long an old DNSKEY set may stay in caches: at least an hour."""
        return max(HOUR, self.dnskey_ttl) + self.propagation

    @property
    def zone_wait(self) -> timedelta:
        """How long old signatures may stay in caches: at least an hour."""
        return max(HOUR, self.max_zone_ttl) + self.propagation


@dataclass(slots=True)
class Skd:
    """A signing key descriptor: one role's key in a zone, stable while its keys change.

    `period` is None where automatic rollover is off; `plan` counts re-plannings, so
    that an outdated plan can tell that it is one.  `stored_in_ad` is None where the zone
    decides.
    """

    guid: str
    role: KeyRole
    period: timedelta | None
    offset: timedelta = timedelta(0)
    algorithm: str = "RsaSha256"
    length: int = 2048
    dnskey_validity: timedelta = WEEK
    ds_validity: timedelta = WEEK
    zone_validity: timedelta = timedelta(days=10)
    storage: str = "Microsoft Software Key Storage Provider"
    stored_in_ad: bool | None = None
    next_action: Literal["Normal", "RevokeStandby", "Retire"] = "Normal"
    status: Status = Status.NOT_ROLLING
    active_key: str | None = None
    standby_key: str | None = None
    next_key: str | None = None
    last_rolled: datetime | None = None
    due: datetime | None = None
    plan: int = 0


@dataclass(slots=True)
class Roll:
    """One roll of one key, as it truly went.

    `start` is None while it waits in the queue; `stages` are the statuses entered and
    when; the last of `servers` runs it.  `ds_at` is when the new DS was at the parent.
    `moved`, `unsigned`, `resigned` are when the key master moved, the zone was unsigned
    or re-signed while it went on; `hurried` says that its waits were too short, and
    `unwritten` that no log was told of it.
    """

    zone: str
    guid: str
    role: KeyRole
    trigger: Literal["manual", "automatic"]
    queued: datetime
    servers: list[str]
    start: datetime | None = None
    stages: list[tuple[Status, datetime]] = field(default_factory=list)
    forced: datetime | None = None
    end: datetime | None = None
    outcome: RolloverOutcome = "open"
    ds_at: datetime | None = None
    moved: datetime | None = None
    unsigned: datetime | None = None
    resigned: datetime | None = None
    hurried: bool = False
    unwritten: bool = False


@dataclass(slots=True)
class Zone:
    """A zone, the servers that host it as primaries, and the state of its signing.

    `keyless` are servers that have no access to its private keys.

    `silent`: no log is told of rolls that begin.  `asleep`: keys that are due do not
    roll, and go to `missed` with the time.  `haste`: the part of each wait that the
    server really waits.  `split`: a server from which the role is seized does not hear
    of it, and goes on.  These never happen to Windows as documented; they stand for
    whatever makes logs look so.
    """

    name: str
    settings: ZoneSettings
    servers: list[str]
    key_master: str
    signed_since: datetime | None = None
    skds: list[Skd] = field(default_factory=list)
    queue: list[Roll] = field(default_factory=list)
    rolling: Roll | None = None
    keyless: frozenset[str] = frozenset()
    silent: bool = False
    asleep: bool = False
    haste: float = 1.0
    split: bool = False
    missed: list[tuple[Skd, datetime]] = field(default_factory=list)

    def find(self, guid: str | None) -> Skd | None:
        """The key of that GUID, if the zone has it."""
        return next((s for s in self.skds if s.guid == guid), None)

    def key(self, guid: str | None) -> Skd:
        """The key of that GUID, which the zone must have."""
        return next(s for s in self.skds if s.guid == guid)

    def in_directory(self, skd: Skd) -> bool:
        """Whether a key of the zone is stored in the directory."""
        return self.settings.integrated if skd.stored_in_ad is None else skd.stored_in_ad

    def usual_length(self, skd: Skd) -> timedelta:
        """How long a roll of a key takes; one that waits for its DS for ever, ten days."""
        settings, parent = self.settings, self.settings.parent
        if skd.role == "ZSK":
            return settings.dnskey_wait + settings.zone_wait
        if parent.policy == "none":
            return settings.dnskey_wait
        return parent.ds_ttl + (parent.delay if parent.policy == "publishes" else 10 * DAY)

    def of_role(self, role: KeyRole) -> list[Skd]:
        """The keys of one role, oldest first."""
        return [s for s in self.skds if s.role == role]
