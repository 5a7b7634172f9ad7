"""Small makers of values for the tests of attempts, relations and episodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from analyzer.ids import make_id
from analyzer.knowledge import AUDIT_CHANNEL, code
from analyzer.model import (
    Action,
    Attempt,
    Coverage,
    Detection,
    EdgeBasis,
    Event,
    Hole,
    Observes,
    Rollover,
    Stage,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"
CLASSIC_POWERSHELL = "Windows PowerShell"
SECURITY = "Security"
TASKS = "Microsoft-Windows-TaskScheduler/Operational"
INVOKE = "Invoke-DnsServerSigningKeyRollover"
SET = "Set-DnsServerSigningKey"


def at(hours: float = 0, seconds: float = 0) -> datetime:
    """The time so long after Monday, 2 March 2026, 00:00 UTC."""
    return START + timedelta(hours=hours, seconds=seconds)


def event(time: datetime, channel: str, event_id: int, *codes: int | str, **values: Any) -> Event:
    """An event of the operator's host `ops`, which shows those codes."""
    given: dict[str, Any] = {
        "server": None,
        "zone": None,
        "key_guid": None,
        "key_role": None,
        "host": "ops",
        "action": Action.ATTEMPT,
        "operation": None,
        "outcome": "failed" if codes else None,
        "actor": None,
        "session": None,
        "path": f"{channel}.evtx",
        "position": f"event:{time.timestamp():.3f}",
        "record_id": round(time.timestamp() * 1000),
    } | values
    made = Event(time=time, time_basis="utc", provider="p", channel=channel, event_id=event_id, **given)
    return replace(made, detections=tuple(_detection(made, c) for c in codes))


def _detection(of: Event, number: int | str) -> Detection:
    return Detection(
        id=make_id("D", of.host, of.channel, of.record_id, of.path, of.position, number),
        time=of.time,
        time_basis="utc",
        host=of.host,
        server=of.server,
        zone=of.zone,
        key_guid=of.key_guid,
        key_role=of.key_role,
        code=number if isinstance(number, int) else None,
        name=code(number).name if isinstance(number, int) else number,
        form="win32-error-id",
        confidence="high",
        provider=of.provider,
        channel=of.channel,
        event_id=of.event_id,
        record_id=of.record_id,
        actor=of.actor,
        path=of.path,
        position=of.position,
    )


def error(time: datetime, *codes: int | str, **values: Any) -> Event:
    """PowerShell's 4100: it has the code and the cmdlet, and no target."""
    return event(time, POWERSHELL, 4100, *(codes or (9116,)), **({"operation": INVOKE} | values))


def call(time: datetime, **values: Any) -> Event:
    """PowerShell's 4103: it has the cmdlet and the target, and no code."""
    known = {"operation": INVOKE, "outcome": "failed", "zone": "a.example", "key_guid": "k1"}
    return event(time, POWERSHELL, 4103, **(known | values))


def classic_call(time: datetime, **values: Any) -> Event:
    """The same in the classic channel's 800."""
    known = {"operation": INVOKE, "outcome": "failed", "zone": "a.example", "key_guid": "k1"}
    return event(time, CLASSIC_POWERSHELL, 800, **(known | values))


def audit(time: datetime, action: Action = Action.TRIGGERED, **values: Any) -> Event:
    """An event of the audit channel of `ns1`: something was done."""
    known = {
        "host": "ns1",
        "server": "ns1",
        "operation": INVOKE,
        "outcome": "succeeded",
        "zone": "a.example",
        "key_guid": "k1",
    }
    return event(time, AUDIT_CHANNEL, 531, **(known | {"action": action} | values))


def attempt(time: datetime, *codes: int | str, **values: Any) -> Attempt:
    """A try on the key `k1` of `a.example`, failed with 9116 unless told otherwise."""
    given: dict[str, Any] = {
        "host": "ops",
        "server": "ns1",
        "actor": "CONTOSO\\ops",
        "process": None,
        "operation": INVOKE,
        "zone": "a.example",
        "key_guid": "k1",
        "key_role": "ZSK",
        "outcome": "failed",
    } | values
    shown = () if given["outcome"] == "succeeded" else codes or (9116,)
    name = make_id("A", time.isoformat(), *(given[k] for k in ("host", "actor", "zone", "key_guid")), *shown)
    return Attempt(**({"id": name, "time": time, "codes": shown, "detections": ()} | given))


def rollover(start: datetime | None, end: datetime | None, **values: Any) -> Rollover:
    """An automatic roll of the ZSK `k1` of `a.example`, seen at both ends where these are given."""
    basis: dict[bool, EdgeBasis] = {True: "observed", False: "censored"}
    given: dict[str, Any] = {
        "zone": "a.example",
        "key_guid": "k1",
        "key_role": "ZSK",
        "servers": ("ns1",),
        "trigger": "automatic",
        "start_basis": basis[start is not None],
        "start_min": start,
        "start_max": start,
        "end_basis": basis[end is not None],
        "end_min": end,
        "end_max": end,
        "outcome": "completed" if end else "open",
    } | values
    name = make_id("R", given["zone"], given["key_guid"], start, end)
    return Rollover(**({"id": name, "start": start, "end": end} | given))


def stage(name: str, start: datetime) -> Stage:
    """A stage that was seen to begin."""
    return Stage(name, start, "observed")


def covering(
    start: datetime,
    end: datetime,
    holes: Iterable[tuple[datetime, datetime]] = (),
    host: str = "ns1",
    observes: Observes = "state",
) -> Coverage:
    """The coverage of a host's channel with holes."""
    gaps = tuple(Hole(since, until, None, None, "absent") for since, until in holes)
    return Coverage(host, "c", observes, start, end, 10, gaps, "record ids and times")
