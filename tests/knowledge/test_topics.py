"""What somebody means by a word: every spelling, and several meanings where there are several."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge import Code
from analyzer.knowledge.explain import (
    EventExplanation,
    Explanation,
    StatusExplanation,
    explained_codes,
    suggestions,
    topics,
)

NUMBERED = [c for c in explained_codes() if c.number is not None]


def meanings(text: str) -> list[str]:
    """The meanings of a text, in short."""
    return [_short(topic) for topic in topics(text)]


def _short(topic: Explanation | EventExplanation | StatusExplanation) -> str:
    match topic:
        case Explanation():
            return topic.code.name
        case EventExplanation():
            return f"{topic.log} {topic.event_id}"
        case StatusExplanation():
            return topic.status.powershell


@pytest.mark.parametrize(
    "text",
    [
        "9116",
        "0x239C",
        "0x239c",
        "0x0000239c",
        "0x8007239C",
        "8007239C",
        "-2147015780",
        "2147951516",
        "9C230000",
        "9c230000",
        "nCMAAA==",
        "DNS_ERROR_ROLLOVER_IN_PROGRESS",
        "dns_error_rollover_in_progress",
        "ROLLOVER_IN_PROGRESS",
        "rollover in progress",
        "WIN32 9116",
        "Win32: 9116",
        "error 9116",
        "error code 9116",
        "  9116  ",
        "WIN32 9116,Invoke-DnsServerSigningKeyRollover",
        "    + FullyQualifiedErrorId : WIN32 9116,Invoke-DnsServerSigningKeyRollover",
        "Command failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9116    0x239C",
        "    Status = 9116 (0x0000239c)",
        "HRESULT: -2147015780",
    ],
)
def test_9116_is_understood_in_every_spelling(text: str) -> None:
    """Whatever form of 9116 a log or console shows, it means that code and nothing else."""
    assert meanings(text) == ["DNS_ERROR_ROLLOVER_IN_PROGRESS"]


@pytest.mark.parametrize("known", NUMBERED, ids=lambda c: c.name)
def test_bytes_of_an_event_lead_to_their_code(known: Code) -> None:
    """The Binary of an event, in hex or base64, means the code in it."""
    assert meanings(known.dword.hex()) == [known.name]
    assert meanings(base64.b64encode(known.dword).decode()) == [known.name]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("528", ["audit 528"]),
        ("event 7669", ["classic 7669"]),
        ("EID 528", ["audit 528"]),
        ("Event ID: 541", ["audit 541"]),
        ("eventid=7670", ["classic 7670"]),
        ("4104", ["powershell 4104"]),
        ("1102", ["eventlog 1102"]),
        ("KskWaitingForDSUpdate", ["KskWaitingForDSUpdate"]),
        ("DNS_SKD_STATUS_QUEUED", ["Queued"]),
        ("stage 5", ["KskWaitingForDSUpdate"]),
        ("DNS_ERROR_NO_SUCH_KEY", ["DNS_ERROR_NO_SUCH_KEY"]),
        ("DNS_ERROR_INVALID_NSEC3_PARAMETERS", ["DNS_ERROR_NSEC3_INCOMPATIBLE_WITH_RSA_SHA1"]),
        ("9714", ["DNS_ERROR_NAME_DOES_NOT_EXIST"]),
    ],
)
def test_events_statuses_and_names_are_understood(text: str, meant: list[str]) -> None:
    """Ids, statuses and symbols lead to what they name, with or without a word before them."""
    assert meanings(text) == meant


def test_an_ambiguous_word_gives_all_its_meanings() -> None:
    """2 is a Windows error, an event and a status; a word before it chooses."""
    assert meanings("2") == ["ERROR_FILE_NOT_FOUND", "classic 2", "RollStarted"]
    assert meanings("code 2") == ["ERROR_FILE_NOT_FOUND"]
    assert meanings("event 2") == ["classic 2"]
    assert meanings("status 2") == ["RollStarted"]


@pytest.mark.parametrize(
    "text", ["", " ", "9131", "12345", "0x9999", "event 9116", "-1", "nonsense", "00000000"]
)
def test_what_is_unknown_means_nothing(text: str) -> None:
    """Numbers that no table names and plain nonsense have no meaning."""
    assert topics(text) == ()


@given(st.text())
def test_no_text_is_too_strange_to_explain(text: str) -> None:
    """Any text has a finite answer, and suggestions for it never fail."""
    assert len(topics(text)) <= len(text) + 3
    assert len(suggestions(text)) <= 5


def test_suggestions_are_near_misses() -> None:
    """A typing error or the beginning of a name leads to the name; nothing leads to nothing."""
    assert "DNS_ERROR_ROLLOVER_IN_PROGRESS" in suggestions("DNS_ERROR_ROLOVER_IN_PROGRES")
    assert "KskWaitingForDSUpdate" in suggestions("kskwaiting")
    assert "9116" in suggestions("91161")
    assert suggestions("") == suggestions("qqqqqqqqqqqq") == ()
