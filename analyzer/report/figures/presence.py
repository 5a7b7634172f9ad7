"""When each host could tell of rollovers and of failed commands, in words."""

from __future__ import annotations

from analyzer.report.figures.caption import Caption, drawn_of
from analyzer.report.report import Report
from analyzer.words import count, percent

HOSTS = 14
"""How many rows are drawn, the least covered first."""
TELLS = {"state": "rollovers", "failures": "failed commands"}


def caption(report: Report) -> Caption:
    """Each host and kind of coverage."""
    rows = report.measures.presence
    short = sum(row.share < 1 for row in rows)
    kinds = {row.observes for row in rows}
    lacks = [words for kind, words in TELLS.items() if kind not in kinds]
    if not rows:
        title = "No host could tell of rollovers or of failed commands"
    elif lacks:
        title = f"No host could tell of {lacks[0]}"
    elif short:
        title = f"{short:,} of {count(len(rows), 'log view')} have gaps in the period"
    else:
        title = f"All {count(len(rows), 'log view')} reach over the whole period"
    return Caption(
        key="presence",
        title=title,
        sentence="Each row is a host and what its logs tell of. Filled is time for which they are trusted: "
        "ruled for rollovers and plain for failed commands; hatched is time in which nothing could have been "
        "seen there." + drawn_of(HOSTS, len(rows), "row"),
        columns=("Host", "Tells of", "Of the period", "Spans"),
        numeric=("Of the period", "Spans"),
        rows=tuple((r.host, TELLS[r.observes], percent(r.share), len(r.spans)) for r in rows),
    )
