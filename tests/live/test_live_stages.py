"""Zones in every state of their keys, as BIND and Knot DNS serve them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analyzer.live import Check, check, zone_name
from analyzer.live.states import State
from tests.live.conftest import Lab

ZSK_STATES = {
    "idle": "NotRolling",
    "zsk-published": "ZskWaitingForDnsKeyTtl",
    "zsk-swapped": "ZskWaitingForMaxZoneTtl",
    "zsk-mixed": "ZskWaitingForMaxZoneTtl",
}
KSK_STATES = {
    "idle": "NotRolling",
    "ksk-waiting": "KskWaitingForDSUpdate",
    "ksk-seen": "KskWaitingForDSTtl",
    "ksk-changed": "KskWaitingForDSTtl",
    "ksk-no-ds": "KskWaitingForDnsKeyTtl",
    "ksk-revoked": "WaitingForRFC5011RemoveHoldDown",
    "large": "KskWaitingForDSTtl",
}
MAKES = ("bind", "knot")
both = pytest.mark.parametrize("make", MAKES)


def _state(found: Check, role: str) -> State:
    return next(s for s in found.states if s.role == role)


@both
@pytest.mark.parametrize("zone", ZSK_STATES)
def test_state_of_zsk(lab: Lab, zone: str, make: str) -> None:
    """Each stage of a ZSK's roll is told by its keys and signatures, and the KSK beside it is idle."""
    found = lab.seen(zone, make)
    assert _state(found, "ZSK").likely == ZSK_STATES[zone]
    assert _state(found, "KSK").likely == "NotRolling"
    assert not found.faults


@both
@pytest.mark.parametrize("zone", KSK_STATES)
def test_state_of_ksk(lab: Lab, zone: str, make: str) -> None:
    """Each stage of a KSK's roll is told by its keys and the parent's DS, and the ZSK beside it is idle."""
    found = lab.seen(zone, make)
    assert _state(found, "KSK").likely == KSK_STATES[zone]
    assert _state(found, "ZSK").likely == "NotRolling"
    assert not found.faults


@both
def test_prepublished_key_may_be_windows_at_rest(lab: Lab, make: str) -> None:
    """A verdict on a key published ahead names both states that look so, and says which ZSK signs."""
    found = _state(lab.seen("zsk-published", make), "ZSK")
    assert {"NotRolling", "ZskWaitingForDnsKeyTtl"} <= set(found.statuses)
    old = lab.zones["zsk-published"].tag("zsk")
    assert f"the old one, {old}, signs: pre-publish, waiting for the DNSKEY TTL" in found.text


@both
def test_ksk_waits_where_windows_waits(lab: Lab, make: str) -> None:
    """The old and the new key are told apart, and what follows is said."""
    zone, found = lab.zones["ksk-waiting"], _state(lab.seen("ksk-waiting", make), "KSK")
    assert f"new KSK, {zone.tag('ksk-new')}" in found.text
    assert f"old DS, for {zone.tag('ksk')}: this is where Windows waits" in found.text


@both
def test_without_the_parent_the_wait_is_open(lab: Lab, make: str) -> None:
    """Two KSKs and no word from the parent: three waits are possible, none is guessed."""
    zone, server = zone_name("ksk-waiting.test"), lab.children[make].address
    found = _state(check(zone, [server], [], datetime.now(UTC), 2.0), "KSK")
    assert found.likely is None
    assert set(found.statuses) == {"KskWaitingForDSUpdate", "KskWaitingForDSTtl", "KskWaitingForDnsKeyTtl"}


@both
@pytest.mark.parametrize(
    ("zone", "kind", "count"),
    [("expired", "expired", 3), ("future", "not-yet-valid", 3), ("ds-of-another", "chain-broken", 1)],
)
def test_faults(lab: Lab, zone: str, kind: str, count: int, make: str) -> None:
    """Signatures out of date and a DS of no key are faults, each told once a signature."""
    assert [f.kind for f in lab.seen(zone, make).faults] == [kind] * count


@both
def test_expired_signature_is_named(lab: Lab, make: str) -> None:
    """Which key's signature of what expired; that it is that key's stays true."""
    found = lab.seen("expired", make)
    tag = lab.zones["expired"].tag("zsk")
    assert any(f"the signature of SOA by {tag} expired" in f.text for f in found.faults)
    assert all(s.valid for s in found.servers[0].signatures)


@both
def test_algorithm_roll(lab: Lab, make: str) -> None:
    """Keys of two algorithms: a state for each role and algorithm, and whether each signs all."""
    found = lab.seen("algorithms", make)
    assert {(s.role, s.algorithm) for s in found.states} == {
        (role, name) for role in ("KSK", "ZSK") for name in ("ECDSAP256SHA256", "ED25519")
    }
    (fault,) = found.faults
    assert fault.kind == "algorithms"
    assert "ECDSAP256SHA256 signs all; ED25519 signs all" in fault.text


@both
def test_unsigned_zone(lab: Lab, make: str) -> None:
    """Without keys and DS nothing is wrong; with a DS at the parent nobody can validate it."""
    plain, broken = lab.seen("unsigned", make), lab.seen("unsigned-with-ds", make)
    assert (plain.signed, plain.states, plain.faults) == (False, (), ())
    assert [f.kind for f in broken.faults] == ["chain-broken"]


@both
def test_everything_a_server_shows(lab: Lab, make: str) -> None:
    """NSEC3PARAM, TTLs, who signs what, and the zone's own list of servers."""
    (view,) = lab.seen("nsec3", make).servers
    zone = lab.zones["nsec3"]
    assert view.nsec3param == ("1 0 0 abcd",)
    assert view.ttls["DNSKEY"] == 300
    assert view.signers("DNSKEY") == {zone.tag("ksk")}
    assert view.signers("SOA", "NS", "NSEC3PARAM") == {zone.tag("zsk")}
    here = lab.children[make].address.ip
    assert {(one.name, one.asked) for one in view.listed} == {
        ("ns1.nsec3.test", here == "127.0.0.1"),
        ("ns2.nsec3.test", here == "127.0.0.3"),
    }


@both
def test_large_answers_come_over_tcp(lab: Lab, make: str) -> None:
    """A DNSKEY set that UDP cuts off is asked for again over TCP, and is whole."""
    (view,) = lab.seen("large", make).servers
    assert view.tcp == ("DNSKEY",)
    assert len(view.keys) == 3
    assert all(s.valid for s in view.signatures)


def test_servers_that_disagree(lab: Lab) -> None:
    """Two servers with two versions of a zone: each one's state, and in what they differ."""
    servers = [lab.children[make].address for make in MAKES]
    found = check(zone_name("split.test"), servers, [], datetime.now(UTC), 2.0)
    old, new = (next(s for s in found.states if s.role == "ZSK" and str(a) in s.servers) for a in servers)
    assert (old.likely, new.likely) == ("NotRolling", "ZskWaitingForDnsKeyTtl")
    texts = [f.text for f in found.faults if f.kind == "disagree"]
    assert [text.split(":")[0] for text in texts] == ["servers differ in serial", "servers differ in keys"]


def test_servers_that_agree(lab: Lab) -> None:
    """The same zone on servers of two makes is one state, shown by both, and every listed server is asked."""
    servers = [lab.children[make].address for make in MAKES]
    found = check(zone_name("idle.test"), servers, [], datetime.now(UTC), 2.0)
    assert [s.servers for s in found.states] == [tuple(map(str, servers))] * 2
    assert all(one.asked for view in found.servers for one in view.listed)
    assert not found.faults
