"""The entries of truth.json: one function for each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from analyzer.knowledge import code
from analyzer.simulate.broken import Violation
from analyzer.simulate.hosts import Host
from analyzer.simulate.logs import Mark
from analyzer.simulate.settings import Value
from analyzer.simulate.sight import Written
from analyzer.simulate.simulation import Plant
from analyzer.simulate.spelling import Json, iso, seconds, stage_name
from analyzer.simulate.zones import Roll, Zone


def violation_row(found: Violation) -> Json:
    """A broken rule."""
    return {
        "rule": found.rule,
        "zone": found.zone,
        "key_guid": found.guid,
        "host": found.host,
        "since": iso(found.since),
        "until": iso(found.until),
        "plant": found.plant,
        "value": found.value,
        "visible": found.visible,
    }


def setting_row(found: Value) -> Json:
    """A value of a setting."""
    return {
        "zone": found.zone,
        "key_guid": found.guid,
        "key_role": found.role,
        "parameter": found.parameter,
        "value": found.value,
        "since": iso(found.since),
        "until": iso(found.until),
        "logged": iso(found.logged),
    }


def host_row(host: Host) -> Json:
    """A host, with what decides which of its logs are written."""
    return {
        "host": host.name,
        "computer": host.computer,
        "kind": host.kind,
        "module_logging": host.module_logging,
        "task_history": host.task_history,
        "process_auditing": host.process_auditing,
        "aliases": list(host.aliases),
        "skew_s": seconds(host.skew),
    }


def zone_row(zone: Zone) -> Json:
    """A zone as it stands at the end."""
    settings = zone.settings
    return {
        "zone": zone.name,
        "integrated": settings.integrated,
        "servers": zone.servers,
        "key_master": zone.key_master,
        "signed": zone.signed_since is not None,
        "dnskey_wait_s": seconds(settings.dnskey_wait),
        "zone_wait_s": seconds(settings.zone_wait),
        "ds_ttl_s": seconds(settings.parent.ds_ttl),
        "parent": settings.parent.policy,
        "rfc5011": settings.rfc5011,
        "keys": [
            {
                "key_guid": skd.guid,
                "key_role": skd.role,
                "rollover_period_s": seconds(skd.period),
                "status": int(skd.status),
                "last_rolled": iso(skd.last_rolled),
                "next_due": iso(skd.due),
            }
            for skd in zone.skds
        ],
    }


def stage_at(roll: Roll, time: datetime) -> str | None:
    """In which stage a roll was at a time."""
    entered = [status for status, since in roll.stages if since <= time]
    return stage_name(entered[-1]) if entered else None


def slot(time: datetime, runs: Sequence[datetime]) -> datetime | None:
    """The run of a schedule that a time belongs to."""
    return max((r for r in runs if r <= time), default=None)


def _place(mark: Mark) -> Json:
    return {
        "host": mark.host,
        "channel": mark.channel,
        "event_id": mark.event_id,
        "record_id": mark.record_id,
        "time": iso(mark.time),
    }


def trace_row(mark: Mark) -> Json:
    """A record that tells of a try."""
    return _place(mark) | {"code": mark.code}


def event_row(mark: Mark) -> Json:
    """A record that tells of a key or a log."""
    return _place(mark) | {"action": mark.action, "zone": mark.zone, "key_guid": mark.guid}


def detection_row(mark: Mark) -> Json:
    """A record that shows a code."""
    return trace_row(mark) | {
        "name": code(mark.code or 0).name,
        "form": mark.form,
        "attempt": mark.attempt,
        "hypothetical": mark.hypothetical,
    }


def decoy_row(mark: Mark) -> Json:
    """A record that only looks as if it showed one."""
    return _place(mark) | {"decoy": mark.decoy}


def pending_row(roll: Roll) -> Json:
    """A roll that never left the queue."""
    return {
        "zone": roll.zone,
        "key_guid": roll.guid,
        "key_role": roll.role,
        "trigger": roll.trigger,
        "queued": iso(roll.queued),
        "outcome": roll.outcome,
    }


def plant_row(plant: Plant) -> Json:
    """A practice that was planted."""
    return {
        "plant": plant.purpose.plant,
        "cause": plant.purpose.cause,
        "zone": plant.zone,
        "host": plant.host,
        "rules": list(plant.rules),
        "since": iso(plant.since),
        "until": iso(plant.until),
    }


def log_row(written: Written) -> Json:
    """A channel of a host, and the files that hold it."""
    return {
        "host": written.host,
        "channel": written.channel,
        "path": written.paths[0] if written.paths else None,
        "paths": list(written.paths),
        "collected": bool(written.paths),
        "first_id": written.first_id,
        "last_id": written.last_id,
        "start": iso(written.start),
        "end": iso(written.end),
        "records": written.records,
    }


def lost_rows(written: Written) -> Iterator[Json]:
    """What is missing of a log, as runs of record ids."""
    lost = written.lost
    if not written.paths and written.first_id is not None and written.last_id is not None:
        lost = {"not collected": [(written.first_id, written.last_id)]}
    for kind, ids in lost.items():
        for first, last in ids:
            place = {"host": written.host, "channel": written.channel, "kind": kind}
            yield place | {"first_id": first, "last_id": last, "count": last - first + 1}
