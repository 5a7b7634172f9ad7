"""What the keys on show mean: the rollover statuses (MS-DNSP 2.2.6.2.3) in which a zone looks so.

The DNS shows keys and signatures, not intentions, so a verdict names every status that
fits.  A queued key looks like an idle one; and Windows publishes the next ZSK ahead, so
that an idle zone looks like one that waits for the DNSKEY TTL.  Which of two keys is the
older one is inferred from the order of signatures: a key whose every signature is younger
than the DNSKEY set's came into use after that set was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analyzer.knowledge import status
from analyzer.knowledge.timing import default_seconds
from analyzer.live.delegation import Delegation
from analyzer.live.view import Key, ServerView
from analyzer.model import KeyRole

DNSKEY = "DNSKEY"
DATA = ("SOA", "NS", "NSEC3PARAM")
"""What a ZSK signs at the zone's name."""

IDLE = (0, 1)
"""Not rolling and queued: the DNS cannot tell them apart."""

HABITS = timedelta(hours=2)
"""How differently signers of two zones may date a signature: BIND an hour back, Knot 90 minutes."""

ZSK_TTL, ZSK_SWAPPED, DS_UPDATE, DS_TTL, NO_DS, HOLD_DOWN = 3, 4, 5, 6, 7, 8


@dataclass(frozen=True, slots=True)
class State:
    """The state of one role's keys of one algorithm, as some servers show it.

    `statuses` are all that fit, `likely` is the one that fits best where one does.
    `least_s` is how long a wait of that status lasts at least, from the TTLs on show.
    """

    role: KeyRole
    algorithm: str
    statuses: tuple[str, ...]
    likely: str | None
    text: str
    basis: str | None = None
    least_s: float | None = None
    servers: tuple[str, ...] = ()


def states(views: Sequence[ServerView], parent: Delegation) -> tuple[State, ...]:
    """The states that the answering servers show; those of servers that agree are one."""
    found: dict[State, list[str]] = {}
    for view in views:
        for state in _of_server(view, parent):
            found.setdefault(state, []).append(view.server)
    return tuple(replace(state, servers=tuple(servers)) for state, servers in found.items())


def _of_server(view: ServerView, parent: Delegation) -> Iterator[State]:
    for algorithm in sorted({k.algorithm for k in view.keys}):
        keys = [k for k in view.keys if k.algorithm == algorithm]
        ksks, zsks = ([k for k in keys if k.role == role] for role in ("KSK", "ZSK"))
        if ksks:
            yield _of_ksks(view, algorithm, ksks, parent)
        if zsks:
            yield _of_zsks(view, algorithm, zsks)


def _of_zsks(view: ServerView, algorithm: str, zsks: Sequence[Key]) -> State:
    signing = [k for k in zsks if set(k.signs) & set(DATA)]
    others = [k for k in zsks if k not in signing]
    if not signing:
        text = f"{_keys('ZSK', others)} published, and none signs the zone"
        return _state("ZSK", algorithm, IDLE, None, text)
    if len(signing) > 1:
        text = (
            f"{_keys('ZSK', signing)} sign side by side: the zone changes from one to the other, "
            "and the old one stays published until the zone's largest TTL has passed"
        )
        return _state("ZSK", algorithm, (ZSK_SWAPPED,), ZSK_SWAPPED, text, least_s=_shortest(0))
    own = signing[0]
    if not others:
        return _state("ZSK", algorithm, IDLE, 0, f"one ZSK, {own.tag}, and it signs; no rollover")
    began, made = _began(view, own), _made(view)
    if began and made and began > made:
        return _state(
            "ZSK",
            algorithm,
            (ZSK_SWAPPED, *IDLE, ZSK_TTL),
            ZSK_SWAPPED,
            f"{_keys('ZSK', zsks)} published, the new one, {own.tag}, signs: the old one stays "
            "until the zone's largest TTL has passed",
            f"every signature of {own.tag} seen began after the DNSKEY set was signed",
            _shortest(0),
        )
    return _state(
        "ZSK",
        algorithm,
        (ZSK_TTL, *IDLE, ZSK_SWAPPED),
        ZSK_TTL,
        f"{_keys('ZSK', zsks)} published, the old one, {own.tag}, signs: pre-publish, waiting for the "
        "DNSKEY TTL; a Windows zone at rest with its next key published ahead looks the same",
        f"{own.tag} signed before the DNSKEY set was last signed",
        _shortest(view.ttls.get(DNSKEY, 0)),
    )


def _of_ksks(view: ServerView, algorithm: str, ksks: Sequence[Key], parent: Delegation) -> State:
    revoked = [k for k in ksks if k.revoked]
    signing = [k for k in ksks if DNSKEY in k.signs and not k.revoked]
    others = [k for k in ksks if k not in signing and not k.revoked]
    if revoked:
        text = f"{_keys('KSK', revoked)} revoked: the remove hold-down of RFC 5011 runs"
        least = default_seconds("RemoveHoldDown")
        return _state("KSK", algorithm, (HOLD_DOWN,), HOLD_DOWN, text, least_s=least)
    if not signing:
        text = f"{_keys('KSK', others)} published, and none signs the DNSKEY set"
        return _state("KSK", algorithm, IDLE, None, text)
    if len(signing) == 1:
        standby = f"; {_keys('KSK', others)} published and not signing: in reserve, or not yet in use"
        text = f"one KSK signs, {signing[0].tag}{_chained(signing[0], parent)}"
        return _state("KSK", algorithm, IDLE, 0, text + (standby if others else "; no rollover"))
    return _two_ksks(view, algorithm, signing, parent)


