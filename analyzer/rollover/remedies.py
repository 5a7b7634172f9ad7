"""What to do next about a rollover, and what must hold before: words with exact commands.

That a DS must be at the parent before a step is forced is Microsoft's own warning
(Step-DnsServerSigningKeyRollover).
"""

from __future__ import annotations

import re
from typing import NamedTuple

PLAIN = re.compile(r"\w[\w.-]*", re.ASCII)


class Remedy(NamedTuple):
    """The next step, and what must hold before it is taken."""

    next_step: str
    precondition: str


LOOK = "Get-DnsServerSigningKey -ZoneName {zone} -KeyId {key}"
STEP = "Step-DnsServerSigningKeyRollover -ZoneName {zone} -KeyId {key}"
READ_LOG = f"On the key master, read the DNS Server log for errors and check the key's status: {LOOK}"
SERVICE = "The DNS service runs on the key master and can read the private keys."
DS_IS_THERE = "The DS record of the new key is at the parent and its name servers answer with it."

STUCK: dict[int | None, Remedy] = {
    3: Remedy(f"The server should have begun to sign with the new key. {READ_LOG}", SERVICE),
    4: Remedy(f"The server should have removed the old key. {READ_LOG}", SERVICE),
    5: Remedy(
        "Publish the DS record of the new key at the parent zone and wait for the TTL of the old DS; "
        f"if the server does not go on by itself, force the step: {STEP}",
        f"{DS_IS_THERE} Forcing the step before that breaks the chain of trust.",
    ),
    6: Remedy(
        f"The TTL of the parent's DS should have passed. {READ_LOG}",
        "The key master can query the parent's name servers.",
    ),
    7: Remedy(f"The TTL of the DNSKEY record should have passed. {READ_LOG}", SERVICE),
    8: Remedy(f"The remove hold-down of RFC 5011 (30 days) should have passed. {READ_LOG}", SERVICE),
    None: Remedy(
        f"Find out what the key waits for: {LOOK} | Format-List CurrentRolloverStatus. "
        "If it is KskWaitingForDSUpdate, publish the DS record of the new key at the parent, wait for "
        "the TTL of the old DS, and only then, if the server does not go on by itself, force the step: "
        f"{STEP}. If it is RollError, the roll has failed.",
        "No step is forced before the DS record of the new key is at the parent.",
    ),
}

BLOCKED = Remedy(
    "Key {other} waits in the zone's queue behind this key. Publish the DS record of this key at the "
    "parent and wait for the TTL of the old DS; if the server does not go on by itself, force the step: "
    f"{STEP}",
    f"{DS_IS_THERE} Nothing else can be rolled in this zone before.",
)

DS_IN_TIME = (
    "have the DS record published at the parent as soon as the roll of the key signing key starts "
    "(events 7667 and 7668 announce it)"
)
TOLD_BEFORE = "Whoever maintains the parent zone is told of the roll beforehand."

WAS_BLOCKED = Remedy(
    f"The key had to wait behind key {{other}}, which waited for its DS. Next time, {DS_IN_TIME}.",
    TOLD_BEFORE,
)

HELD_UP = Remedy(
    f"Key {{other}} had to wait behind this key, which waited for its DS. Next time, {DS_IN_TIME}.",
    TOLD_BEFORE,
)

DS_LATE = Remedy(f"The DS record came late. Next time, {DS_IN_TIME}.", TOLD_BEFORE)

WAS_SLOW = Remedy(
    f"The roll has ended. To find out what delayed it: {READ_LOG}",
    "The DNS Server log of the key master covers the time of the roll.",
)

MISSED = Remedy(
    "Check why the key does not roll: Get-DnsServerSigningKey -ZoneName {zone} -KeyId {key} | "
    "Format-List IsRolloverEnabled, NextRolloverTime, CurrentRolloverStatus; then start the roll: "
    "Invoke-DnsServerSigningKeyRollover -ZoneName {zone} -KeyId {key}",
    "No key of the zone is rolling or queued.",
)

FAILED = Remedy(
    "Find the cause in the DNS Server log around this event, remove it, and check the key: "
    f"{LOOK}. The roll does not go on by itself and automatic rollover of the key is off; "
    "a status of RollError is called unrecoverable in MS-DNSP, so the key may have to be replaced.",
    "The zone's remaining signatures are still valid; do not unsign a zone whose DS is at the parent.",
)

INTERRUPTED = Remedy(
    "Check on the new key master that the key is accessible and the roll goes on: "
    "Get-DnsServerSigningKey -ZoneName {zone} -KeyId {key} -ComputerName <new key master>",
    "The new key master can read the private keys.",
)

TOO_SHORT = Remedy(
    "Check that resolvers no longer hold the old keys and signatures: Resolve-DnsName {zone} -Type DNSKEY "
    "-DnssecOk at some of them; raise the zone's PropagationTime if it is set too low.",
    "The TTLs of DNSKEY and of the zone's records have passed since the roll ended.",
)

OVERLAPPING = Remedy(
    "Two keys of the zone seem to have rolled at once (the other is {other}), which the server does not do. "
    "Check that one server only is key master and that the servers' clocks agree: "
    "Get-DnsServerDnsSecZoneSetting -ZoneName {zone} | Format-List KeyMasterServer",
    "The logs of every server that hosts the zone are in the collection.",
)


def filled(remedy: Remedy, zone: str, key: str, other: str = "") -> Remedy:
    """A remedy with the names of a case in its commands, quoted where PowerShell needs it."""
    names = {"zone": quoted(zone), "key": quoted(key), "other": other}
    return Remedy(*(text.format(**names) for text in remedy))


def quoted(name: str) -> str:
    """A name as a word of PowerShell: bare where it is plain, else in single quotes."""
    return name if PLAIN.fullmatch(name) else "'" + name.replace("'", "''") + "'"
