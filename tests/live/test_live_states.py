"""Verdicts on views that no server of the laboratory shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analyzer.live.delegation import Delegation, delegation
from analyzer.live.faults import faults
from analyzer.live.states import State, states
from analyzer.live.view import Digest, Key, ParentView, ServerView, Signature
from analyzer.model import KeyRole

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def key(tag: int, role: KeyRole, *signs: str) -> Key:
    """A key of that tag and what it signs."""
    return Key(tag, role, "ED25519", 257 if role == "KSK" else 256, False, signs, "")


def signature(covers: str, tag: int, age: timedelta = DAY, valid: bool | None = True) -> Signature:
    """A signature that began some time ago."""
    return Signature(covers, tag, "ED25519", NOW - age, NOW + 9 * DAY, valid)


def view(*keys: Key, cds: tuple[Digest, ...] = (), age: timedelta = DAY) -> ServerView:
    """A server that shows these keys, all its signatures of one age."""
    made = tuple(signature(covers, k.tag, age) for k in keys for covers in k.signs)
    types = {s.covers for s in made}
    return ServerView(
        "192.0.2.1",
        answers=True,
        tells_keys=True,
        keys=keys,
        signatures=made,
        cds=cds,
        ttls=dict.fromkeys(types, 300),
    )


def state(found: ServerView, role: KeyRole, parent: Delegation | None = None) -> State:
    """The state of the keys of one role."""
    return next(s for s in states([found], parent or Delegation(known=False)) if s.role == role)


def test_one_key_for_all() -> None:
    """A KSK that signs all has no ZSK beside it, and none is made up."""
    found = view(key(1, "KSK", "DNSKEY", "SOA", "NS"))
    assert [s.role for s in states([found], Delegation(known=False))] == ["KSK"]


def test_nobody_signs() -> None:
    """Keys without signatures are no state of a rollover, and an unsigned set is a fault."""
    found = view(key(1, "KSK", "DNSKEY"), key(2, "ZSK"))
    assert state(found, "ZSK").likely is None
    bare = ServerView(
        "192.0.2.1",
        answers=True,
        tells_keys=True,
        keys=(key(1, "KSK"), key(2, "ZSK")),
        ttls={"SOA": 300, "DNSKEY": 300},
    )
    assert state(bare, "KSK").likely is None
    assert [f.kind for f in faults([bare], (), Delegation(known=False), NOW)] == ["unsigned", "unsigned"]


def test_reserve_key() -> None:
    """A KSK that is published and signs nothing leaves the other one's state alone."""
    found = state(view(key(1, "KSK", "DNSKEY"), key(2, "KSK")), "KSK")
    assert found.likely == "NotRolling"
    assert "not signing: in reserve" in found.text


def test_three_zsks() -> None:
    """Windows may publish three while it rolls: the old one, the new, and one more ahead."""
    found = state(view(key(1, "ZSK", "SOA"), key(2, "ZSK"), key(3, "ZSK"), key(9, "KSK", "DNSKEY")), "ZSK")
    assert found.likely == "ZskWaitingForDnsKeyTtl"
    assert found.text.startswith("three ZSKs (1, 2, 3)")


TWO = (key(1, "KSK", "DNSKEY"), key(2, "KSK", "DNSKEY"))


@pytest.mark.parametrize(
    ("signed", "likely"),
    [
        (None, None),
        (NOW - DAY, None),
        (NOW - DAY + timedelta(hours=1), None),
        (NOW - DAY + timedelta(hours=3), "KskWaitingForDSTtl"),
        (NOW - DAY - timedelta(hours=3), "KskWaitingForDSUpdate"),
    ],
)
def test_which_ksk_is_older(signed: datetime | None, likely: str | None) -> None:
    """Only signatures that are clearly apart tell; what is within the habits of signers is left open."""
    parent = Delegation(known=True, keys=frozenset({1}), ttl=300, signed=signed)
    assert state(view(*TWO), "KSK", parent).likely == likely


def test_cds_tells_which_ksk_is_wanted() -> None:
    """A CDS for the key without DS tells that its DS is awaited, whatever the signatures say."""
    parent = Delegation(known=True, keys=frozenset({1}), ttl=300, signed=NOW)
    wanted = view(*TWO, cds=(Digest(2, "ED25519", "SHA-256", 2),))
    assert state(wanted, "KSK", parent).likely == "KskWaitingForDSUpdate"
    assert "new KSK, 2" in state(wanted, "KSK", parent).text


def test_ds_of_neither() -> None:
    """Two KSKs and a DS of neither: a broken chain, told as state and as fault."""
    parent = Delegation(known=True, strays=frozenset({7}))
    assert "the chain of trust is broken" in state(view(*TWO), "KSK", parent).text
    assert [f.kind for f in faults([view(*TWO)], (), parent, NOW)] == ["chain-broken"]


@pytest.mark.parametrize(("valid", "kind"), [(False, "invalid"), (None, "key-not-published"), (True, None)])
def test_signatures_that_do_not_hold(valid: bool | None, kind: str | None) -> None:
    """A signature that does not verify, and one of a key that is not there."""
    tag = 1 if valid is not None else 5
    one = ServerView(
        "192.0.2.1",
        answers=True,
        tells_keys=True,
        keys=(key(1, "KSK", "DNSKEY"),),
        signatures=(signature("DNSKEY", tag, valid=valid),),
        ttls={"DNSKEY": 300},
    )
    assert [f.kind for f in faults([one], (), Delegation(known=False), NOW)] == ([kind] if kind else [])


def test_parents_that_differ() -> None:
    """Two servers of the parent with two DS sets: all of it counts, and the difference is told."""
    sets = [(Digest(1, "ED25519", "SHA-256", 1),), (Digest(2, "ED25519", "SHA-256", 2),)]
    parents = [ParentView(f"192.0.2.{n}", ds=ds, ttl=n) for n, ds in enumerate(sets, 1)]
    told = delegation(parents)
    assert (told.keys, told.ttl) == ({1, 2}, 2)
    assert [f.kind for f in faults([view(*TWO)], parents, told, NOW)] == ["disagree"]


def test_silent_parent_is_no_parent_without_ds() -> None:
    """A parent that was not heard has not said that there is no DS."""
    assert delegation([]) == Delegation(known=False)
