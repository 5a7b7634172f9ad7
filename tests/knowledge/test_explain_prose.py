"""The explanations: complete, consistent with the tables, honest about what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.knowledge import Code, Status, all_codes, event_kind, event_kinds, operation, statuses
from analyzer.knowledge.explain import (
    as_markdown,
    events_with,
    explain_code,
    explain_event,
    explain_status,
    explained_codes,
    page_of,
)
from analyzer.knowledge.explain.prose import prose
from analyzer.model import Action

READING_CMDLETS = {
    "Get-DnsServerSigningKey",
    "Get-DnsServerDnsSecZoneSetting",
    "Get-DnsServerSetting",
    "Get-DnsServerTrustAnchor",
    "Get-DnsServerZone",
    "Test-DnsServerDnsSecZoneSetting",
    "Show-DnsServerKeyStorageProvider",
    "Export-DnsServerDnsSecPublicKey",
}
CHANGING_CMDLETS = {"Set-DnsServerDnsSecZoneSetting", "Add-DnsServerTrustAnchor"}
PLACEHOLDERS = {
    "<zone>",
    "<key-id>",
    "<key-master>",
    "<parent-server>",
    "<server>",
    "<trust-point>",
    "<folder>",
}


def strings(table: Any) -> Iterator[str]:
    """Every string in a table of prose."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict | list):
        for inner in table.values() if isinstance(table, dict) else table:
            yield from strings(inner)


def test_every_code_of_the_range_is_explained() -> None:
    """9101 to 9130, three codes of zones, and the two names without a number have prose of their own."""
    numbers = {c.number for c in explained_codes()}
    assert numbers == {*range(9101, 9131), 9601, 9611, 9622, None}
    assert len(explained_codes()) == 35


@pytest.mark.parametrize("known", explained_codes(), ids=lambda c: c.name)
def test_an_explained_code_has_every_part(known: Code) -> None:
    """Meaning, causes, gravity, diagnosis, cure, automation, relatives and how sure: none is missing."""
    said = explain_code(known)
    assert all((said.meaning, said.causes, said.critical, said.diagnose, said.resolve))
    assert all((said.automation, said.related, said.known))
    assert known not in [other for other, _ in said.related]


@pytest.mark.parametrize("known", all_codes(), ids=lambda c: c.name)
def test_every_other_code_has_at_least_a_meaning(known: Code) -> None:
    """A code without prose of its own is explained by its group."""
    assert explain_code(known).meaning


def test_one_9116_is_not_critical_and_many_point_at_key_management() -> None:
    """The explanation of 9116 gives the answer that users come for."""
    critical = explain_code(code_of(9116)).critical or ""
    assert critical.startswith("One is not")
    assert "Frequent ones point at key management" in critical


def test_forcing_a_rollover_always_states_its_precondition() -> None:
    """No code advises Step-DnsServerSigningKeyRollover without the condition about the parent's DS."""
    forcing = [
        step
        for known in explained_codes()
        for step in explain_code(known).resolve
        if step.command and step.command.startswith("Step-")
    ]
    assert forcing
    assert all(step.before and "DS of the new key" in step.before for step in forcing)


def test_changing_commands_state_what_must_hold_before() -> None:
    """Every command that changes keys, settings or roles has a precondition; trust anchors are exempt."""
    for name, step in prose("codes")["steps"].items():
        verb = step.get("command", "").partition(" ")[0]
        if operation(verb) or verb == "dnscmd":
            assert step.get("before"), name


def test_diagnosis_changes_nothing() -> None:
    """Every command under Diagnose only reads."""
    for known in explained_codes():
        for step in explain_code(known).diagnose:
            assert re.match(r"(Get|Test|Show|Resolve)-|w32tm /query", step.command or "Get-"), step


def test_commands_name_real_cmdlets_and_known_placeholders() -> None:
    """A misspelt cmdlet or placeholder in a command would reach users; none does."""
    for step in prose("codes")["steps"].values():
        command = step.get("command", "")
        for cmdlet in re.findall(r"\b[A-Z][a-z]+-DnsServer\w+", command):
            assert operation(cmdlet) or cmdlet in READING_CMDLETS | CHANGING_CMDLETS
        assert set(re.findall(r"<[^>]*>", command)) <= PLACEHOLDERS


def test_every_step_is_used() -> None:
    """No step lies about unused, and every name of a step leads to one."""
    words = prose("codes")
    used = {
        name
        for table in (words["families"], words["codes"])
        for entry in table.values()
        for part in ("diagnose", "resolve")
        for name in entry.get(part, ())
    }
    assert used == set(words["steps"])
    assert {entry["family"] for entry in words["codes"].values()} == set(words["families"])


