"""Real rollovers, run by Knot DNS and by BIND with short timers, watched from idle to idle.

The parent is of the other make, on another loopback address, and its DS set is changed by
dynamic updates as a registrar would change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dns.dnssec
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.update
import pytest

from analyzer.live import Address, Check, check
from analyzer.live.states import State
from tests.live.conftest import CHILDREN, PARENTS
from tests.live.servers import Server, bind, knot, program, until
from tests.live.zonefiles import ZoneFile

ZONE = dns.name.from_text("roll.test")
PARENT = "test"

KNOT_SIGNS = """\
remote:
  - id: parent
    address: "{ip}@{port}"
submission:
  - id: at-parent
    parent: parent
    check-interval: 1s
acl:
  - id: all
    address: 127.0.0.0/8
    action: update
policy:
  - id: fast
    algorithm: ecdsap256sha256
    zsk-lifetime: 0
    ksk-lifetime: 0
    dnskey-ttl: 2s
    zone-max-ttl: 2s
    propagation-delay: 2s
    cds-cdnskey-publish: rollover
    ksk-submission: at-parent
"""
KNOT_ZONE = "    dnssec-signing: on\n    dnssec-policy: fast\n    acl: all\n    zonefile-sync: -1\n"
KNOT_PARENT = "    dnssec-signing: on\n    acl: all\n    zonefile-sync: -1\n"
BIND_SIGNS = """\
dnssec-policy fast {
  keys { ksk lifetime unlimited algorithm 13; zsk lifetime unlimited algorithm 13; };
  dnskey-ttl PT2S; max-zone-ttl PT2S; zone-propagation-delay PT1S; publish-safety PT1S; retire-safety PT1S;
  parent-ds-ttl PT2S; parent-propagation-delay PT1S;
};
"""
BIND_ZONE = "dnssec-policy fast; inline-signing yes;"
BIND_PARENT = "dnssec-policy default; allow-update { 127.0.0.0/8; };"


def _files(folder: Path) -> tuple[Path, Path]:
    child = ZoneFile("roll.test", folder).fresh().path
    child.write_text(child.read_text().replace("$TTL 300", "$TTL 2"), encoding="ascii")
    parent = ZoneFile(PARENT, folder).fresh(1, "roll.test. NS ns1.roll.test.\nns1.roll.test. A 127.0.0.1\n")
    return child, parent.path


@pytest.fixture
def by_knot(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """A child signed by Knot and its parent on BIND."""
    child, parent = _files(tmp_path)
    with bind(tmp_path / "parent", PARENTS["bind"], {PARENT: parent}, options=BIND_PARENT) as above:
        signs = KNOT_SIGNS.format(ip=above.address.ip, port=above.address.port)
        with knot(tmp_path / "child", CHILDREN["knot"], {"roll.test": child}, signs, KNOT_ZONE) as below:
            yield below, above


@pytest.fixture
def by_bind(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """A child signed by BIND and its parent on Knot."""
    child, parent = _files(tmp_path)
    update = "acl:\n  - id: all\n    address: 127.0.0.0/8\n    action: update\n"
    with (
        knot(tmp_path / "parent", PARENTS["knot"], {PARENT: parent}, update, KNOT_PARENT) as above,
        bind(tmp_path / "child", CHILDREN["bind"], {"roll.test": child}, BIND_SIGNS, BIND_ZONE) as below,
    ):
        yield below, above


def _seen(below: Server, above: Server) -> Check:
    return check(ZONE, [below.address], [above.address], datetime.now(UTC), 2.0)


def _state(found: Check, role: str) -> State | None:
    return next((s for s in found.states if s.role == role), None)


def _await(below: Server, above: Server, role: str, likely: str, keys: int) -> Check:
    """Watch until the keys of a role are in a state, and so many are published."""

    def good(found: Check) -> bool:
        state = _state(found, role)
        return state is not None and state.likely == likely and len(_tags(found, role)) == keys

    return until(lambda: _seen(below, above), good)


def _tags(found: Check, role: str) -> list[int]:
    return [k.tag for k in found.servers[0].keys if k.role == role]


def _set_ds(found: Check, above: Server, *tags: int) -> None:
    """Have the parent hold the DS of these keys, and no other."""
    update = dns.update.UpdateMessage(PARENT)
    update.delete(ZONE, dns.rdatatype.DS)
    for key in found.servers[0].keys:
        if key.tag in tags:
            record = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DNSKEY, key.record)
            update.add(ZONE, 2, dns.dnssec.make_ds(ZONE, record, "SHA256"))
    reply = dns.query.tcp(update, above.address.ip, 5, above.address.port)
    assert reply.rcode() == dns.rcode.NOERROR


def _delegated(below: Server, above: Server, *tags: int) -> Check:
    found = _seen(below, above)
    _set_ds(found, above, *tags)
    return until(lambda: _seen(below, above), lambda seen: seen.delegation.keys == frozenset(tags))


def test_knot_rolls_a_zsk(by_knot: tuple[Server, Server]) -> None:
    """Idle, published ahead, swapped, idle with the new key: as Knot itself does it, step by step."""
    below, above = by_knot
    (old,) = _tags(_await(below, above, "ZSK", "NotRolling", 1), "ZSK")
    below.control("zone-key-rollover", "roll.test", "zsk")
    published = _await(below, above, "ZSK", "ZskWaitingForDnsKeyTtl", 2)
    assert old in published.servers[0].signers("SOA")
    swapped = _await(below, above, "ZSK", "ZskWaitingForMaxZoneTtl", 2)
    assert old not in swapped.servers[0].signers("SOA")
    (new,) = _tags(_await(below, above, "ZSK", "NotRolling", 1), "ZSK")
    assert new != old


def test_knot_rolls_a_ksk(by_knot: tuple[Server, Server]) -> None:
    """It waits while the parent has the old DS, goes on when it has the new one, and ends."""
    below, above = by_knot
    (old,) = _tags(_await(below, above, "KSK", "NotRolling", 1), "KSK")
    assert not _delegated(below, above, old).faults
    below.control("zone-key-rollover", "roll.test", "ksk")
    waiting = _await(below, above, "KSK", "KskWaitingForDSUpdate", 2)
    (new,) = set(_tags(waiting, "KSK")) - {old}
    told = _state(waiting, "KSK")
    assert told
    assert f"new KSK, {new}" in told.text
    assert told.basis == f"the zone's CDS asks for {new}"
    assert _state(_delegated(below, above, old, new), "KSK")
    _delegated(below, above, new)
    done = _await(below, above, "KSK", "NotRolling", 1)
    assert _tags(done, "KSK") == [new]
    assert not done.faults


def test_bind_rolls_a_zsk(by_bind: tuple[Server, Server]) -> None:
    """Asked to roll at once, BIND signs what changes with both keys, and keeps old signatures for days."""
    below, above = by_bind
    (old,) = _tags(_await(below, above, "ZSK", "NotRolling", 1), "ZSK")
    _settled(below, "zone rrsig")
    below.control("dnssec", "-rollover", "-key", str(old), "roll.test")
    swapped = _await(below, above, "ZSK", "ZskWaitingForMaxZoneTtl", 2)
    (new,) = set(_tags(swapped, "ZSK")) - {old}
    told = _state(swapped, "ZSK")
    assert told
    assert "sign side by side" in told.text
    assert new in swapped.servers[0].signers("SOA")
    assert old in swapped.servers[0].signers("NS")


def test_bind_rolls_a_ksk(by_bind: tuple[Server, Server]) -> None:
    """Double signature, the new DS beside the old, the new alone, and the old key is gone."""
    below, above = by_bind
    (old,) = _tags(_await(below, above, "KSK", "NotRolling", 1), "KSK")
    _delegated(below, above, old)
    below.control("dnssec", "-checkds", "-key", str(old), "published", "roll.test")
    _settled(below, "ds")
    below.control("dnssec", "-rollover", "-key", str(old), "roll.test")
    waiting = _await(below, above, "KSK", "KskWaitingForDSUpdate", 2)
    (new,) = set(_tags(waiting, "KSK")) - {old}
    seen = _delegated(below, above, old, new)
    told = _state(seen, "KSK")
    assert told
    assert told.likely == "KskWaitingForDSTtl"
    changed = _delegated(below, above, new)
    assert not changed.faults
    below.control("dnssec", "-checkds", "-key", str(new), "published", "roll.test")
    below.control("dnssec", "-checkds", "-key", str(old), "withdrawn", "roll.test")
    assert _tags(_await(below, above, "KSK", "NotRolling", 1), "KSK") == [new]


def _settled(below: Server, record: str) -> None:
    """Wait until BIND takes a record to be known everywhere: before that it does not roll the key."""
    until(
        lambda: " ".join(below.control("dnssec", "-status", "roll.test").split()),
        lambda told: f"- {record}: omnipresent" in told,
    )


def test_addresses_are_of_loopback() -> None:
    """No test asks anybody else."""
    assert all(Address(ip).ip.startswith("127.") for ip in (*CHILDREN.values(), *PARENTS.values()))


def test_programs_are_there() -> None:
    """What drives the servers is installed with them."""
    for name in ("rndc", "knotc"):
        assert program(name)
