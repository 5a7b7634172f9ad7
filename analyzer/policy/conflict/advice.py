"""What remedies of conflicts say of the time at which the key will be free."""

from __future__ import annotations

from datetime import timedelta

from analyzer.policy.case import Case


def wait_until(case: Case, zone: str) -> str:
    """A sentence on when to try again, where a key of the zone still rolls and its end can be expected.

    A key signing key's wait for its DS has no bound, so of that nothing is promised.
    """
    rolls = [r for r in case.rollovers_by_zone.get(zone, ()) if r.outcome == "open" and r.start]
    for roll in rolls:
        if roll.key_role == "ZSK" and roll.start and roll.expected_max_s:
            until = roll.start + timedelta(seconds=roll.expected_max_s)
            if until > case.as_of:
                return f"Key {roll.key_guid} is rolling: wait until about {until:%Y-%m-%d %H:%M} UTC. "
        if roll.key_role == "KSK":
            return f"Key {roll.key_guid} is rolling and may wait for its DS: no end can be foretold. "
    return ""
