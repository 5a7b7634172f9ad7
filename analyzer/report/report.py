"""The report as one value: all numbers, no computing.

Its first fields are the top level of `audit.json`.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from analyzer.measured import Headline, Measures
from analyzer.model import (
    Assessment,
    Attempt,
    Coverage,
    Detection,
    Episode,
    Finding,
    Input,
    Irregularity,
    Loss,
    Period,
    Record,
    RecordIds,
    Rollover,
    Setting,
    Sighting,
)
from analyzer.report.order import ORDER, in_order


class Row(Protocol):
    """Any dataclass whose field names are those of the contract."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True)
class Run:
    """How a report was made: the configuration in force, the profile, and versions by name.

    `tz` is the zone in which days and hours are counted and times are shown to people.
    `simulated` says that the input was made up, which every format then says too.
    """

    configuration: dict[str, Any]
    profile: str
    versions: dict[str, str]
    tz: str = "UTC"
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that any format shows; each list is put into the order of `order.ORDER`.

    Statistics, recurrences and trends are of `statistics_period`, which is longer than the
    period where that alone would be too short to tell, as in the report on a week.
    `records` are the original records of all that is named as evidence.
    """

    generator: str
    run: Run
    as_of: datetime
    period: Period
    statistics_period: Period
    inputs: tuple[Input, ...]
    losses: tuple[Loss, ...]
    coverage: tuple[Coverage, ...]
    settings: tuple[Setting, ...]
    detections: tuple[Detection, ...]
    sightings: tuple[Sighting, ...]
    attempts: tuple[Attempt, ...]
    episodes: tuple[Episode, ...]
    rollovers: tuple[Rollover, ...]
    statistics: tuple[Row, ...]
    recurrences: tuple[Row, ...]
    trends: tuple[Row, ...]
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    blind_spots: tuple[str, ...]
    measures: Measures
    records: tuple[Record, ...] = ()
    record_ids: tuple[RecordIds, ...] = ()
    irregularities: tuple[Irregularity, ...] = ()

    @classmethod
    def measured(cls, run: Run, period: Period, measures: Measures) -> Self:
        """A report of nothing but measures, which is all that charts show."""
        lists: dict[str, Any] = {f.name: () for f in fields(cls) if f.name in ORDER}
        lists |= {"blind_spots": ()}
        return cls("", run, period.end, period, period, measures=measures, **lists)

    @property
    def recovered(self) -> frozenset[str]:
        """The evidence, as others name it, whose records their logs had deleted; of attempts, all of them."""
        records = {f"{r.path}#{r.position}" for r in self.records if r.recovered}
        detections = (d.id for d in self.detections if d.recovered)
        attempts = (a.id for a in self.attempts if a.evidence and records.issuperset(a.evidence))
        return frozenset((*records, *detections, *attempts))

    @property
    def headline(self) -> Headline:
        """The numbers of the first screen."""
        return self.measures.headline

    def __post_init__(self) -> None:
        """Sort every list, so that nothing that writes a report depends on the order in which it was made."""
        for list_field in (f.name for f in fields(self) if f.name in ORDER):
            object.__setattr__(self, list_field, in_order(list_field, getattr(self, list_field)))
