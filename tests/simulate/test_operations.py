"""What a server answers, state by state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from analyzer.simulate.operations import (
    ADD,
    DISABLE,
    ENABLE,
    INVOKE,
    REMOVE,
    RESET,
    SET,
    SIGN,
    STEP,
    UNSIGN,
    Request,
    answer,
)
from analyzer.simulate.world import World
from analyzer.simulate.zones import DAY, Roll, Skd, Status, Zone, ZoneSettings
from tests.simulate.sample_entries import TIME

MASTER, OTHER, STRANGER = "a.example", "b.example", "c.example"


def zone(status: Status = Status.NOT_ROLLING, *, signed: bool = True) -> Zone:
    """A zone whose ZSK has that status."""
    keys = [Skd("k", "KSK", 755 * DAY), Skd("z", "ZSK", 90 * DAY, status=status)]
    made = Zone("x.example", ZoneSettings(), [MASTER, OTHER], MASTER, TIME if signed else None, keys)
    if status.rolls:
        made.rolling = Roll("x.example", "z", "ZSK", "automatic", TIME, [MASTER], TIME)
    return made


def asked(operation: str, guid: str | None = "z", server: str = MASTER, **parameters: Any) -> Request:
    """A request about that zone."""
    return Request(server, operation, "x.example", guid, parameters)


ROLLING, QUEUED = Status.ZSK_WAITING_FOR_DNSKEY_TTL, Status.QUEUED


@pytest.mark.parametrize(
    ("status", "request_", "code"),
    [
        (Status.NOT_ROLLING, asked(INVOKE), 0),
        (ROLLING, asked(INVOKE), 9116),
        (QUEUED, asked(INVOKE), 9120),
        (ROLLING, asked(SET, ZoneSignatureValidityPeriod=10 * DAY), 9116),
        (QUEUED, asked(SET, ZoneSignatureValidityPeriod=10 * DAY), 0),
        (ROLLING, asked(INVOKE, "k"), 0),
        (ROLLING, asked(DISABLE), 9116),
        (ROLLING, asked(ADD, None, Type="ZSK", RolloverPeriod=30 * DAY), 9116),
        (Status.NOT_ROLLING, asked(ADD, None, Type="ZSK", RolloverPeriod=30 * DAY), 0),
        (Status.NOT_ROLLING, asked(ADD, None, Type="ZSK", RolloverPeriod=DAY), 9114),
        (Status.NOT_ROLLING, asked(ENABLE, RolloverPeriod=3 * DAY), 9114),
        (Status.NOT_ROLLING, asked(ENABLE, RolloverPeriod=30 * DAY, InitialRolloverOffset=31 * DAY), 9115),
        (Status.NOT_ROLLING, asked(SET, NextRolloverAction="RevokeStandby"), 9118),
        (Status.NOT_ROLLING, asked(SET, "k", NextRolloverAction="RevokeStandby"), 9117),
        (Status.NOT_ROLLING, asked(REMOVE), 9119),
        (Status.NOT_ROLLING, asked(STEP, "k"), 9128),
        (Status.KSK_WAITING_FOR_DS_UPDATE, asked(STEP), 0),
        (Status.NOT_ROLLING, asked(SIGN, None), 9102),
        (ROLLING, asked(SIGN, None, DoResign=True), 0),
        (ROLLING, asked(UNSIGN, None), 0),
        (Status.NOT_ROLLING, asked(INVOKE, "unknown"), 1168),
        (ROLLING, asked(INVOKE, server=OTHER), 9101),
        (ROLLING, asked(INVOKE, server=STRANGER), 9611),
        (ROLLING, asked(RESET, None, OTHER), 0),
    ],
)
def test_answers(status: Status, request_: Request, code: int) -> None:
    """Each precondition that fails has its code, the reasons in the server's order."""
    assert answer(zone(status), request_) == code


def test_zones_that_are_not_there_or_not_signed() -> None:
    """No zone is 9601; an unsigned one has no rollovers, and needs keys of both roles to be signed."""
    assert answer(None, asked(INVOKE)) == 9601
    bare = zone(signed=False)
    assert answer(bare, asked(INVOKE)) == answer(bare, asked(UNSIGN, None)) == 9121
    assert answer(bare, asked(SIGN, None)) == 0
    bare.skds.pop()
    assert answer(bare, asked(SIGN, None)) == 9104


def test_a_server_without_the_keys_cannot_take_the_role() -> None:
    """9107 where the private keys are out of reach."""
    found = zone()
    found.keyless = frozenset({OTHER})
    assert answer(found, asked(RESET, None, OTHER)) == 9107


def test_a_world_is_decided_by_its_seed() -> None:
    """GUIDs and whiles repeat with the seed."""
    first, second = World(TIME, 4), World(TIME, 4)
    assert [first.guid(), first.seconds(1, 2)] == [second.guid(), second.seconds(1, 2)]
    assert timedelta(seconds=1) <= first.seconds(1, 2) <= timedelta(seconds=2)
