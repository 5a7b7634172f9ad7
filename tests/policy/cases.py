"""Cases made by hand for tests of rules: events, tries, and which logs are there."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime

from analyzer.conflicts import count, group, relate
from analyzer.ids import make_id
from analyzer.model import (
    Action,
    Assessment,
    Attempt,
    Detection,
    Event,
    Finding,
    Period,
    Snapshot,
    Stretch,
)
from analyzer.policy import Case, Profile, assess
from analyzer.rollover import coverage, rebuild, settings
from tests.rollover.histories import POWERSHELL, START, at, classic, dns_logs, event, stage, stretch

ZONE = "a.example"
KSK = {"key_role": "KSK", "key_guid": "k1"}
ZSK = {"key_role": "ZSK", "key_guid": "z1"}
INVOKE, SET = "Invoke-DnsServerSigningKeyRollover", "Set-DnsServerSigningKey"
DEFAULT_KEY = {
    "CryptoAlgorithm": "RsaSha256",
    "KeyStorageProvider": "Microsoft Software Key Storage Provider",
    "StoreKeysInAD": "0",
    "DnsKeySignatureValidityPeriod": "604800",
    "DSSignatureValidityPeriod": "604800",
    "ZoneSignatureValidityPeriod": "864000",
    "InitialRolloverOffset": "0",
}
DEFAULTS = {
    "KSK": DEFAULT_KEY | {"KeyLength": "2048", "RolloverPeriod": "65232000"},
    "ZSK": DEFAULT_KEY | {"KeyLength": "1024", "RolloverPeriod": "7776000"},
}
DEFAULT_ZONE = {
    "DenialOfExistence": "NSec3",
    "DnsKeyRecordSetTtl": "3600",
    "DSRecordGenerationAlgorithm": "Sha1, Sha256",
    "EnableRfc5011KeyRollover": "0",
    "NSec3Iterations": "50",
    "NSec3RandomSaltLength": "8",
    "NSec3UserSalt": "-",
    "PropagationTime": "172800",
}


def attempt(time: datetime, code: int = 9116, **fields: object) -> Attempt:
    """A failed try of `alice` on `ops1` to roll the ZSK of `a.example`, unless told otherwise."""
    given: dict[str, object] = {
        "host": "ops1",
        "server": "ns1",
        "actor": "alice",
        "process": None,
        "operation": INVOKE,
        "zone": ZONE,
        "key_guid": "z1",
        "key_role": "ZSK",
        "outcome": "failed",
        "codes": (code,) if code else (),
        "detections": (),
        "evidence": (f"ops1.evtx#event:{time.timestamp():.0f}",),
    } | fields
    name = make_id("A", time, given["zone"], given["operation"], given["key_guid"], given["actor"])
    return Attempt(id=name, time=time, **given)  # type: ignore[arg-type]  # values of many types


def case(
    events: Iterable[Event] = (),
    attempts: Sequence[Attempt] = (),
    days: float = 60,
    logs: Iterable[Stretch] | None = None,
    snapshots: Iterable[Snapshot] = (),
    start: float = 0,
) -> Case:
    """A case of so many days, with the DNS logs of `ns1` and the PowerShell log of `ops1` unless given."""
    told = tuple(sorted(events, key=lambda e: (e.time, e.path, e.position)))
    end = at(days)
    held = full_logs(days) if logs is None else list(logs)
    known = coverage(held, [], told) if held else ()
    values = settings(told, snapshots := tuple(snapshots))
    rollovers = rebuild(told, known, values, end)
    episodes, related = group(relate(attempts, rollovers, known), rollovers=rollovers)
    return Case(
        attempts=related,
        episodes=episodes,
        rollovers=count(rollovers, related),
        coverage=known,
        settings=values,
        events=told,
        period=Period(at(start), end),
        snapshots=snapshots,
    )


def full_logs(days: float) -> list[Stretch]:
    """Every log that matters, whole."""
    return [*dns_logs(START, at(days)), stretch(POWERSHELL, START, at(days), host="ops1")]


def only_dns(days: float) -> list[Stretch]:
    """No log that would show a failed command."""
    return dns_logs(START, at(days))


def roll(start: float, end: float | None = None, **key: object) -> list[Event]:
    """A roll in both channels."""
    edges = [(Action.STARTED, start)] + ([(Action.COMPLETED, end)] if end is not None else [])
    return [made(action, at(day), **key) for action, day in edges for made in (event, classic)]


def zsk_rolls(count_: int, every: float = 7, takes: float = 4) -> list[Event]:
    """Several rolls of the ZSK, one after the other."""
    return [e for n in range(count_) for e in roll(1 + n * every, 1 + n * every + takes, **ZSK)]


def waiting_ksk(start: float = 1) -> list[Event]:
    """A KSK that waits for its DS."""
    return [*roll(start, **KSK), stage(5, at(start), **KSK)]


def signed(day: float = 0.2, zone: str = ZONE, **values: str) -> list[Event]:
    """A zone signed with Windows' defaults but for some values, keys first."""
    keys = [
        event(
            Action.KEY_ADDED,
            at(day),
            zone=zone,
            key_role=role,
            key_guid=f"{zone}-{role}".lower(),
            detail=DEFAULTS[role] | {k: v for k, v in values.items() if k in DEFAULTS[role]},
        )
        for role in ("KSK", "ZSK")
    ]
    detail = DEFAULT_ZONE | {k: v for k, v in values.items() if k in DEFAULT_ZONE}
    return [*keys, event(Action.ZONE_SIGNED, at(day + 0.01), zone=zone, key_guid=None, detail=detail)]


