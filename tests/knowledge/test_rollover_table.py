"""The tables of statuses and operations."""

from __future__ import annotations

import pytest

from analyzer.knowledge import Operation, Status, operation, operations, status, statuses


def test_all_statuses_are_there_in_order() -> None:
    """The ten values of MS-DNSP 2.2.6.2.3, numbered from 0."""
    assert [s.number for s in statuses()] == list(range(10))
    assert len({s.powershell for s in statuses()}) == 10


@pytest.mark.parametrize("meant", statuses(), ids=lambda s: s.powershell)
def test_a_status_is_found_by_each_of_its_spellings(meant: Status) -> None:
    """Number, MS-DNSP name with and without prefix, and PowerShell name lead to the status."""
    spellings = [str(meant.number), meant.name, f"DNS_SKD_STATUS_{meant.name}", meant.powershell]
    spellings += [meant.powershell.upper(), f" {meant.name.lower()} "]
    assert [status(spelling) for spelling in spellings] == [meant] * len(spellings)


@pytest.mark.parametrize("text", ["", "10", "Rolling", "ZskWaitingForMaxZoneTtlKskWaitingForDSUpdate"])
def test_what_is_no_status_is_none(text: str) -> None:
    """Unknown words and the two names that one page of documentation glues together are no status."""
    assert status(text) is None


def test_statuses_of_one_kind_of_key_say_so() -> None:
    """Waits named after a KSK or ZSK belong to that role; the rest to both."""
    roles = {s.powershell: s.role for s in statuses()}
    assert {name for name, role in roles.items() if role == "ZSK"} == {
        "ZskWaitingForDnsKeyTtl",
        "ZskWaitingForMaxZoneTtl",
    }
    assert {name for name, role in roles.items() if role is None} == {
        "NotRolling",
        "Queued",
        "RollStarted",
        "RollError",
    }


@pytest.mark.parametrize("meant", operations(), ids=lambda o: o.cmdlet)
def test_an_operation_is_found_by_cmdlet_and_verb(meant: Operation) -> None:
    """The cmdlet and the dnscmd verb, with or without slash and in any case, lead to the operation."""
    spellings = [meant.cmdlet, meant.cmdlet.upper()]
    if meant.dnscmd:
        spellings += [meant.dnscmd, f"/{meant.dnscmd}", f"/{meant.dnscmd.lower()}"]
    assert [operation(spelling) for spelling in spellings] == [meant] * len(spellings)


@pytest.mark.parametrize("text", ["", "/", "Get-DnsServerSigningKey", "/ZoneInfo", "Invoke"])
def test_what_changes_no_key_is_no_operation(text: str) -> None:
    """Reading cmdlets, other verbs, and the missing verb of an operation are none."""
    assert operation(text) is None


def test_operations_on_one_key_are_told_from_those_on_a_zone() -> None:
    """Rolling, forcing, changing and removing name a key; signing and adding name a zone."""
    assert {o.cmdlet for o in operations() if o.names_key} == {
        "Invoke-DnsServerSigningKeyRollover",
        "Step-DnsServerSigningKeyRollover",
        "Set-DnsServerSigningKey",
        "Enable-DnsServerSigningKeyRollover",
        "Disable-DnsServerSigningKeyRollover",
        "Remove-DnsServerSigningKey",
    }
