"""The state machine of one key: which of its signs belong to one roll.

A key (SKD) rolls through statuses in one order (MS-DNSP 2.2.6.2.3), so a sign that
steps back tells that a roll ended and another began, even where neither was logged.
What a lost edge may have been is for `edges`; here each roll only gets its signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analyzer.model import Action, KeyRole
from analyzer.rollover.intervals import NEVER
from analyzer.rollover.signs import DOUBLE, TIME, Sign, is_audit, seizes_with_new_keys

NOT_ROLLING, QUEUED, ROLL_ERROR = 0, 1, 9
FIRST_STATUSES = frozenset({2, 3, 5})
"""Statuses that a roll enters as it starts: RollStarted, and the first wait of either role."""

FIRST_WAIT_WITHIN = timedelta(days=1)
"""How late a first wait can be told: at once by the model, but no source gives a time."""

PROGRESS = {2: 0, 3: 1, 5: 1, 4: 2, 6: 2, 7: 2, 8: 3}
"""How far along a roll each status is, for either role."""

WAITS_FOR_DS = 5


@dataclass(slots=True)
class Draft:
    """One roll of one key, as far as its own signs tell.

    `signs` are those of rolling, the start's and the end's among them, in order.
    `idle_before` and `idle_after` are the latest and earliest time at which the key is
    known not to have been rolling before and after it; `void` is what made the roll
    pointless; `finished` says that a later sign tells of its success.
    """

    zone: str
    guid: str
    role: KeyRole | None
    idle_before: datetime | None = None
    trigger: Sign | None = None
    signs: list[Sign] = field(default_factory=list)
    start: Sign | None = None
    end: Sign | None = None
    void: Sign | None = None
    stepped: Sign | None = None
    finished: Sign | None = None
    idle_after: datetime | None = None

    @property
    def first(self) -> datetime:
        """When the first sign of rolling was given, or else the trigger."""
        return self.signs[0].time if self.signs else self.trigger.time if self.trigger else NEVER

    @property
    def last(self) -> datetime:
        """When the last sign of rolling was given, or else the trigger."""
        return self.signs[-1].time if self.signs else self.first

    @property
    def servers(self) -> frozenset[str]:
        """The servers that told of it."""
        told = [*self.signs, *([self.trigger] if self.trigger else [])]
        return frozenset(server for sign in told for server in sign.servers)


def role_of(signs: Iterable[Sign]) -> KeyRole | None:
    """A key's role: as told, or as only one role goes through a status or can be forced."""
    for sign in signs:
        forced: KeyRole | None = "KSK" if sign.action is Action.STEPPED else None
        if role := sign.role or forced or (sign.status.role if sign.status else None):
            return role
    return None


def drafts_of(zone: str, guid: str, signs: Iterable[Sign], of_zone: Iterable[Sign]) -> list[Draft]:
    """The rolls of one key, by time, from its own signs and those of its zone."""
    own = list(signs)
    servers = {server for sign in own for server in sign.servers}
    voids = [s for s in of_zone if _concerns_keys(s, servers)]
    key = _Key(zone, guid, role_of(own))
    for sign in sorted([*own, *voids], key=TIME):
        key.take(sign)
    key.finish()
    return key.drafts


def _concerns_keys(sign: Sign, servers: set[str]) -> bool:
    """Whether a zone's sign changes what its keys do.

    A zone that is deleted or loses its signatures on a server that never told of the
    key may be a copy of it.
    """
    if sign.action is Action.ZONE_SIGNED:
        return is_audit(sign.channel)
    if sign.action in (Action.ZONE_UNSIGNED, Action.ZONE_DELETED):
        return not servers.isdisjoint(sign.servers)
    return seizes_with_new_keys(sign)


