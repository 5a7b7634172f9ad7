"""What is wrong with what servers show: signatures, the chain from the parent, servers that differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analyzer.live.delegation import Delegation
from analyzer.live.states import DATA, DNSKEY
from analyzer.live.view import ParentView, ServerView

Kind = Literal[
    "expired",
    "not-yet-valid",
    "invalid",
    "unsigned",
    "key-not-published",
    "algorithms",
    "chain-broken",
    "disagree",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, or in the middle of a change, and who shows it."""

    kind: Kind
    text: str
    servers: tuple[str, ...]


def faults(
    views: Sequence[ServerView], parents: Sequence[ParentView], parent: Delegation, now: datetime
) -> tuple[Fault, ...]:
    """Everything that is wrong; `views` are those of servers that answer."""
    found: dict[tuple[Kind, str], list[str]] = {}
    for view in views:
        for kind, text in (*_of_signatures(view, now), *_of_keys(view), *_of_chain(view, parent)):
            found.setdefault((kind, text), []).append(view.server)
    own = [Fault(kind, text, tuple(servers)) for (kind, text), servers in found.items()]
    return (*own, *_disagreements(views), *_parents(parents))


def _of_signatures(view: ServerView, now: datetime) -> Iterator[tuple[Kind, str]]:
    for s in view.signatures:
        what = f"the signature of {s.covers} by {s.tag}"
        if s.expiration < now:
            yield "expired", f"{what} expired at {_when(s.expiration)}"
        if s.inception > now:
            yield "not-yet-valid", f"{what} holds only from {_when(s.inception)}"
        if s.valid is False:
            yield "invalid", f"{what} does not verify with the published key"
        elif view.tells_keys and s.tag not in {k.tag for k in view.keys}:
            yield "key-not-published", f"{what} is of a key that is not published"


def _of_keys(view: ServerView) -> Iterator[tuple[Kind, str]]:
    if not view.keys:
        return
    signed = {name: {s.algorithm for s in view.signatures if s.covers == name} for name in view.ttls}
    for name in (DNSKEY, *DATA):
        if name in signed and not signed[name]:
            yield "unsigned", f"{name} has no signature, though the zone publishes keys"
    algorithms = sorted({k.algorithm for k in view.keys})
    if len(algorithms) > 1:
        parts = []
        for algorithm in algorithms:
            missing = [n for n in (DNSKEY, *DATA) if signed.get(n) and algorithm not in signed[n]]
            parts.append(
                f"{algorithm} " + (f"does not sign {', '.join(missing)}" if missing else "signs all")
            )
        yield "algorithms", f"keys of {len(algorithms)} algorithms, an algorithm roll: {'; '.join(parts)}"


def _of_chain(view: ServerView, parent: Delegation) -> Iterator[tuple[Kind, str]]:
    if not (parent.is_secure and view.tells_keys):
        return
    signing = {k.tag for k in view.keys if DNSKEY in k.signs}
    tags = ", ".join(map(str, sorted(parent.keys | parent.strays)))
    if not view.keys:
        yield (
            "chain-broken",
            f"the parent has a DS ({tags}), and the zone has no keys: it cannot be validated",
        )
    elif not signing & parent.keys:
        text = f"the parent's DS ({tags}) fits no key that signs the DNSKEY set: it cannot be validated"
        yield "chain-broken", text


VIEWS: tuple[tuple[str, Callable[[ServerView], Hashable]], ...] = (
    ("serial", lambda v: v.serial),
    ("keys", lambda v: tuple((k.tag, k.algorithm, k.flags) for k in v.keys)),
    ("signing keys of DNSKEY", lambda v: tuple(sorted(v.signers(DNSKEY)))),
    ("signing keys of the zone", lambda v: tuple(sorted(v.signers(*DATA)))),
    ("NSEC3 parameters", lambda v: v.nsec3param),
)
"""What servers of one zone that answer every question should agree on."""


def _disagreements(views: Sequence[ServerView]) -> Iterator[Fault]:
    whole = [view for view in views if not view.troubles]
    for what, read in VIEWS:
        told: dict[Hashable, list[str]] = {}
        for view in whole:
            told.setdefault(read(view), []).append(view.server)
        if len(told) > 1:
            parts = [f"{', '.join(who)}: {_spelt(said)}" for said, who in told.items()]
            text = f"servers differ in {what}: {'; '.join(parts)}"
            yield Fault("disagree", text, tuple(v.server for v in whole))


def _parents(parents: Sequence[ParentView]) -> Iterator[Fault]:
    told = [p for p in parents if p.trouble is None]
    if len({tuple((d.tag, d.algorithm, d.digest) for d in p.ds) for p in told}) > 1:
        parts = [f"{p.server}: {', '.join(str(d.tag) for d in p.ds) or 'none'}" for p in told]
        text = f"the parent's servers differ in DS: {'; '.join(parts)}"
        yield Fault("disagree", text, tuple(p.server for p in told))


def _spelt(said: Hashable) -> str:
    if not isinstance(said, tuple):
        return str(said)
    return ", ".join(str(part[0] if isinstance(part, tuple) else part) for part in said) or "none"


def _when(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
