from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from analyzer.measures import parameters
from analyzer.model import Period, Setting

Maker = Callable[..., datetime]
KSK_CLAUSE, ZSK_CLAUSE, RRSIG = "SP800-81-2-KSK", "SP800-81-2-ZSK", "SP800-81-2-RRSIG"


@pytest.fixture
def held(at: Maker) -> Callable[..., Setting]:
    """A setting of a key that holds since the first day."""

    def setting(parameter: str, value: str, role: Any = "ZSK", **fields: Any) -> Setting:
        defaults = {"zone": "a.example", "key_guid": "g", "since": at(0), "until": None, "source": "log#1"}
        return Setting(parameter=parameter, value=value, key_role=role, **(defaults | fields))

    return setting


@pytest.mark.parametrize(
    ("parameter", "value", "role", "clause", "own", "within"),
    [
        ("RolloverPeriod", "90.00:00:00", "ZSK", ZSK_CLAUSE, 90, True),
        ("RolloverPeriod", "7862400", "ZSK", ZSK_CLAUSE, 91, False),
        ("RolloverPeriod", "730.00:00:00", "KSK", KSK_CLAUSE, 730, True),
        ("DnsKeySignatureValidityPeriod", "86400", "ZSK", RRSIG, 1, False),
        ("DnsKeySignatureValidityPeriod", "172800", "ZSK", RRSIG, 2, True),
    ],
)
def test_a_value_stands_beside_the_bounds_of_its_clause(
    parameter: str, value: str, role: str, clause: str, own: float, within: bool,
    held: Callable[..., Setting], weeks: Callable[[float], Period],
) -> None:  # fmt: skip
    """Value and bounds are in the clause's unit, the ends of a range among what is allowed."""
    (row,) = parameters([held(parameter, value, role)], {clause}, weeks(4))
    assert (row.clause, row.value, row.unit, row.within) == (clause, own, "d", within)


def test_only_what_is_in_force_and_bounded_is_told(
    held: Callable[..., Setting], weeks: Callable[[float], Period], at: Maker
) -> None:
    """Old values, other roles and profiles, rollover switched off and mere names are left out."""
    settings = [
        held("RolloverPeriod", "10.00:00:00", until=at(3)),
        held("RolloverPeriod", "10.00:00:00", "KSK"),
        held("RolloverPeriod", "4294967295", key_guid="h"),
        held("CryptoAlgorithm", "RsaSha1"),
    ]
    assert parameters(settings, {ZSK_CLAUSE, "RFC9905-SHA1"}, weeks(4)) == ()
    assert parameters([held("RolloverPeriod", "10.00:00:00")], set(), weeks(4)) == ()


def test_a_clause_about_some_algorithms_needs_to_know_the_algorithm(
    held: Callable[..., Setting], weeks: Callable[[float], Period]
) -> None:
    """A length of keys is held to the bound for RSA only where the key is known to be RSA."""
    length = held("KeyLength", "1024")
    period = weeks(4)
    assert parameters([length], {"SP800-57-STRENGTH"}, period) == ()
    (row,) = parameters([length, held("CryptoAlgorithm", "RsaSha256")], {"SP800-57-STRENGTH"}, period)
    assert (row.low, row.high, row.within) == (2048, None, False)
    assert (
        parameters([length, held("CryptoAlgorithm", "ECDsaP256Sha256")], {"SP800-57-STRENGTH"}, period) == ()
    )


def test_breaches_come_first(held: Callable[..., Setting], weeks: Callable[[float], Period]) -> None:
    """The clause with the most breaches leads, and within it what breaks it."""
    settings = [
        held("DnsKeySignatureValidityPeriod", "172800"),
        held("RolloverPeriod", "10.00:00:00", zone="b.example"),
        held("RolloverPeriod", "99.00:00:00", zone="c.example"),
    ]
    rows = parameters(settings, {ZSK_CLAUSE, RRSIG}, weeks(4))
    assert [(row.parameter, row.within) for row in rows] == [
        ("RolloverPeriod", False),
        ("RolloverPeriod", True),
        ("DnsKeySignatureValidityPeriod", True),
    ]
