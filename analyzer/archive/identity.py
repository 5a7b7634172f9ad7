"""What names a record for good, whichever file brings it.

Its log, time, event id, and its record id; where a form has none, what it says, and the
how-manieth of its file it is to say so: a retry within the same second stays a retry.
Copies that differ in shape are not told apart here, but by `events.once` when they are
read again, for only the events show whether they are the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import lru_cache

from analyzer.archive.codec import micros
from analyzer.events.identity import host_name
from analyzer.model import Record
from analyzer.safe_text import visible

Log = tuple[str, str]
Key = tuple[int, int, int]
"""Time, event id, and a record id, or a negative number for what the record says."""

KEY = 3
"""The numbers of a key."""

_LARGEST = (1 << 63) - 1


@lru_cache(maxsize=1 << 16)
def log_of(host: str, channel: str) -> Log:
    """The log of a host and channel, in the spelling that all forms share and any database takes."""
    return visible(host_name(host) or ""), visible(channel.lower())


class Keys:
    """The keys of the records of one file, in its order."""

    def __init__(self) -> None:
        """Start with a file."""
        self._said: Counter[bytes] = Counter()

    def of(self, record: Record) -> Key:
        """The key of the file's next record."""
        number = record.record_id
        if number is None or not 0 <= number <= _LARGEST:
            said = _said(record)
            self._said[said] += 1
            count = self._said[said].to_bytes(8, "big")
            number = -1 - (int.from_bytes(hashlib.blake2b(said + count, digest_size=8).digest()) >> 1)
        return micros(record.time), record.event_id, number


def _said(record: Record) -> bytes:
    """A digest of everything that a record without id says; without event id, its place too."""
    place = record.position if record.event_id == 0 else None
    told = (
        *(log_of(record.computer, record.channel), record.provider, record.event_id, record.time, place),
        *(record.user, record.process_id, record.fields, record.binary, record.message, record.record_id),
    )
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).digest()
