"""The tables of events and channels."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from analyzer.knowledge import (
    AUDIT_CHANNEL,
    CLASSIC_CHANNEL,
    channel_of,
    channels,
    event_kind,
    event_kinds,
    matters,
    observes,
)
from analyzer.knowledge.explain import explain_event
from analyzer.model import Action

AUDIT = ("Microsoft-Windows-DNSServer/Audit", "Microsoft-Windows-DNSServer")


def test_every_decoded_id_is_known() -> None:
    """Each id that a channel decodes has a meaning that can be explained, and says that it is decoded.

    Logs that are text have no ids: theirs is 0.
    """
    for entry in channels():
        for event_id in entry.decoded - {0}:
            event = explain_event(entry.log, event_id)
            assert event is not None, (entry.log, event_id)
            assert event.decoded
            assert entry.channel in event.channels


def test_what_tells_of_keys_or_holds_a_code_is_decoded() -> None:
    """No event about DNSSEC, with an action, or with an error number is only counted."""
    decoded = {(entry.log, event_id) for entry in channels() for event_id in entry.decoded}
    telling = {
        (k.log, k.event_id)
        for k in event_kinds()
        if k.about_dnssec or k.action is not Action.OTHER or k.code_in not in ("", "packet")
    }
    assert telling <= decoded


def test_the_edges_of_a_rollover_are_in_both_channels() -> None:
    """528, 529 and 7669, 7670, 7671 open and close rollovers."""
    edges = {
        (k.log, k.event_id): k.action for k in event_kinds() if k.action in ("started", "completed", "failed")
    }
    assert edges == {
        ("audit", 528): Action.STARTED,
        ("audit", 529): Action.COMPLETED,
        ("classic", 7669): Action.STARTED,
        ("classic", 7670): Action.COMPLETED,
        ("classic", 7671): Action.FAILED,
    }


def test_no_id_is_there_twice() -> None:
    """An id means one thing in each log, and a channel with its provider is listed once."""
    ids = [(k.log, k.event_id) for k in event_kinds()]
    assert len(ids) == len(set(ids))
    entries = [(c.channel, c.provider) for c in channels()]
    assert len(entries) == len(set(entries))


def test_titles_are_short_plain_phrases() -> None:
    """Every event has a title that starts with a capital and fits a table cell."""
    for kind in event_kinds():
        assert re.fullmatch(r"[A-Z][\w ',-]{7,59}", kind.title), (kind.log, kind.event_id, kind.title)


def test_message_patterns_name_the_fields_of_their_event() -> None:
    """What a pattern takes out of a message is one of the event's data, under the same name."""
    other_names = {"skd": "skd_guid", "properties": None}
    for kind in event_kinds():
        for name in re.compile(kind.message).groupindex:
            known = {name, other_names.get(name, name)} & set(kind.fields)
            assert known or other_names.get(name, name) is None, (kind.log, kind.event_id, name)


def test_patterns_match_the_documented_messages(real: Path) -> None:
    """Each pattern finds its fields in the documented message, with values in the places of %1, %2 ..."""
    for log in ("audit", "classic"):
        path = real.parent / "facts" / f"{log}_events.csv"
        with path.open(encoding="utf-8", newline="") as file:
            messages = {int(row["event_id"]): row["message_en"] for row in csv.DictReader(file)}
        for kind in event_kinds():
            if kind.log == log and kind.message:
                text = re.sub(r"%(\d+)", r"9\1", messages[kind.event_id])
                assert re.search(kind.message, text), (log, kind.event_id)


def test_a_channel_is_told_apart_by_its_provider() -> None:
    """Another provider's event of the same id in the same channel does not matter."""
    assert matters(*AUDIT, 528)
    assert not matters(*AUDIT, 515)
    assert not matters(AUDIT[0], "Microsoft-Windows-DSC", 528)
    assert not matters("Microsoft-Windows-DSC/Operational", "Microsoft-Windows-DSC", 4100)


def test_channels_are_found_in_any_case() -> None:
    """Exporters change the case of channel and provider names."""
    entry = channel_of(AUDIT[0].upper(), AUDIT[1].lower())
    assert entry is not None
    assert entry.log == "audit"


def test_the_two_providers_of_the_dns_channel_are_read_alike() -> None:
    """Windows Server 2012 R2 logs as `DNS`, later versions under the long name."""
    modern, older = (channel_of(CLASSIC_CHANNEL, p) for p in ("Microsoft-Windows-DNS-Server-Service", "DNS"))
    assert modern is not None
    assert older is not None
    assert (modern.decoded, modern.log) == (older.decoded, older.log)


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (AUDIT_CHANNEL, "state"),
        (CLASSIC_CHANNEL, "state"),
        ("Windows PowerShell", "failures"),
        ("Microsoft-Windows-PowerShell/Operational", "failures"),
        ("Security", None),
        ("Application", None),
    ],
)
def test_coverage_of_a_channel_tells_of_state_failures_or_neither(channel: str, told: str | None) -> None:
    """The DNS channels observe state, those where commands run observe failures."""
    assert observes(channel) == told


def test_an_id_means_different_things_in_different_logs() -> None:
    """An id is looked up with its log; an unknown one is None."""
    assert event_kind("audit", 7669) is None
    assert event_kind("classic", 528) is None
    assert event_kind("nowhere", 528) is None
