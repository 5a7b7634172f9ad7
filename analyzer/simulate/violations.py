"""Which policy rules were truly broken, about what, from when to when.

What is judged by what profiles say is told apart: value_rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from analyzer.knowledge import NEVER
from analyzer.simulate.broken import Violation
from analyzer.simulate.conflict_rules import conflict_violations
from analyzer.simulate.diagnosis import troubles
from analyzer.simulate.sight import Sight
from analyzer.simulate.simulation import Plant, Simulation
from analyzer.simulate.value_rules import debatable_values, value_violations
from analyzer.simulate.zones import HOLD_DOWN, Roll, Status

OF_TROUBLES = {
    "stuck": "ROLL-STUCK",
    "blocked": "ROLL-BLOCKED",
    "missed": "ROLL-MISSED",
    "failed": "ROLL-FAILED",
    "interrupted": "ROLL-KEY-MASTER-MOVED",
}
"""The rule that each kind of diagnosis breaks."""

BY_VALUES = frozenset({"KEY-SETTINGS-FLAPPING"})
"""Rules that a plant breaks only as far as the server agreed to what it wanted: the settings tell."""

TELL_A_PERIOD = 3
"""Rolls of a key in a row whose pauses tell its period."""


def violations(simulation: Simulation, sight: Sight, rolls: Sequence[Roll]) -> list[Violation]:
    """Every rule that was broken, by rule and time."""
    return _sorted(
        [
            *(v for plant in simulation.plants for v in _of_plant(plant)),
            *conflict_violations(simulation, sight),
            *(v for roll in rolls for v in _of_roll(roll, simulation)),
            *_long_shares(rolls, simulation, sight),
            *_never(rolls, simulation),
            *_together(simulation),
            *value_violations(simulation),
        ]
    )


def debatable(simulation: Simulation) -> list[Violation]:
    """What may or may not be found, as the profile has it."""
    blind = [
        Violation("LOG-COVERAGE", None, None, p.host, p.since, p.until, p.purpose.plant)
        for p in simulation.plants
        if p.host and p.since and p.until
    ]
    return _sorted([*debatable_values(simulation), *blind])


def _sorted(found: Iterator[Violation] | list[Violation]) -> list[Violation]:
    return sorted(
        found, key=lambda v: (v.rule, v.zone or "", v.guid or "", v.host or "", v.since, v.plant or "")
    )


def _of_plant(plant: Plant) -> Iterator[Violation]:
    if plant.since and plant.until:
        for rule in sorted({*plant.rules} - BY_VALUES):
            yield Violation(rule, plant.zone, None, plant.host, plant.since, plant.until, plant.purpose.plant)


def _of_roll(roll: Roll, simulation: Simulation) -> Iterator[Violation]:
    world, end = simulation.world, simulation.end
    until = roll.end or end
    for trouble in troubles(roll, world.rolls, world.zones, end):
        if rule := OF_TROUBLES.get(trouble.kind):
            yield Violation(rule, roll.zone, roll.guid, None, trouble.since, max(until, trouble.since))
    done = {"ROLL-FORCED": roll.forced, "ROLL-UNSIGNED": roll.unsigned, "ROLL-RESIGNED": roll.resigned}
    for rule, since in done.items():
        if since:
            yield Violation(rule, roll.zone, roll.guid, None, since, until)


def _long_shares(rolls: Sequence[Roll], simulation: Simulation, sight: Sight) -> Iterator[Violation]:
    """Keys whose rolls took half their period and more, the remove hold-down of RFC 5011 not counted.

    Logs show it where they tell of the period, or of so many rolls that the pauses do.
    """
    by_key: dict[tuple[str, str], list[Roll]] = defaultdict(list)
    for roll in rolls:
        if roll.outcome in ("completed", "forced"):
            by_key[roll.zone, roll.guid].append(roll)
    periods = {
        (v.zone, v.guid): v
        for v in simulation.settings.values
        if v.guid and v.parameter == "RolloverPeriod" and 0 < int(v.value) < NEVER
    }
    for (zone, guid), own in sorted(by_key.items()):
        period = periods.get((zone, guid))
        took = median(_length(roll) for roll in own)
        if period and took >= int(period.value) / 2 and own[0].start and own[-1].end:
            seen = sum(bool(sight.of_roll(roll)) for roll in own)
            visible = seen >= (1 if period.logged else TELL_A_PERIOD)
            yield Violation("ROLL-LONG-SHARE", zone, guid, None, own[0].start, own[-1].end, visible=visible)


def _length(roll: Roll) -> float:
    """How many seconds a roll took, but for the remove hold-down."""
    held = any(status == Status.KSK_WAITING_FOR_5011_REMOVE_HOLD_DOWN for status, _ in roll.stages)
    span = roll.end - roll.start if roll.end and roll.start else HOLD_DOWN
    return (span - HOLD_DOWN * held).total_seconds()


def _never(rolls: Sequence[Roll], simulation: Simulation) -> Iterator[Violation]:
    """Keys whose time came and that never rolled."""
    rolled = {roll.guid for roll in rolls}
    for zone in simulation.world.zones.values():
        firsts = {skd.guid: due for skd, due in reversed(zone.missed) if skd.last_rolled is None}
        for guid, due in firsts.items():
            if guid not in rolled:
                yield Violation("ROLL-NEVER", zone.name, guid, None, due, simulation.end)


def _together(simulation: Simulation) -> Iterator[Violation]:
    """Zones whose next rolls of a KSK and of a ZSK will meet."""
    for zone in simulation.world.zones.values():
        dues = [(s.due, s.role, zone.usual_length(s)) for s in zone.skds if s.due]
        for due, role, length in dues:
            others = [d for d, of, _ in dues if of != role and due <= d < due + length]
            if others and due >= simulation.end:
                yield Violation("ROLL-DUE-TOGETHER", zone.name, None, None, simulation.start, simulation.end)
                break
