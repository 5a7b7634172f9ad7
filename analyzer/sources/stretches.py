"""Many stretches in little memory: a log that others share the ids of has thousands in each GB."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from analyzer.model import Stretch
from analyzer.swift import swift

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400
_TICKS = 1_000_000
_NONE = -(1 << 63)
_STRETCH = swift(Stretch)


class Stretches(Collection[Stretch]):
    """Stretches in the order in which they came, kept as numbers and made anew when asked for."""

    def __init__(self, stretches: Iterable[Stretch] = ()) -> None:
        """Begin with some."""
        self._logs: dict[tuple[str, str, str], int] = {}
        self._numbers = array("q")
        for one in stretches:
            self.append(one)

    def append(self, one: Stretch) -> None:
        """Add a stretch."""
        log = self._logs.setdefault((one.path, one.host, one.channel), len(self._logs))
        first = _NONE if one.first_id is None else one.first_id
        last = _NONE if one.last_id is None else one.last_id
        self._numbers.extend((log, first, last, _ticks(one.start), _ticks(one.end), one.records))

    @property
    def hosts(self) -> set[str]:
        """The names of hosts as they were logged."""
        return {host for _, host, _ in self._logs}

    def __iter__(self) -> Iterator[Stretch]:
        """Each of them."""
        logs = list(self._logs)
        numbers = iter(self._numbers)
        for log, first, last, start, end, records in zip(*[numbers] * 6, strict=True):
            path, host, channel = logs[log]
            yield _STRETCH(
                path,
                host,
                channel,
                None if first == _NONE else first,
                None if last == _NONE else last,
                _EPOCH + timedelta(microseconds=start),
                _EPOCH + timedelta(microseconds=end),
                records,
            )

    def __contains__(self, one: object) -> bool:
        """Whether there is an equal one."""
        return any(one == other for other in self)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers) // 6


def _ticks(time: datetime) -> int:
    """Microseconds since 1970."""
    span = time - _EPOCH
    return (span.days * _DAY + span.seconds) * _TICKS + span.microseconds
