"""Small makers of values and whole reports for tests of reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from analyzer.measures import measure
from analyzer.model import (
    Attempt,
    Coverage,
    Detection,
    Finding,
    Hole,
    Period,
    Remedy,
    Rollover,
    Setting,
    Stage,
)
from analyzer.report.report import Report, Run

CLAUSES = ("SP800-81-2-KSK", "SP800-81-2-ZSK", "SP800-81-2-RRSIG")
START, END = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 27, tzinfo=UTC)
WEEKS = Period(START, END)
TASK, ADMIN = "CONTOSO\\svc-dnskeys", "CONTOSO\\a.keller"
INVOKE, SET = "Invoke-DnsServerSigningKeyRollover", "Set-DnsServerSigningKey"
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"
AUDIT = "Microsoft-Windows-DNSServer/Audit"
KSK, ZSK = "6f0a2c7e-0b0e-4f43-9d0a-1f6a0f6c51aa", "b41d1f0e-8f6b-4b55-8d53-7d6a9c1e2b02"


def at(day: float, hour: float = 0) -> datetime:
    """A time so many days and hours after the demo's start."""
    return START + timedelta(days=day, hours=hour)


def attempt(number: int, time: datetime, zone: str | None, code: int = 9116, **fields: Any) -> Attempt:
    """A failed attempt of the scheduled task."""
    defaults: dict[str, Any] = {
        "host": "ops1.contoso.example",
        "server": "ns1.contoso.example",
        "actor": TASK,
        "process": "4711",
        "operation": INVOKE,
        "key_guid": ZSK,
        "key_role": "ZSK",
        "outcome": "failed",
        "codes": (code,),
        "detections": (f"D-{number:06d}",),
        "relation": "inside",
        "relation_basis": "key",
        "evidence": (f"ops1/powershell.evtx#c2+0x{number * 512:x}",),
    }
    return Attempt(id=f"A-{number:06d}", time=time, zone=zone, **(defaults | fields))


def detection(of: Attempt) -> Detection:
    """The detection that an attempt is made of."""
    code = of.codes[0] if isinstance(of.codes[0], int) else None
    return Detection(
        id=of.detections[0],
        time=of.time,
        time_basis="utc",
        host=of.host,
        server=of.server,
        zone=of.zone,
        key_guid=of.key_guid,
        key_role=of.key_role,
        code=code,
        name="DNS_ERROR_ROLLOVER_IN_PROGRESS" if code == 9116 else "DNS_ERROR_ROLLOVER_ALREADY_QUEUED",
        form="win32-error-id",
        confidence="high",
        provider="Microsoft-Windows-PowerShell",
        channel=POWERSHELL,
        event_id=4100,
        record_id=int(of.id[2:]),
        actor=of.actor,
        path="ops1/powershell.evtx",
        position=of.evidence[0].partition("#")[2],
        attempt_id=of.id,
    )


def rollover(zone: str, start: datetime, hours: float | None, role: str = "ZSK", **fields: Any) -> Rollover:
    """A rollover that was seen to begin, and to end after that many hours."""
    end = start + timedelta(hours=hours) if hours is not None else None
    guid = KSK if role == "KSK" else ZSK
    names = (
        ("KskWaitingForDSUpdate",) if role == "KSK" else ("ZskWaitingForDnsKeyTtl", "ZskWaitingForMaxZoneTtl")
    )
    step = timedelta(hours=(hours or 0) / 2)
    defaults: dict[str, Any] = {
        "id": f"R-{zone[:4]}-{start:%m%d}-{role}",
        "key_guid": guid,
        "key_role": role,
        "servers": ("ns1.contoso.example",),
        "trigger": "automatic",
        "start_basis": "observed",
        "start_min": start,
        "start_max": start,
        "end": end,
        "end_basis": "observed" if end else "censored",
        "end_min": end,
        "end_max": end,
        "outcome": "completed" if end else "open",
        "stages": tuple(Stage(name, start + i * step, "observed") for i, name in enumerate(names)),
        "expected_min_s": 7200.0,
        "expected_max_s": 432_000.0 if role == "ZSK" else 604_800.0,
        "expected_source": "settings logged (RFC 7583)",
        "evidence": ("ns1/dns-audit.evtx#c0+0x200", "ns1/dns-audit.evtx#c0+0x9f0"),
    }
    return Rollover(zone=zone, start=start, **(defaults | fields))


def finding(number: int, **fields: Any) -> Finding:
    """A finding of medium severity."""
    defaults: dict[str, Any] = {
        "fingerprint": f"{number:016x}",
        "rule": "CONFLICT-FREQUENT",
        "subject": "contoso.example",
        "severity": "medium",
        "confidence": "high",
        "zone": "contoso.example",
        "key_guid": None,
        "key_role": "ZSK",
        "server": "ns1.contoso.example",
        "title": "Conflicts in 3 of 4 ZSK rollovers of contoso.example",
        "explanation": "Attempts failed because the key was already rolling, in 3 of the 4 rollovers seen.",
        "numbers": {"rollovers": 4, "rollovers hit": 3, "share": 0.75},
        "evidence": ("ops1/powershell.evtx#c2+0x200", "ops1/powershell.evtx#c2+0x400"),
        "remedy": Remedy(
            text="Let the scheduled task ask before it acts, or move it out of the hours in which keys roll.",
            command="rollaudit safe contoso.example",
            precondition=None,
        ),
        "references": ("MS-DNSP 3.1.1 Rollover Queue", "RFC 7583 section 3.2.1"),
        "first_seen": at(6, 1),
        "last_seen": at(41, 1),
    }
    return Finding(id=f"F-{number:06d}", **(defaults | fields))


def setting(zone: str, guid: str, role: Any, parameter: str, value: str) -> Setting:
    """A setting in force from the demo's start on."""
    return Setting(zone, guid, role, parameter, value, at(0), None, "ns1/dns-audit.evtx#c0+0x400")


def covering(host: str, channel: str, observes: Any, start: float, end: float, *holes: Hole) -> Coverage:
    """The coverage of a channel from one day of the demo to another."""
    return Coverage(host, channel, observes, at(start), at(end), 51_200, holes, "record ids without a gap")


def report_of(
    *,
    period: Period = WEEKS,
    tz: str = "Europe/Berlin",
    simulated: bool = False,
    **lists: Any,
) -> Report:
    """A report of the given lists, its numbers measured from them."""
    measured = ("attempts", "episodes", "rollovers", "coverage", "assessments", "findings")
    measured_too = ("settings", "trends", "record_ids", "irregularities")
    others = (
        "inputs",
        "losses",
        "detections",
        "sightings",
        "statistics",
        "recurrences",
    )
    values = {name: tuple(lists.get(name, ())) for name in (*measured, *measured_too, *others, "blind_spots")}
    return Report(
        generator="rollaudit 0.1.0",
        run=Run(
            configuration={"tz": tz, "zones": (), "since": None, "episode_gap_s": 3600},
            profile="default",
            versions={"rollaudit": "0.1.0", "python": "3.11.7", "pandas": "3.1.1"},
            tz=tz,
            simulated=simulated,
        ),
        as_of=period.end,
        period=period,
        statistics_period=period,
        measures=measure(
            **{name: values[name] for name in (*measured, *measured_too)},
            clauses=CLAUSES,
            period=period,
            tz=tz,
        ),
        **values,
    )
