"""Stretches that were read hour by hour: put together again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analyzer.model import Stretch


def joined(parts: Iterable[Stretch]) -> Iterator[Stretch]:
    """The unbroken runs that the parts of one file are pieces of; parts without record ids are whole."""
    numbered: dict[tuple[str, str], list[Stretch]] = defaultdict(list)
    for part in parts:
        if part.first_id is None or part.last_id is None:
            yield part
        else:
            numbered[part.host, part.channel].append(part)
    for log in sorted(numbered):
        first, *rest = sorted(numbered[log], key=lambda s: (s.first_id or 0, s.start, s.end))
        for part in rest:
            if part.first_id == (first.last_id or 0) + 1:
                first = _both(first, part)
            else:
                yield first
                first = part
        yield first


def _both(one: Stretch, other: Stretch) -> Stretch:
    return replace(
        one,
        last_id=other.last_id,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        records=one.records + other.records,
    )
