"""How long a roll is expected to take: from settings, else from earlier rolls, else from defaults.

A ZSK waits twice (RFC 7583 section 3.2.1: Ipub = Dprp + TTLkey, Iret = Dprp + TTLsig),
each time at least an hour.  That PropagationTime is added to both waits is inferred,
so a range begins without it and ends with it.  A KSK waits for its parent's DS without
bound; its range counts the machine's own waits only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from analyzer.knowledge.timing import default_seconds, largest_seconds, seconds
from analyzer.model import KeyRole
from analyzer.rollover.settings import Book

HOUR = 3600.0
ENOUGH = 3
"""Completed rolls from which a range is learnt."""

MARGIN = 0.1
DS_UNBOUNDED = "the wait for the DS at the parent has no bound and is not counted"


@dataclass(frozen=True, slots=True)
class Range:
    """An expected length in seconds, and where it comes from, in words."""

    min_s: float
    max_s: float
    source: str
    learnt: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """The settings behind the waits of a zone's keys, in seconds, and how each is known.

    `ds_ttl` is the TTL of the DS at the parent: no log has it, but somebody may have asked
    the parent; None where nobody did.
    """

    dnskey_ttl: float
    propagation: float
    ds_ttl: float | None
    rfc5011: bool | None
    logged: tuple[str, ...]
    dnskey_ttl_logged: bool

    @property
    def for_dnskey(self) -> float:
        """How long an old DNSKEY set may need to leave all caches, at most."""
        return max(default_seconds("ShortestWait"), self.dnskey_ttl) + self.propagation

    @property
    def for_zone(self) -> float:
        """How long old signatures may need to leave all caches, at most."""
        return largest_seconds("LargestZoneTtl") + self.propagation

    @property
    def for_ds(self) -> float:
        """How long the old DS may need to leave all caches, at most."""
        ttl = largest_seconds("ParentDsTtl") if self.ds_ttl is None else self.ds_ttl
        return ttl + self.propagation


def waits(book: Book, zone: str, when: datetime) -> Waits:
    """The waits of a zone at a time: from its settings, the protocol's defaults where none is known."""
    ttl = _seconds(book, zone, "DnsKeyRecordSetTtl", when)
    propagation = _seconds(book, zone, "PropagationTime", when)
    rfc5011 = book.at(zone, None, "EnableRfc5011KeyRollover", when)
    known = {"DnsKeyRecordSetTtl": ttl, "PropagationTime": propagation}
    return Waits(
        dnskey_ttl=ttl or default_seconds("ShortestWait"),
        propagation=default_seconds("PropagationTime") if propagation is None else propagation,
        ds_ttl=_seconds(book, zone, "ParentDsTtl", when),
        rfc5011=None if rfc5011 is None else rfc5011.value.lower() in ("1", "true"),
        logged=tuple(f"{name} {value:.0f} s" for name, value in known.items() if value is not None),
        dnskey_ttl_logged=bool(ttl),
    )


def learn(done: Iterable[tuple[str, KeyRole | None, float]]) -> Mapping[tuple[str, KeyRole | None], Range]:
    """Ranges by zone and role from the lengths of at least three completed rolls, widened by a tenth."""
    lengths: dict[tuple[str, KeyRole | None], list[float]] = defaultdict(list)
    for zone, role, length in done:
        lengths[zone, role].append(length)
    return {
        (zone, role): Range(
            min(known) * (1 - MARGIN),
            max(known) * (1 + MARGIN),
            f"learnt from {len(known)} completed rollovers of this zone's {role or 'keys'} "
            f"({min(known) / HOUR:.1f} to {max(known) / HOUR:.1f} h, widened by a tenth)"
            + ("; waits for the DS at the parent as they were then" if role == "KSK" else ""),
            learnt=True,
        )
        for (zone, role), known in lengths.items()
        if len(known) >= ENOUGH
    }


def expected(role: KeyRole | None, known: Waits, learnt: Range | None) -> Range | None:
    """The expected length of a roll; None where the key's role is not known."""
    if role is None:
        return None
    if learnt and not known.logged:
        return learnt
    low, high, remark = _of_zsk(known) if role == "ZSK" else _of_ksk(known)
    origin = f"logged settings ({', '.join(known.logged)})" if known.logged else "defaults of MS-DNSP"
    return Range(low, high, f"{origin}; {remark}")


def _of_zsk(known: Waits) -> tuple[float, float, str]:
    shortest = default_seconds("ShortestWait")
    low = shortest + (max(shortest, known.dnskey_ttl) if known.dnskey_ttl_logged else shortest)
    return (
        low,
        known.for_dnskey + known.for_zone,
        "the zone's largest TTL is not logged and assumed to be 1 to 24 h",
    )


def _of_ksk(known: Waits) -> tuple[float, float, str]:
    hold_down = default_seconds("RemoveHoldDown")
    longest = max(known.for_dnskey, known.for_ds + (0 if known.rfc5011 is False else hold_down))
    held = {
        True: "RFC 5011 remove hold-down of 30 d included",
        False: "no RFC 5011 hold-down",
        None: "up to 30 d of RFC 5011 hold-down included, for it is not logged whether it is on",
    }[known.rfc5011]
    ttl = (
        "the parent's DS TTL is assumed to be up to 24 h"
        if known.ds_ttl is None
        else f"the parent's DS TTL is {known.ds_ttl:.0f} s"
    )
    return default_seconds("ShortestWait"), longest, f"{ttl}; {held}; {DS_UNBOUNDED}"


def _seconds(book: Book, zone: str, name: str, when: datetime) -> float | None:
    found = book.at(zone, None, name, when)
    return seconds(found.value) if found else None