def test_the_range_says_that_its_operations_are_inferred() -> None:
    """Which operation returns a code is never shown as more than an inference."""
    for known in explained_codes():
        if known.number in range(9101, 9131):
            inferred = [fact.text for fact in explain_code(known).known if fact.mark == "inferred"]
            assert any("Which operation returns it" in text for text in inferred)


def test_names_without_a_number_say_so() -> None:
    """The two names are marked unknown, and get no number in any form."""
    for known in explained_codes():
        if known.number is None:
            said = explain_code(known)
            assert any(
                "no published Windows header numbers it" in f.text for f in said.known if f.mark == "unknown"
            )
            assert page_of(said).subtitle == "It has no number."


@pytest.mark.parametrize("known", statuses(), ids=lambda s: s.powershell)
def test_every_status_is_explained(known: Status) -> None:
    """Each status has a meaning, a length and a successor."""
    said = explain_status(known)
    assert all((said.meaning, said.lasts, said.then, said.known))


def test_every_action_has_a_role_in_a_rollover() -> None:
    """What any event does to a rollover is said in words, for every action there is."""
    assert set(prose("events")["roles"]) == {action.value for action in Action}


def test_an_event_is_found_by_log_and_by_channel() -> None:
    """The short name of a log and the channel's own name, in any case, lead to the same event."""
    assert explain_event("classic", 7669) == explain_event("dns server", 7669)
    assert explain_event("audit", 528) == explain_event("Microsoft-Windows-DNSServer/Audit", 528)
    assert explain_event("audit", 7669) is None
    assert explain_event("nowhere", 528) is None


def test_an_event_says_whether_it_is_read_or_only_counted() -> None:
    """528 is decoded, a record change is tallied."""
    start, record = explain_event("audit", 528), explain_event("audit", 515)
    assert start is not None
    assert record is not None
    assert start.decoded
    assert not record.decoded


def test_unnamed_data_keep_their_own_names_beside_ours() -> None:
    """Classic events list param1, param2 ... with our word for each; audit events their own names."""
    classic, audit = explain_event("classic", 7668), explain_event("audit", 528)
    assert classic is not None
    assert audit is not None
    assert classic.fields == ("param1 (skd)", "param2 (zone)", "param3 (days)")
    assert audit.fields == ("Type", "GUID", "Zone")


def test_a_code_in_an_event_that_nobody_has_seen_is_hypothetical() -> None:
    """7671 and 7672 might hold a code in their Binary; that is said to be hypothetical."""
    for event_id in (7671, 7672):
        event = explain_event("classic", event_id)
        assert event is not None
        assert "hypothetical" in event.code_in


def test_notes_and_titles_belong_to_events_that_exist() -> None:
    """No note is left behind for an id that the tables do not hold."""
    words = prose("events")
    for log, notes in words["notes"].items():
        for event_id in notes:
            assert explain_event(log, int(event_id)), (log, event_id)
    for log, titles in words["titles"].items():
        assert not any(event_kind(log, int(event_id)) for event_id in titles)
    for log, entry in words["logs"].items():
        assert all(explain_event(log, event_id) for event_id in entry["observed"])


def test_one_id_in_several_logs_gives_each() -> None:
    """4104 is in two PowerShell channels of one log, and is one event with both channels."""
    (event,) = events_with(4104)
    assert event.channels == ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational")


@pytest.mark.parametrize("name", ["codes", "events", "statuses"])
def test_prose_is_plain_ascii_and_mentions_no_unknown_event(name: str) -> None:
    """Text can be shown in any code page, and event ids in it are real ones."""
    known = {k.event_id for k in event_kinds()}
    for text in strings(prose(name)):
        assert text.isascii(), text
        for ids in re.findall(r"\bevents? ((?:\d{3,4}(?:, | and | or )?)+)", text):
            assert {int(i) for i in re.findall(r"\d+", ids)} <= known, text


def test_the_committed_document_is_the_generated_one() -> None:
    """docs/codes.md is what `python -m analyzer.knowledge.explain` writes today."""
    committed = Path(__file__).resolve().parents[2] / "docs" / "codes.md"
    assert committed.read_text(encoding="utf-8") == as_markdown()


def test_the_document_hides_no_placeholder() -> None:
    """Outside of code, Markdown would swallow a word in angle brackets; there is none."""
    prose_only = re.sub(r"```.*?```|`[^`\n]*`", "", as_markdown(), flags=re.DOTALL)
    assert "<" not in prose_only


def code_of(number: int) -> Code:
    """The explained code of that number."""
    return next(c for c in explained_codes() if c.number == number)
