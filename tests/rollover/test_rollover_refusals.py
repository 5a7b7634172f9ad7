"""Which operations are refused while a key rolls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analyzer.knowledge import operations, statuses
from analyzer.model import Action
from analyzer.rollover import refusals, refused_at
from tests.rollover.histories import HOUR, at, classic, event, rebuilt, stage

INVOKE, STEP = "Invoke-DnsServerSigningKeyRollover", "Step-DnsServerSigningKeyRollover"
KSK = {"key_role": "KSK", "key_guid": "k1"}


def test_a_rolling_key_is_not_rolled_again_and_another_is_queued() -> None:
    """9116 for the key itself; another key is accepted once and then refused with 9120."""
    found = {(r.operation, r.key): r for r in refusals("ZSK", "ZskWaitingForDnsKeyTtl")}
    assert found[INVOKE, "the rolling key"].codes == (9116,)
    other = found[INVOKE, "another key"]
    assert (other.codes, other.if_queued) == ((9120,), True)


@pytest.mark.parametrize("status", [s for s in statuses() if 2 <= s.number <= 8], ids=str)
def test_a_step_is_refused_unless_the_key_waits_for_its_ds(status: object) -> None:
    """Status 5 is the only one that can be stepped over (9128); a ZSK may also be refused as such (9118)."""
    name, number = status.powershell, status.number  # type: ignore[attr-defined]  # a Status
    for role in ("KSK", "ZSK"):
        steps = [r.codes for r in refusals(role, name) if r.operation == STEP]
        assert steps == ([] if number == 5 else [(9128,) if role == "KSK" else (9118, 9128)])


def test_keys_are_not_changed_in_waiting_periods() -> None:
    """Every operation behind ModifyZoneSigningKeyDescriptor is refused, whatever the stage."""
    changes = {o.cmdlet for o in operations() if o.rpc == "ModifyZoneSigningKeyDescriptor"}
    assert len(changes) == 5
    assert {r.operation for r in refusals("KSK", None) if r.codes == (9116,)} == {*changes, INVOKE}


def test_a_rollover_refuses_from_its_start_to_its_end_by_its_stage() -> None:
    """Before and after nothing is refused; in between the stage of that moment counts."""
    told = [
        *(made(Action.STARTED, at(1), **KSK) for made in (event, classic)),
        stage(5, at(1), **KSK),
        stage(6, at(9), **KSK),
        *(made(Action.COMPLETED, at(10), **KSK) for made in (event, classic)),
    ]
    (roll,) = rebuilt(told, at(20))
    assert refused_at(roll, at(1) - HOUR) == refused_at(roll, at(10) + timedelta(seconds=1)) == ()
    assert STEP not in {r.operation for r in refused_at(roll, at(5))}
    assert STEP in {r.operation for r in refused_at(roll, at(9.5))}
