"""The truth of a simulation, as the plain values of truth.json.

It says what happened and what of it the collected logs can tell, in the words of the
report's contract where these exist.  Nothing here is derived from reading logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from analyzer.simulate.callers import Try
from analyzer.simulate.diagnosis import BLOCKED, MISSED, STUCK, troubles
from analyzer.simulate.episodes import Causes, cause, episodes
from analyzer.simulate.operations import CONFLICTS
from analyzer.simulate.sight import Sight, Written
from analyzer.simulate.simulation import Schedule, Simulation
from analyzer.simulate.spelling import Json, iso, seconds, stage_name
from analyzer.simulate.truth_rows import (
    decoy_row,
    detection_row,
    event_row,
    host_row,
    log_row,
    lost_rows,
    pending_row,
    plant_row,
    setting_row,
    slot,
    stage_at,
    trace_row,
    violation_row,
    zone_row,
)
from analyzer.simulate.violations import debatable, violations
from analyzer.simulate.zones import Roll


class Truth:
    """Assembles the truth once all logs are written, because record ids are known only then."""

    def __init__(self, simulation: Simulation, written: Sequence[Written]) -> None:
        """The truth of `simulation`, of which `written` was collected."""
        self._simulation = simulation
        self._written = written
        self._sight = Sight(simulation, written)
        started = [(r.start, r.zone, r.guid, r) for r in simulation.world.rolls if r.start]
        self._rolls = [roll for *_, roll in sorted(started, key=lambda row: row[:3])]
        self._ids = {id(r): f"R-{n:04}" for n, r in enumerate(self._rolls, 1)}
        self._causes = Causes(simulation.callers.tries, self._sight)
        self._episodes = episodes(simulation.callers.tries)

    def as_json(self) -> Json:
        """All of it, ready to be written."""
        simulation, marks = self._simulation, self._sight.marks
        return {
            "simulated": True,
            "seed": simulation.seed,
            "period": {"start": iso(simulation.start), "end": iso(simulation.end)},
            "tz": simulation.tz,
            "thresholds": {
                "stuck_s": seconds(STUCK),
                "blocked_s": seconds(BLOCKED),
                "missed_s": seconds(MISSED),
            },
            "hosts": [host_row(host) for _, host in sorted(simulation.logs.hosts.items())],
            "logs": [log_row(w) for w in self._written],
            "lost": [lost for w in self._written for lost in lost_rows(w)],
            "zones": [zone_row(zone) for _, zone in sorted(simulation.world.zones.items())],
            "events": [event_row(m) for m in marks if m.action],
            "detections": [detection_row(m) for m in marks if m.code],
            "decoys": [decoy_row(m) for m in marks if m.decoy],
            "attempts": [self._attempt(t) for t in simulation.callers.tries],
            "rollovers": [self._rollover(r) for r in self._rolls],
            "pending": [pending_row(r) for r in simulation.world.rolls if r.start is None],
            "episodes": [self._episode(n, row) for n, row in enumerate(self._episodes, 1)],
            "schedules": [self._schedule(s) for s in simulation.schedules],
            "settings": [setting_row(v) for v in simulation.settings.values],
            "plants": [plant_row(p) for p in simulation.plants],
            "violations": [violation_row(v) for v in violations(simulation, self._sight, self._rolls)],
            "debatable": [violation_row(v) for v in debatable(simulation)],
        }

    def _attempt(self, made: Try) -> Json:
        marks, process, request = self._sight.of_try(made), made.process, made.request
        return {
            "id": made.id,
            "time": iso(made.time),
            "host": process.host.name,
            "server": self._simulation.world.names.get(request.server, request.server),
            "server_as_named": request.server,
            "actor": process.actor.name,
            "sid": process.actor.sid,
            "tool": made.tool,
            "process": process.process_id,
            "task": process.task or None,
            "operation": request.operation,
            "zone": request.zone,
            "key_guid": request.guid,
            "key_role": made.role,
            "outcome": "failed" if made.code else "succeeded",
            "code": made.code or None,
            "codes": sorted({m.code for m in marks if m.code}),
            "visible": bool(marks),
            "traces": [trace_row(m) for m in marks],
            "relation": self._sight.relation(made),
            "rollover": self._ids.get(id(made.roll)),
            "stage": stage_at(made.roll, made.time) if made.roll else None,
            "cause": made.purpose.cause,
            "cause_shown": self._causes.shown(made),
            "plant": made.purpose.plant or None,
        }

    def _episode(self, number: int, tries: Sequence[Try]) -> Json:
        first = tries[0]
        relations = {self._sight.relation(t) for t in tries} - {"not applicable"}
        return {
            "id": f"E-{number:04}",
            "zone": first.request.zone,
            "key_guid": first.request.guid,
            "key_role": first.role,
            "first": iso(first.time),
            "last": iso(tries[-1].time),
            "attempts": [t.id for t in tries],
            "actors": sorted({t.process.actor.name for t in tries}),
            "cause": cause(tries),
            "rollover": self._ids.get(id(first.roll)),
            "relations": sorted(relations),
            "visible": bool(relations),
        }

    def _rollover(self, roll: Roll) -> Json:
        seen = self._sight.of_roll(roll)
        world, end = self._simulation.world, self._simulation.end
        found = troubles(roll, world.rolls, world.zones, end)
        return {
            "id": self._ids[id(roll)],
            "zone": roll.zone,
            "key_guid": roll.guid,
            "key_role": roll.role,
            "servers": roll.servers,
            "trigger": roll.trigger,
            "queued": iso(roll.queued),
            "start": iso(roll.start),
            "end": iso(roll.end),
            "outcome": roll.outcome,
            "unwritten": roll.unwritten,
            "stages": [{"name": stage_name(s), "start": iso(t)} for s, t in roll.stages],
            "visible": bool(seen),
            "observed": [event_row(m) for m in seen],
            "diagnoses": [{"kind": t.kind, "since": iso(t.since)} for t in found],
        }

    def _schedule(self, schedule: Schedule) -> Json:
        tries = [
            t
            for t in self._simulation.callers.tries
            if t.purpose.plant == schedule.plant and t.request.operation == schedule.operation
        ]
        hits = {slot(t.time, schedule.times) for t in tries if t.code in CONFLICTS}
        return {
            "plant": schedule.plant,
            "zone": schedule.zone,
            "operation": schedule.operation,
            "kind": schedule.kind,
            "phase": schedule.phase,
            "tz": schedule.tz,
            "runs": len(schedule.times),
            "slots": sum(self._rolls_at(schedule.zone, t) for t in schedule.times),
            "hits": len(hits),
        }

    def _rolls_at(self, zone: str, time: datetime) -> bool:
        end = self._simulation.end
        return any(r.zone == zone and r.start and r.start <= time < (r.end or end) for r in self._rolls)