def detection(time: datetime, code: int) -> Detection:
    """A code that a server told in its own log."""
    return Detection(
        f"D-{code}-{time:%d%H}",
        time,
        "utc",
        "ns1",
        "ns1",
        ZONE,
        None,
        None,
        code,
        "",
        "insert-decimal",
        "high",
        "p",
        "DNS Server",
        7656,
        None,
        None,
        "dns.evtx",
        f"event:{time:%d%H}",
    )


def judged(one: Case, rule: str, profile: str | Profile = "default") -> list[Assessment]:
    """What a rule says of each subject."""
    return [a for a in assess(one, profile)[0] if a.rule == rule]


def outcomes(one: Case, rule: str, profile: str | Profile = "default") -> set[str]:
    """What a rule says, whatever the subject."""
    return {a.outcome for a in judged(one, rule, profile)}


def findings(one: Case, rule: str, profile: str | Profile = "default") -> list[Finding]:
    """The findings of a rule."""
    return [f for f in assess(one, profile)[1] if f.rule == rule]


def quiet_fleet(seed: int, days: int = 400) -> Case:
    """Zones signed with Windows' defaults whose keys roll as they should, and nobody who meddles."""
    rng = random.Random(seed)
    told: list[Event] = []
    for number in range(rng.randint(1, 4)):
        zone = f"z{number}.example"
        told += signed(0.2, zone)
        dues, free = {"KSK": rng.uniform(2, 700), "ZSK": rng.uniform(2, 88)}, 0.0
        while (start := max(min(dues.values()), free + 0.001)) < days:
            role = min(dues, key=lambda r: dues[r])
            key = {"key_role": role, "key_guid": f"{zone}-{role}".lower(), "zone": zone}
            steps, takes = _steps(role, rng)
            free = start + takes
            told += roll(start, free if free < days else None, **key)
            told += [stage(n, at(start + after), **key) for n, after in steps if start + after < days]
            dues[role] = free + (90 if role == "ZSK" else 755)
    return case(told, days=days)


def _steps(role: str, rng: random.Random) -> tuple[list[tuple[int, float]], float]:
    """The stages of a roll, each with the days after which it comes, and how many days all of it takes."""
    if role == "ZSK":
        return [(3, 0.0), (4, 49 / 24)], 98 / 24
    published = rng.uniform(0.1, 0.9)
    return [(5, 0.0), (6, published)], published + rng.uniform(0.1, 1)
