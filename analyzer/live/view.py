"""What servers show of a zone's keys: plain values, with everything that came over the wire spelt out.

Times are aware datetimes in UTC, TTLs seconds; names are lower case without trailing dot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from analyzer.live.ask import Trouble
from analyzer.model import KeyRole


@dataclass(frozen=True, slots=True)
class Key:
    """A DNSKEY: its tag, flags and algorithm, and the types of records at the zone's name that it signs.

    `record` is the record as a zone file spells it.
    """

    tag: int
    role: KeyRole
    algorithm: str
    flags: int
    revoked: bool
    signs: tuple[str, ...]
    record: str


@dataclass(frozen=True, slots=True)
class Signature:
    """An RRSIG; `valid` is None where no published key can tell."""

    covers: str
    tag: int
    algorithm: str
    inception: datetime
    expiration: datetime
    valid: bool | None


@dataclass(frozen=True, slots=True)
class Digest:
    """A DS or CDS: whose digest it is, and by which algorithm; `key` is the tag of the DNSKEY it fits.

    `key` is None where no published key fits, also where one has the same tag.
    """

    tag: int
    algorithm: str
    digest: str
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A server in the zone's NS set, with the addresses that the servers asked know of it."""

    name: str
    addresses: tuple[str, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class ServerView:
    """The zone as one of its servers shows it.

    `answers` says that it serves the zone, `tells_keys` that it answered the question for
    DNSKEY: without that, no keys does not mean an unsigned zone.
    """

    server: str
    troubles: tuple[Trouble, ...] = ()
    answers: bool = False
    tells_keys: bool = False
    serial: int | None = None
    keys: tuple[Key, ...] = ()
    signatures: tuple[Signature, ...] = ()
    nsec3param: tuple[str, ...] = ()
    cds: tuple[Digest, ...] = ()
    cdnskey: tuple[int, ...] = ()
    ttls: dict[str, int] = field(default_factory=dict)
    tcp: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()

    def signers(self, *types: str) -> frozenset[int]:
        """The tags of all keys that sign records of one of the types."""
        return frozenset(s.tag for s in self.signatures if s.covers in types)


@dataclass(frozen=True, slots=True)
class ParentView:
    """What one server of the parent says of the zone's DS set, which may be empty."""

    server: str
    trouble: Trouble | None = None
    ds: tuple[Digest, ...] = ()
    ttl: int | None = None
    signed: datetime | None = None
