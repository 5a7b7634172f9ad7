"""Where in a rollover its first conflict came, in words."""

from __future__ import annotations

from analyzer.measured import Tenth
from analyzer.report.figures.caption import Caption
from analyzer.report.report import Report
from analyzer.report.words import length, when
from analyzer.words import count, percent

HEAD = 3
"""How many tenths the title calls the first part of a window."""


def caption(report: Report) -> Caption:
    """First conflicts by their place in the seen time of their rollovers."""
    found = report.measures.positions
    tz = report.run.tz
    return Caption(
        key="position",
        title=_title(found.tenths),
        sentence="The bars count rollovers by the tenth of their seen time in which the first conflict came, "
        "the dashes what chance alone would give. Only rollovers whose start is known count. "
        "Whether the two differ is tested under Conflicts, where enough rollovers allow it.",
        columns=(
            "Zone",
            "Key",
            "Rollover",
            "First conflict",
            "After the start",
            "Stage",
            "Place",
            "Episodes",
        ),
        numeric=("After the start", "Place", "Episodes"),
        rows=tuple(
            (
                row.zone,
                row.key_role or "not known",
                row.rollover_id,
                when(row.time, tz),
                length(row.delay_h * 3600),
                row.stage or "not known",
                percent(row.place),
                row.episodes,
            )
            for row in found.rows
        ),
    )


def _title(tenths: tuple[Tenth, ...]) -> str:
    total = sum(t.rollovers for t in tenths)
    if not total:
        return "No first conflict whose place in its rollover is known"
    early = sum(t.rollovers for t in tenths[:HEAD])
    chance = sum(t.expected for t in tenths[:HEAD])
    return (
        f"{early:,} of {count(total, 'first conflict')} came in the first {HEAD * 10} % "
        f"of their rollover, {chance:.1f} by chance"
    )
