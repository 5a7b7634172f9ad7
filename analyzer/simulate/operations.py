"""What an operation on keys or signing answers at a given moment.

MS-DNSP 3.1.4.1 tells which preconditions fail; which code each gives is inferred from
the codes' messages (facts: rollover model, section 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from analyzer.model import KeyRole
from analyzer.simulate.zones import DAY, WEEK, Skd, Status, Zone

KEY_MASTER_REQUIRED = 9101
NOT_ALLOWED_ON_SIGNED_ZONE = 9102
NOT_ENOUGH_KEYS = 9104
KEY_NOT_ACCESSIBLE = 9107
TOO_MANY_KEYS = 9113
INVALID_PERIOD = 9114
INVALID_OFFSET = 9115
ROLLOVER_IN_PROGRESS = 9116
STANDBY_KEY_NOT_PRESENT = 9117
NOT_ALLOWED_ON_ZSK = 9118
NOT_ALLOWED_ON_ACTIVE_KEY = 9119
ROLLOVER_ALREADY_QUEUED = 9120
NOT_ALLOWED_ON_UNSIGNED_ZONE = 9121
ROLLOVER_NOT_POKEABLE = 9128
ZONE_DOES_NOT_EXIST = 9601
INVALID_ZONE_TYPE = 9611
NOT_FOUND = 1168

CONFLICTS = frozenset({ROLLOVER_IN_PROGRESS, ROLLOVER_ALREADY_QUEUED})

INVOKE = "Invoke-DnsServerSigningKeyRollover"
STEP = "Step-DnsServerSigningKeyRollover"
SET = "Set-DnsServerSigningKey"
ENABLE = "Enable-DnsServerSigningKeyRollover"
DISABLE = "Disable-DnsServerSigningKeyRollover"
ADD = "Add-DnsServerSigningKey"
REMOVE = "Remove-DnsServerSigningKey"
SIGN = "Invoke-DnsServerZoneSign"
UNSIGN = "Invoke-DnsServerZoneUnsign"
RESET = "Reset-DnsServerZoneKeyMasterRole"

KEYS_PER_ROLE = 3
LONGEST_PERIOD: Mapping[KeyRole, timedelta] = {"KSK": timedelta(days=7300), "ZSK": timedelta(days=1825)}
LONGEST_OFFSET = 30 * DAY


@dataclass(frozen=True, slots=True)
class Request:
    """One operation that somebody asks a server for; `parameters` are the cmdlet's, beyond zone and key."""

    server: str
    operation: str
    zone: str
    guid: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


def answer(zone: Zone | None, request: Request) -> int:
    """The Win32 code that the server would answer now; 0 is success."""
    return next(_refusals(zone, request), 0)


def _refusals(zone: Zone | None, request: Request) -> Iterator[int]:
    """The reasons to refuse, in the order in which a server looks for them."""
    if zone is None:
        yield ZONE_DOES_NOT_EXIST
    elif request.server not in zone.servers:
        yield INVALID_ZONE_TYPE
    elif request.operation == RESET:
        if request.server in zone.keyless:
            yield KEY_NOT_ACCESSIBLE
    elif request.server != zone.key_master:
        yield KEY_MASTER_REQUIRED
    elif request.operation in (SIGN, UNSIGN, ADD):
        yield from _refusals_for_zone(zone, request)
    elif request.operation in (INVOKE, STEP) and zone.signed_since is None:
        yield NOT_ALLOWED_ON_UNSIGNED_ZONE
    elif skd := zone.find(request.guid):
        yield from _refusals_for_key(zone, skd, request)
    else:
        yield NOT_FOUND


def _refusals_for_zone(zone: Zone, request: Request) -> Iterator[int]:
    if request.operation == UNSIGN:
        if zone.signed_since is None:
            yield NOT_ALLOWED_ON_UNSIGNED_ZONE
    elif request.operation == SIGN:
        if zone.signed_since and not request.parameters.get("DoResign"):
            yield NOT_ALLOWED_ON_SIGNED_ZONE
        if not (zone.of_role("KSK") and zone.of_role("ZSK")):
            yield NOT_ENOUGH_KEYS
    else:
        role: KeyRole = request.parameters["Type"]
        if zone.rolling and zone.rolling.start:
            yield ROLLOVER_IN_PROGRESS
        if len(zone.of_role(role)) >= KEYS_PER_ROLE:
            yield TOO_MANY_KEYS
        yield from _refusals_of_period(role, request)


def _refusals_for_key(zone: Zone, skd: Skd, request: Request) -> Iterator[int]:
    if request.operation == STEP:
        if skd.status != Status.KSK_WAITING_FOR_DS_UPDATE:
            yield ROLLOVER_NOT_POKEABLE
        return
    if skd.status.rolls:
        yield ROLLOVER_IN_PROGRESS
    if request.operation == INVOKE and skd.status == Status.QUEUED:
        yield ROLLOVER_ALREADY_QUEUED
    if request.operation == REMOVE and zone.signed_since:
        yield NOT_ALLOWED_ON_ACTIVE_KEY
    if request.parameters.get("NextRolloverAction") == "RevokeStandby":
        if skd.role == "ZSK":
            yield NOT_ALLOWED_ON_ZSK
        if skd.standby_key is None:
            yield STANDBY_KEY_NOT_PRESENT
    yield from _refusals_of_period(skd.role, request)


def _refusals_of_period(role: KeyRole, request: Request) -> Iterator[int]:
    period = request.parameters.get("RolloverPeriod")
    if period is not None and not WEEK <= period <= LONGEST_PERIOD[role]:
        yield INVALID_PERIOD
    offset = request.parameters.get("InitialRolloverOffset")
    if offset is not None and not timedelta(0) <= offset <= LONGEST_OFFSET:
        yield INVALID_OFFSET
