"""The audit for Python: a report as a value, and its lists as tables.

Times are `datetime64[us, UTC]`; what is absent is missing.  Each table says in
`frame.attrs["columns"]` what its columns mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analyzer import pipeline, policy, reading
from analyzer.knowledge.tables import rows
from analyzer.model import Attempt, DateOrder, Detection, Episode, Event, Finding, Rollover
from analyzer.report import Report
from analyzer.request import Request
from analyzer.sources import Options, place_of


def audit(
    *paths: str | Path,
    since: datetime | None = None,
    until: datetime | None = None,
    tz: str = "UTC",
    date_order: DateOrder | None = None,
    zones: Sequence[str] = (),
    servers: Sequence[str] = (),
    profile: str = policy.DEFAULT,
) -> Report:
    """The report on all logs below the paths, as `rollaudit audit` writes it.

    NothingRead where there is no log, PolicyError where no profile has that name;
    `since` and `until` are aware times.
    """
    return pipeline.run(
        Request(
            paths=tuple(map(place_of, paths)),
            since=since,
            until=until,
            tz=tz,
            date_order=date_order,
            zones=tuple(zones),
            servers=tuple(servers),
            profile=profile,
        )
    )


def read_events(*paths: str | Path, tz: str = "UTC", date_order: DateOrder | None = None) -> pd.DataFrame:
    """All events that matter below the paths, by time; the same record read twice is one row."""
    options = Options(ZoneInfo(tz), date_order)
    return _table("events", Event, reading.read([place_of(p) for p in paths], options).events)


def detections(report: Report) -> pd.DataFrame:
    """The codes that are evidence, one a row."""
    return _table("detections", Detection, report.detections)


def attempts(report: Report) -> pd.DataFrame:
    """The tries of operations, one a row, with how each relates to rollovers."""
    return _table("attempts", Attempt, report.attempts)


def episodes(report: Report) -> pd.DataFrame:
    """The episodes of conflicts, one a row, with their cause."""
    return _table("episodes", Episode, report.episodes)


def rollovers(report: Report) -> pd.DataFrame:
    """The rollovers, one a row, with edges, bounds and outcome."""
    return _table("rollovers", Rollover, report.rollovers)


def findings(report: Report) -> pd.DataFrame:
    """The findings, one a row, the worst first."""
    return _table("findings", Finding, report.findings)


def _table(name: str, kind: type, values: Iterable[object]) -> pd.DataFrame:
    names = [f.name for f in fields(kind)]
    frame = pd.DataFrame([[getattr(value, n) for n in names] for value in values], columns=names)
    for column in (f.name for f in fields(kind) if str(f.type).startswith("datetime")):
        frame[column] = pd.to_datetime(frame[column], utc=True).astype("datetime64[us, UTC]")
    frame.attrs["columns"] = {r["column"]: r["meaning"] for r in rows("tables") if r["table"] == name}
    return frame
