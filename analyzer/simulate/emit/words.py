"""The words that Windows and collectors put in place of an entry's numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.simulate.entry import Entry

AUDIT_SUCCESS = 1 << 53
AUDIT_FAILURE = 1 << 52
CLASSIC = 1 << 55

LEVELS = {0: "Information", 1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 5: "Verbose"}
INFO = "Info"
"""The opcode 0."""

_KEYWORDS = {AUDIT_FAILURE: "Audit Failure", AUDIT_SUCCESS: "Audit Success", CLASSIC: "Classic"}
_CHANNEL_BITS = 0x0000FFFFFFFFFFFF
"""Keywords that are the provider's own."""

_TASKS = {
    ("Microsoft-Windows-DNSServer", 5): "ZONE_OP",
    ("Microsoft-Windows-DNSServer", 7): "DNSSEC_OP",
    ("Microsoft-Windows-PowerShell", 2): "Execute a Remote Command",
    ("Microsoft-Windows-PowerShell", 106): "Executing Pipeline",
    ("PowerShell", 8): "Pipeline Execution Details",
    ("Microsoft-Windows-Security-Auditing", 13312): "Process Creation",
    ("Microsoft-Windows-Security-Auditing", 13313): "Process Termination",
    ("Microsoft-Windows-Eventlog", 104): "Log clear",
}
"""Names of tasks; that DNSSEC_OP is number 7 is inferred, its name was seen."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that has the same SID on every computer."""

    domain: str
    name: str
    kind: str


_ACCOUNTS = {
    "S-1-5-18": Account("NT AUTHORITY", "SYSTEM", "User"),
    "S-1-5-20": Account("NT AUTHORITY", "NETWORK SERVICE", "Well Known Group"),
}


def task(entry: Entry) -> str:
    """The name of the task; empty where it has none or none is known."""
    return _TASKS.get((entry.provider.name, entry.task), "")


def keywords(entry: Entry) -> list[str]:
    """The names of the keywords that all providers share."""
    return [name for bit, name in _KEYWORDS.items() if entry.keywords & bit]


def keyword_text(entry: Entry) -> str:
    """The keywords as Event Viewer prints them: names, and those without one as a number in brackets."""
    own = entry.keywords & _CHANNEL_BITS
    return ",".join([*([f"({own})"] if own else []), *keywords(entry)])


def account(entry: Entry) -> Account | None:
    """The entry's user, where every computer knows it by name."""
    return _ACCOUNTS.get(entry.user or "")


def level(entry: Entry) -> str:
    """The English name of the level."""
    return LEVELS[entry.level]


def signed_keywords(entry: Entry) -> int:
    """The keywords as a signed 64-bit number, as .NET and NXLog print them."""
    return entry.keywords - (1 << 64) if entry.keywords >> 63 else entry.keywords


def braced(guid: str | None) -> str:
    """A GUID in lower case and braces; empty where there is none."""
    return f"{{{guid.lower()}}}" if guid else ""


def named(entry: Entry) -> Iterator[tuple[str, str]]:
    """The data with names; those that have none are called `param1`, `param2` … by their place."""
    for place, (name, value) in enumerate(entry.data, 1):
        yield name or f"param{place}", value


def binary_hex(entry: Entry) -> str | None:
    """The Binary as Windows prints it; None where there is none."""
    return None if entry.binary is None else entry.binary.hex().upper()
