"""Where in a rollover its first conflict came, of its time in which failures could be seen."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.conflicts.conflict import conflict_code
from analyzer.measured import Position, Positions, Tenth
from analyzer.measures.frames import covered, window
from analyzer.model import Attempt, Coverage, Period, Rollover
from analyzer.statistics.spans import elapsed, microseconds

TENTHS = 10


def positions(
    attempts: Sequence[Attempt], rollovers: Sequence[Rollover], coverage: Sequence[Coverage], period: Period
) -> Positions:
    """Of all rollovers that began in the period and met a conflict.

    Of several episodes the first comes early even by chance: with k of them it lies
    beyond a share x of the seen time with probability (1 − x)^k.
    """
    met: dict[str, list[Attempt]] = {}
    for one in sorted(attempts, key=lambda a: (a.time, a.id)):
        if one.rollover_id and conflict_code(one) is not None:
            met.setdefault(one.rollover_id, []).append(one)
    seen = covered(coverage, "failures", period)
    rows = []
    for roll in sorted(rollovers, key=lambda r: (r.zone, r.id)):
        if not (conflicts := met.get(roll.id)) or roll.start is None or roll.start < period.start:
            continue
        start, end = window(roll, period)
        first = conflicts[0]
        before, at, after = elapsed(seen, microseconds((start, min(max(first.time, start), end), end)))
        if after > before:
            rows.append(
                Position(
                    roll.id,
                    roll.zone,
                    roll.key_role,
                    first.time,
                    round((first.time - roll.start).total_seconds() / 3600, 2),
                    first.stage,
                    round(float((at - before) / (after - before)), 4),
                    len({a.episode_id or a.id for a in conflicts}),
                )
            )
    return Positions(tuple(rows), tuple(_tenth(number, rows) for number in range(TENTHS)))


def _tenth(number: int, rows: Sequence[Position]) -> Tenth:
    low, high = number / TENTHS, (number + 1) / TENTHS
    expected = sum((1 - low) ** r.episodes - (1 - high) ** r.episodes for r in rows)
    return Tenth(
        number, sum(min(int(r.place * TENTHS), TENTHS - 1) == number for r in rows), round(expected, 3)
    )
