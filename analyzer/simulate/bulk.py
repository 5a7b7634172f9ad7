"""The records that fill real logs and do not matter: updates, queries, logons, prompts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.batch import EPOCH, Batch, microseconds
from analyzer.simulate.entry import Entry, Provider
from analyzer.simulate.hosts import (
    AUDITING,
    DNS_AUDIT,
    DNS_CLASSIC,
    DNS_CLASSIC_2012,
    OLD_POWERSHELL,
    OLD_POWERSHELL_CHANNEL,
    POWERSHELL,
    POWERSHELL_CHANNEL,
    SECURITY_CHANNEL,
    SYSMON,
    SYSMON_CHANNEL,
    TASKS,
    TASKS_CHANNEL,
    Host,
)
from analyzer.simulate.world import SYSTEM

Data = tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True)
class Client:
    """The computer that a bulk record is about."""

    name: str
    address: str
    zone: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What fills one channel."""

    provider: Provider
    event_id: int
    task: int
    keywords: int
    data: Callable[[random.Random, Client], Data]


def _update(_rng: random.Random, client: Client) -> Data:
    octets = "".join(f"{int(n):02X}" for n in client.address.split("."))
    return (
        ("Type", "1"),
        ("NAME", client.name),
        ("TTL", "1200"),
        ("BufferSize", "4"),
        ("RDATA", octets),
        ("Zone", client.zone),
        ("ZoneScope", "."),
        ("Source", client.address),
    )


def _zone_write(rng: random.Random, client: Client) -> Data:
    serial = str(2_025_000_000 + rng.randint(1, 90_000))
    return (("param1", serial), ("param2", client.zone), ("param3", f"{client.zone}.dns"))


def _logon(_rng: random.Random, client: Client) -> Data:
    return (("SubjectUserSid", "S-1-5-18"), ("LogonType", "3"), ("IpAddress", client.address))


def _query(rng: random.Random, client: Client) -> Data:
    status = rng.choice(("0", "9003", "9701"))
    return (("QueryName", client.name), ("QueryStatus", status), ("QueryResults", f"{client.address};"))


def _task(_rng: random.Random, _client: Client) -> Data:
    return (("TaskName", r"\Microsoft\Windows\Defrag\ScheduledDefrag"), ("TaskInstanceId", "{0}"))


def _provider_start(_rng: random.Random, _client: Client) -> Data:
    return ((None, "Registry"), (None, "Started"), (None, "\tProviderName=Registry\r\n"))


def _prompt(_rng: random.Random, client: Client) -> Data:
    numbers: Data = (("MessageNumber", "1"), ("MessageTotal", "1"))
    return (*numbers, ("ScriptBlockText", "prompt"), ("ScriptBlockId", client.address), ("Path", ""))


KINDS = {
    AUDIT_CHANNEL: Kind(DNS_AUDIT, 519, 4, 0x4000000002000000, _update),
    CLASSIC_CHANNEL: Kind(DNS_CLASSIC, 3150, 0, 0x8000000000008000, _zone_write),
    SECURITY_CHANNEL: Kind(AUDITING, 4624, 12544, 0x8020000000000000, _logon),
    SYSMON_CHANNEL: Kind(SYSMON, 22, 22, 0x8000000000000000, _query),
    TASKS_CHANNEL: Kind(TASKS, 107, 107, 0x8000000000000001, _task),
    OLD_POWERSHELL_CHANNEL: Kind(OLD_POWERSHELL, 600, 6, 0x80000000000000, _provider_start),
    POWERSHELL_CHANNEL: Kind(POWERSHELL, 4104, 2, 0, _prompt),
}
"""What fills the channels that have such records."""


PATTERNS = 32
"""How many records of a channel's bulk differ in more than id and time."""

_MICROSECOND = timedelta(microseconds=1)
LARGEST = 1 << 16
"""How many records a batch holds at most."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """The irrelevant records of one channel of a host: `count`, one in each `step` from `start` on.

    Times are microseconds since 1970; `key` decides where in its step each stands, and
    `grain` is the finest time the channel has.  What is written is the time that the
    host's clock shows.  Any part can be made without the others.
    """

    host: Host

    patterns: tuple[Entry, ...]
    start: int
    step: int
    count: int
    key: int
    grain: int

    def before(self, time: datetime) -> int:
        """How many of the records come up to that time."""
        place = min(max((microseconds(time) - self.start) // max(self.step, 1), 0), self.count)
        same = self._times(place, min(place + 1, self.count))
        return place + int((same <= microseconds(time)).sum())

    def batches(self, first: int, until: int, record_id: int) -> Iterator[Batch]:
        """The records from number `first` up to `until`, whose first gets that record id."""
        for low in range(first, until, LARGEST):
            times = self._shown(self._times(low, min(low + LARGEST, until)))
            yield Batch(self.patterns, low, record_id + low - first, times)

    def _shown(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        shown, jump = times + self.host.skew // _MICROSECOND, self.host.jump
        if jump:
            wrong = (times >= microseconds(jump.at)) & (times < microseconds(jump.until))
            shown = shown + wrong * (jump.by // _MICROSECOND)
        return shown // self.grain * self.grain

    def _times(self, first: int, until: int) -> NDArray[np.int64]:
        numbers = np.arange(first, until, dtype=np.int64)
        return self.start + numbers * self.step + _scattered(numbers, self.key) % max(self.step, 1)


def bulk_of(
    host: Host, channel: str, zones: Sequence[str], start: datetime, end: datetime, per_day: float, seed: int
) -> Bulk:
    """About `per_day` irrelevant records a day for one channel of a host; none where nothing fills it."""
    span = microseconds(end) - microseconds(start)
    count = int(per_day * span / microseconds(EPOCH + timedelta(days=1))) if channel in KINDS else 0
    rng = random.Random(f"{seed} {host.name} {channel}")
    patterns = tuple(_pattern(rng, host, channel, rng.choice(zones)) for _ in range(PATTERNS if count else 0))
    grain = 1_000_000 if channel == CLASSIC_CHANNEL and host.old else 1
    return Bulk(host, patterns, microseconds(start), span // max(count, 1), count, rng.getrandbits(63), grain)


def _scattered(numbers: NDArray[np.int64], key: int) -> NDArray[np.int64]:
    """A number for each number, evenly spread and the same everywhere (SplitMix64)."""
    mixed = (numbers.astype(np.uint64) + np.uint64(key)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


def _pattern(rng: random.Random, host: Host, channel: str, zone: str) -> Entry:
    kind = KINDS[channel]
    number = rng.randint(1, 400)
    client = Client(f"client{number:03}.{zone}", f"10.20.{number // 250}.{number % 250 + 1}", zone)
    data = kind.data(rng, client)
    old = channel == CLASSIC_CHANNEL and host.old
    return Entry(
        host=host.computer,
        channel=channel,
        provider=DNS_CLASSIC_2012 if old else kind.provider,
        event_id=kind.event_id,
        time=EPOCH,
        record_id=0,
        data=data,
        event_name="DNS_EVENT_ZONE_WRITE_COMPLETED" if channel == CLASSIC_CHANNEL else None,
        task=kind.task,
        keywords=0x80000000000000 if old else kind.keywords,
        qualifiers=0x4000 if old else None,
        process_id=0 if old else 4 * rng.randint(200, 3000),
        thread_id=0 if old else 4 * rng.randint(200, 3000),
        user=None if old or channel == SECURITY_CHANNEL else SYSTEM.sid,
        message="; ".join(value for _, value in data),
    )
