"""A check as text and as plain values for JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from analyzer.live.against_logs import Reconstruction
from analyzer.live.check import Check
from analyzer.live.view import ParentView, ServerView
from analyzer.safe_text import visible

Lines = Iterator[str]


def lines(check: Check, logs: Reconstruction | None) -> Lines:
    """The check as lines for a terminal; what came over the wire cannot steer it."""
    yield from map(visible, _lines(check, logs))


def as_json(check: Check, logs: Reconstruction | None) -> str:
    """The check as JSON: times ISO 8601 UTC with `Z`, absent is null."""
    told = {
        **asdict(check),
        "answered": check.answered,
        "signed": check.signed,
        "logs": asdict(logs) if logs else None,
    }
    return json.dumps(told, default=_plain, indent=1)


def _lines(check: Check, logs: Reconstruction | None) -> Lines:
    yield f"{check.zone} at {_when(check.time)}"
    for number, view in enumerate(check.servers):
        yield from ("", f"Server {view.server}")
        before = next((v for v in check.servers[:number] if _same(v, view)), None)
        yield from _server(view) if before is None else [f"  the same as {before.server}, but for TTLs"]
    for parent in check.parents:
        yield from ("", f"Parent's server {parent.server}")
        yield from _parent(parent)
    yield from _section("Verdict", _verdict(check))
    yield from _section("Faults", (f"{f.kind}: {f.text} [{', '.join(f.servers)}]" for f in check.faults))
    if logs:
        yield from _section("Against the logs", _logs(logs))


def _section(title: str, rows: Iterable[str]) -> Lines:
    rows = list(rows)
    if rows:
        yield from ("", title, *(f"  {row}" for row in rows))


def _same(one: ServerView, other: ServerView) -> bool:
    return other.answers and (one.serial, one.keys, one.signatures, one.nsec3param, one.cds, one.listed) == (
        other.serial,
        other.keys,
        other.signatures,
        other.nsec3param,
        other.cds,
        other.listed,
    )


def _server(view: ServerView) -> Lines:
    for trouble in view.troubles:
        yield f"  {trouble.question}: {trouble.text}"
    if not view.answers:
        return
    ttls = ", ".join(f"{name} {ttl}" for name, ttl in view.ttls.items())
    yield f"  serial {view.serial}; TTLs in seconds: {ttls}"
    if view.tcp:
        yield f"  over TCP: {', '.join(view.tcp)}"
    if view.tells_keys and not view.keys:
        yield "  no DNSKEY: the zone is not signed"
    for key in view.keys:
        signs = f"signs {', '.join(key.signs)}" if key.signs else "signs nothing here"
        revoked = ", revoked" if key.revoked else ""
        yield f"  {key.role} {key.tag}, {key.algorithm}, flags {key.flags}{revoked}: {signs}"
    for s in view.signatures:
        checked = {True: "valid", False: "INVALID", None: "not checked"}[s.valid]
        yield f"  RRSIG {s.covers} by {s.tag}: {_when(s.inception)} to {_when(s.expiration)}, {checked}"
    yield from (f"  NSEC3PARAM {text}" for text in view.nsec3param)
    yield from (f"  CDS {d.tag} {d.digest}{_fits(d.key)}" for d in view.cds)
    if view.cdnskey:
        yield f"  CDNSKEY {', '.join(map(str, view.cdnskey))}"
    for one in view.listed:
        at = ", ".join(one.addresses) or "address not known here"
        yield f"  NS {one.name} ({at}): {'asked' if one.asked else 'not asked; name it with --server'}"


def _parent(view: ParentView) -> Lines:
    if view.trouble:
        yield f"  {view.trouble.question}: {view.trouble.text}"
    elif not view.ds:
        yield "  no DS: the delegation is not secure"
    else:
        signed = f", signed {_when(view.signed)}" if view.signed else ", not signed"
        yield f"  DS TTL {view.ttl} s{signed}"
        yield from (f"  DS {d.tag}, {d.algorithm}, {d.digest}{_fits(d.key)}" for d in view.ds)


def _fits(key: int | None) -> str:
    return ": fits the published key" if key is not None else ": fits no published key"


def _verdict(check: Check) -> Lines:
    if not check.answered:
        yield "nobody answered: nothing can be said"
    elif check.signed is False:
        yield "the zone is not signed"
    several = len({v.server for v in check.servers if v.answers}) > 1
    for state in check.states:
        yield f"{state.role} ({state.algorithm}): {state.text}" + (
            f" [{', '.join(state.servers)}]" if several else ""
        )
        yield f"  fits {', '.join(state.statuses)}" + (f"; likely {state.likely}" if state.likely else "")
        if state.basis:
            yield f"  inferred: {state.basis}"
        if state.least_s:
            yield f"  lasts at least {state.least_s:.0f} s on Windows, and PropagationTime where that counts"


def _logs(logs: Reconstruction) -> Lines:
    if logs.period is None:
        yield "the logs tell nothing of this zone"
        return
    yield from (f"{c.fit}: {c.text}" for c in logs.comparisons)
    for rollover in logs.rollovers:
        if rollover.outcome == "open" and rollover.expected_source:
            yield f"{rollover.id} is open; expected length: {rollover.expected_source}"
    yield from (f"{f.rule} ({f.severity}): {f.title}. {f.explanation}" for f in logs.findings)


def _when(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
