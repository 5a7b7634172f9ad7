"""The rolls of random fleets follow the rollover model, whatever the seed."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.simulate.fleet import fleet
from analyzer.simulate.simulation import Simulation
from analyzer.simulate.zones import HOLD_DOWN, Roll, Status

SECONDS = timedelta(seconds=25)
STEPS = {
    "ZSK": {None: {3}, 3: {4}, 4: set()},
    "KSK": {None: {5}, 5: {6, 7}, 6: {8}, 7: set(), 8: set()},
}
LAST = {"ZSK": {4}, "KSK": {6, 7, 8}}
seeds = st.integers(0, 400)
few = settings(max_examples=12, deadline=None)


@cache
def run(seed: int) -> Simulation:
    """A small fleet."""
    return fleet(seed, 3, 10)


def begun(simulation: Simulation) -> list[Roll]:
    """The rolls that left the queue."""
    return [roll for roll in simulation.world.rolls if roll.start]


@given(seeds)
@few
def test_one_key_of_a_zone_rolls_at_a_time(seed: int) -> None:
    """Rolls of a zone do not overlap, unless two servers take themselves for its key master."""
    simulation = run(seed)
    by_zone = defaultdict(list)
    for roll in begun(simulation):
        by_zone[roll.zone].append(roll)
    for name, rolls in by_zone.items():
        if simulation.world.zones[name].split:
            continue
        rolls.sort(key=lambda r: r.start)
        for before, after in pairwise(rolls):
            assert before.end is not None
            assert before.end <= after.start


@given(seeds)
@few
def test_stages_come_in_their_order(seed: int) -> None:
    """Each status is one that MS-DNSP lets follow, at a time not before the last, and ends complete."""
    for roll in begun(run(seed)):
        at, since = None, roll.start
        for status, time in roll.stages:
            assert int(status) in STEPS[roll.role][at]
            assert time >= since
            at, since = int(status), time
        if roll.outcome in ("completed", "forced"):
            assert at in LAST[roll.role]
            assert roll.end >= since


@given(seeds)
@few
def test_waits_last_as_long_as_their_settings_say(seed: int) -> None:
    """A ZSK waits for both TTLs; a KSK for the DNSKEY TTL, or the DS TTL and perhaps the hold-down."""
    simulation = run(seed)
    for roll in begun(simulation):
        zone = simulation.world.zones[roll.zone]
        waits = {
            Status.ZSK_WAITING_FOR_DNSKEY_TTL: zone.settings.dnskey_wait,
            Status.ZSK_WAITING_FOR_MAXZONE_TTL: zone.settings.zone_wait,
            Status.KSK_WAITING_FOR_DNSKEY_TTL: zone.settings.dnskey_wait,
            Status.KSK_WAITING_FOR_DS_TTL: zone.settings.parent.ds_ttl,
            Status.KSK_WAITING_FOR_5011_REMOVE_HOLD_DOWN: HOLD_DOWN,
        }
        if roll.outcome not in ("completed", "forced"):
            continue
        ends = [time for _, time in roll.stages[1:]] + [roll.end]
        for (status, since), until in zip(roll.stages, ends, strict=True):
            if status in waits:
                assert abs(until - since - waits[status] * zone.haste) < SECONDS


@given(seeds)
@few
def test_a_queued_key_starts_when_the_one_before_it_has_ended(seed: int) -> None:
    """Nothing starts before it was queued, and what could start at once did so within a second."""
    simulation = run(seed)
    for roll in begun(simulation):
        assert roll.queued <= roll.start
        others = [r for r in begun(simulation) if r.zone == roll.zone and r is not roll]
        if simulation.world.zones[roll.zone].split:
            continue
        ends = [r.end for r in others if r.end and r.end <= roll.start]
        ready = max([roll.queued, *ends])
        assert roll.start - ready < timedelta(seconds=1)


@given(seeds)
@few
def test_trigger_and_outcome_fit_what_happened(seed: int) -> None:
    """Manual rolls have a successful trigger; only forced ones were stepped; open ones have no end."""
    simulation = run(seed)
    triggers = {
        (t.request.zone, t.request.guid, t.time)
        for t in simulation.callers.tries
        if t.code == 0 and t.request.operation == "Invoke-DnsServerSigningKeyRollover"
    }
    for roll in simulation.world.rolls:
        assert ((roll.zone, roll.guid, roll.queued) in triggers) == (roll.trigger == "manual")
        assert (roll.outcome == "open") == (roll.end is None)
        if roll.outcome == "forced":
            assert roll.forced is not None


@given(seeds)
@few
def test_conflicts_arise_only_while_keys_roll_or_wait(seed: int) -> None:
    """9116 needs a roll that goes on in the zone, 9120 a key in the queue."""
    simulation = run(seed)
    for made in simulation.callers.tries:
        own = [r for r in simulation.world.rolls if r.zone == made.request.zone]
        if made.code == 9116:
            assert any(
                r.start and r.start <= made.time and (r.end is None or made.time <= r.end) for r in own
            )
        elif made.code == 9120:
            mine = [r for r in own if r.guid == made.request.guid]
            assert any(r.queued <= made.time and (r.start is None or made.time <= r.start) for r in mine)