class _Key:
    """What is known of one key while its signs are read in order."""

    def __init__(self, zone: str, guid: str, role: KeyRole | None) -> None:
        self.zone, self.guid, self.role = zone, guid, role
        self.drafts: list[Draft] = []
        self.open: Draft | None = None
        self.trigger: Sign | None = None
        self.idle: datetime | None = None

    def take(self, sign: Sign) -> None:
        """Let one sign change the state."""
        match sign.action:
            case Action.TRIGGERED:
                self._triggered(sign)
            case Action.STARTED:
                self._started(sign)
            case Action.COMPLETED | Action.FAILED:
                self._ended(sign)
            case Action.STAGE | Action.KEY_MODIFIED:
                self._status_told(sign)
            case Action.STEPPED | Action.TRANSIENT_ERROR:
                self._rolls(sign)
            case Action.RETIRED:
                self._retired(sign)
            case Action.NOTICE | Action.KEY_ADDED | Action.ZONE_SIGNED:
                self._idle(sign)
            case Action.KEY_DELETED | Action.ZONE_UNSIGNED | Action.ZONE_DELETED | Action.KEY_MASTER_MOVED:
                self._void(sign)

    def finish(self) -> None:
        """Keep a trigger that nothing followed: the key may wait in the queue."""
        if self.trigger:
            self._queued_roll(None)

    def _status_told(self, sign: Sign) -> None:
        number = sign.status.number if sign.status else None
        is_stage = sign.action is Action.STAGE
        if number == ROLL_ERROR and is_stage:
            self._ended(sign)
        elif number in (NOT_ROLLING, QUEUED, ROLL_ERROR):
            self._idle(sign)
        elif is_stage or number is not None:
            self._rolls(sign)

    def _triggered(self, sign: Sign) -> None:
        roll = self.open
        if roll and not roll.trigger and sign.time - roll.first <= DOUBLE:
            roll.trigger = sign
            return
        self._close(sign.time)
        if self.trigger:
            self._queued_roll(sign.time)
        self.trigger, self.idle = sign, sign.time

    def _started(self, sign: Sign) -> None:
        roll = self.open
        told = [s for s in roll.signs if s is not roll.start] if roll else []
        early = [s for s in told if sign.time - s.time <= DOUBLE]
        if roll and not roll.start and len(early) == len(roll.signs):
            roll.start = sign
            roll.signs.insert(0, sign)
            return
        if roll:
            roll.signs = roll.signs[: len(roll.signs) - len(early)]
        self._close(sign.time)
        roll = self._begin(sign)
        roll.start = sign
        roll.signs += early

    def _rolls(self, sign: Sign) -> None:
        if self._is_late(sign):
            return
        roll = self.open
        if roll and _steps_back(roll, sign):
            self._close(sign.time)
            self.idle = roll.last
            roll = None
        if roll:
            roll.signs.append(sign)
        else:
            roll = self._begin(sign)
        if sign.action is Action.STEPPED:
            roll.stepped = roll.stepped or sign

    def _is_late(self, sign: Sign) -> bool:
        """Whether a sign belongs to a roll that just ended, but for whole seconds or skewed clocks."""
        if self.open or not self.drafts or (sign.status and sign.status.number in FIRST_STATUSES):
            return False
        end = self.drafts[-1].end
        return end is not None and sign.time - end.time <= DOUBLE

    def _ended(self, sign: Sign) -> None:
        roll = self.open or self._just_closed(sign) or self._begin(None)
        roll.signs.append(sign)
        roll.end = roll.end or sign
        self.open = roll
        self._close(sign.time)

    def _just_closed(self, sign: Sign) -> Draft | None:
        """The roll that another sign closed a moment ago, of which this is the end too."""
        closed = self.drafts[-1].idle_after if self.drafts else None
        return self.drafts[-1] if closed is not None and sign.time - closed <= DOUBLE else None

    def _retired(self, sign: Sign) -> None:
        if self.open:
            self.open.finished = sign
        self._idle(sign)

    def _idle(self, sign: Sign) -> None:
        roll = self.open
        if roll and sign.time - roll.first <= DOUBLE:
            return
        self._close(sign.time)
        queued = sign.status is not None and sign.status.number == QUEUED
        if self.trigger and not queued and sign.time - self.trigger.time > DOUBLE:
            self._queued_roll(sign.time)
        self.idle = sign.time

    def _void(self, sign: Sign) -> None:
        if self.open:
            self.open.void = sign
        self._close(sign.time)
        self.trigger, self.idle = None, sign.time

    def _begin(self, sign: Sign | None) -> Draft:
        roll = Draft(self.zone, self.guid, self.role, idle_before=self.idle, trigger=self.trigger)
        if sign:
            roll.signs.append(sign)
        self.trigger = None
        self.drafts.append(roll)
        self.open = roll
        return roll

    def _close(self, until: datetime) -> None:
        if self.open:
            self.open.idle_after = until
            self.open = None
            self.idle = until

    def _queued_roll(self, until: datetime | None) -> None:
        """Keep a trigger that no sign of rolling followed as a roll of its own."""
        self._begin(None).idle_after = until
        self.open = None


def _steps_back(roll: Draft, sign: Sign) -> bool:
    """Whether a sign cannot belong to the roll, for that one is further along."""
    if sign.time - roll.last <= DOUBLE:
        return False
    is_stage = sign.action is Action.STAGE
    number = WAITS_FOR_DS if sign.action is Action.STEPPED else sign.status.number if sign.status else None
    if number not in PROGRESS:
        return False
    if is_stage and number in FIRST_STATUSES and sign.time - roll.first > FIRST_WAIT_WITHIN:
        return True
    told = [s.status.number for s in roll.signs if s.status and s.status.number in PROGRESS]
    reached = max((PROGRESS[n] for n in told), default=-1)
    again = is_stage and number in told
    return PROGRESS[number] < reached or (PROGRESS[number] == reached and (again or number not in told))
