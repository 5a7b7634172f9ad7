"""One name for each host."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import canonical_hosts, unify_hosts
from tests.events.record_makers import AUDIT, CLASSIC, POWERSHELL, failure, told


def test_a_short_name_is_the_only_long_one_that_fits() -> None:
    """Short names get the domain of the one host that has it; addresses and doubtful names stay."""
    names = ["dc1", "dc1.corp.example", "dc2", "dc2.a.example", "dc2.b.example", "10", "10.0.0.1", "ops"]
    assert canonical_hosts(names) == {
        "dc1": "dc1.corp.example",
        "dc1.corp.example": "dc1.corp.example",
        "dc2": "dc2",
        "dc2.a.example": "dc2.a.example",
        "dc2.b.example": "dc2.b.example",
        "10": "10",
        "10.0.0.1": "10.0.0.1",
        "ops": "ops",
    }


@given(st.lists(st.text("ab.1:", min_size=1, max_size=6)))
def test_canonical_names_are_stable(names: list[str]) -> None:
    """Every name has one, it begins with the name, and is its own."""
    found = canonical_hosts(names)
    assert set(found) == set(names)
    for name, canonical in found.items():
        assert canonical == name or canonical.startswith(f"{name}.")
        assert found[canonical] == canonical


def test_hosts_servers_and_key_masters_get_one_name() -> None:
    """Everything in an event that names a host is renamed; ids of detections stay."""
    failed = told(
        POWERSHELL, 4100, failure(sentence="Failed in zone a.example on server DC1."), computer="OPS"
    )
    lost = told(CLASSIC, 7648, {"param1": "a.example", "param2": "DC1"}, computer="DC2")
    signed = told(AUDIT, 525, {"Zone": "a.example", "KeyMasterServer": "DC1"}, computer="dc1.corp.example")
    known = [replace(signed, host=name, server=name) for name in ("ops.corp.example", "dc2.corp.example")]
    one, two, three, *_ = unify_hosts([failed, lost, signed, *known])
    assert (one.host, one.server) == ("ops.corp.example", "dc1.corp.example")
    assert (one.detections[0].host, one.detections[0].server) == ("ops.corp.example", "dc1.corp.example")
    assert one.detections[0].id == failed.detections[0].id
    assert two.detail["new_key_master"] == three.detail["KeyMasterServer"] == "dc1.corp.example"