def _two_ksks(view: ServerView, algorithm: str, signing: Sequence[Key], parent: Delegation) -> State:
    both, tags = f"{_keys('KSK', signing)} sign the DNSKEY set", {k.tag for k in signing}
    if not parent.known:
        text = f"{both}: a rollover; the parent was not asked, so what it waits for cannot be told"
        return _state("KSK", algorithm, (DS_UPDATE, DS_TTL, NO_DS), None, text)
    if not parent.is_secure:
        text = f"{both}, and the parent has no DS: it waits for the DNSKEY TTL"
        return _state("KSK", algorithm, (NO_DS,), NO_DS, text, least_s=_shortest(view.ttls.get(DNSKEY, 0)))
    if tags <= parent.keys:
        text = f"{both}, and the parent has a DS for each: the new one is seen, the old DS TTL has to pass"
        return _state("KSK", algorithm, (DS_TTL, DS_UPDATE), DS_TTL, text, least_s=parent.ttl)
    if not tags & parent.keys:
        text = f"{both}, and the parent's DS fits neither: the chain of trust is broken"
        return _state("KSK", algorithm, (DS_UPDATE,), DS_UPDATE, text)
    return _one_delegated(view, algorithm, signing, parent)


def _one_delegated(view: ServerView, algorithm: str, signing: Sequence[Key], parent: Delegation) -> State:
    """Two KSKs sign and one has a DS: the old one while the new DS is awaited, the new one afterwards."""
    here = next(k.tag for k in signing if k.tag in parent.keys)
    there = next(k.tag for k in signing if k.tag != here)
    wanted = {d.key for d in view.cds if d.key is not None}
    made, signed = _made(view), parent.signed
    if there in wanted and here not in wanted:
        return _waits_for_ds(algorithm, here, there, f"the zone's CDS asks for {there}")
    if made and signed and signed - made > HABITS:
        return _state(
            "KSK",
            algorithm,
            (DS_TTL, DS_UPDATE),
            DS_TTL,
            f"two KSKs sign, and the parent has the new DS, for {here}: the old DS's TTL has to pass, "
            f"then {there} goes",
            "the DS set was signed after the DNSKEY set",
            parent.ttl,
        )
    if made and signed and made - signed > HABITS:
        return _waits_for_ds(algorithm, here, there, "the DNSKEY set was signed after the DS set")
    text = (
        f"two KSKs sign, and the parent has a DS for {here} only: either {there} is new and its DS is "
        "awaited, or it is old and its DS's TTL has to pass; the signatures do not tell which"
    )
    return _state("KSK", algorithm, (DS_UPDATE, DS_TTL), None, text)


def _waits_for_ds(algorithm: str, old: int, new: int, basis: str) -> State:
    text = (
        f"new KSK, {new}, published and signing, and the parent still has the old DS, for {old}: this is "
        "where Windows waits without bound for the DS, and no other key of the zone can roll"
    )
    return _state("KSK", algorithm, (DS_UPDATE, DS_TTL), DS_UPDATE, text, basis)


def _chained(key: Key, parent: Delegation) -> str:
    if not parent.known:
        return ""
    if key.tag in parent.keys:
        return ", and the parent has its DS"
    return ", and the parent's DS does not fit it" if parent.is_secure else ", and the parent has no DS"


def _began(view: ServerView, key: Key) -> datetime | None:
    """When the oldest of a key's signatures over the zone's data began to hold."""
    own = [s.inception for s in view.signatures if s.covers in DATA and s.tag == key.tag]
    return min(own, default=None)


def _made(view: ServerView) -> datetime | None:
    """When the newest signature over the DNSKEY set began to hold."""
    return max((s.inception for s in view.signatures if s.covers == DNSKEY), default=None)


def _shortest(ttl: int) -> float:
    return max(default_seconds("ShortestWait"), ttl)


def _keys(role: str, keys: Sequence[Key]) -> str:
    tags = ", ".join(str(k.tag) for k in keys)
    number = {1: "one", 2: "two", 3: "three"}.get(len(keys), str(len(keys)))
    return f"{number} {role}{'s' if len(keys) > 1 else ''} ({tags})"


def _state(
    role: KeyRole,
    algorithm: str,
    numbers: Sequence[int],
    likely: int | None,
    text: str,
    basis: str | None = None,
    least_s: float | None = None,
) -> State:
    best = None if likely is None else status_name(likely)
    return State(role, algorithm, tuple(map(status_name, numbers)), best, text, basis, least_s)


def status_name(number: int) -> str:
    """The name of a rollover status as PowerShell spells it; KeyError where there is none."""
    known = status(str(number))
    if known is None:
        raise KeyError(number)
    return known.powershell
