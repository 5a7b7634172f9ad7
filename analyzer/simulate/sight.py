"""What the collected logs can tell: which records survive, and what they say of tries and rolls."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from analyzer.model import Relation
from analyzer.simulate.callers import Try
from analyzer.simulate.hosts import DNS_CHANNELS, TASKS_CHANNEL
from analyzer.simulate.logs import Mark
from analyzer.simulate.operations import CONFLICTS, ROLLOVER_ALREADY_QUEUED
from analyzer.simulate.simulation import Simulation
from analyzer.simulate.spelling import runs
from analyzer.simulate.zones import Roll

ROLLING = frozenset({"started", "stage", "completed", "failed", "stepped", "transient-error"})
"""What tells that a key is rolling."""

_AROUND = timedelta(seconds=5)


@dataclass(slots=True)
class Written:
    """What became of one channel: where its files lie, and which records they hold.

    `lost` are runs of record ids by what became of them: `absent`, no longer there or not
    asked for when the log was copied; `damaged`, which no reader can get from the copy;
    `doubtful`, which a reader may miss.  Without `paths` nobody copied it.
    """

    host: str
    channel: str
    paths: tuple[str, ...] = ()
    first_id: int | None = None
    last_id: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    records: int = 0
    lost: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def lose(self, kind: str, ids: Iterable[int]) -> None:
        """Note which ids are lost in that way."""
        if found := list(runs(sorted(ids))):
            self.lost[kind] = found

    def gone(self) -> list[tuple[int, int]]:
        """The runs of ids that are surely in no file, in order."""
        return sorted(self.lost.get("absent", []) + self.lost.get("damaged", []))


class Sight:
    """The marks of all records that were collected, by what they tell of."""

    def __init__(self, simulation: Simulation, written: Sequence[Written]) -> None:
        """See what is left of `simulation` in the files `written`."""
        self._end = simulation.end
        self._hosts = simulation.logs.hosts.keys()
        self._files = {(w.host, w.channel): w for w in written if w.paths}
        self._gone = {key: w.gone() for key, w in self._files.items()}
        self.marks = [m for m in simulation.logs.marks if self._survives(m)]
        self._of_attempt: dict[str, list[Mark]] = defaultdict(list)
        self._of_key: dict[tuple[str, str], list[Mark]] = defaultdict(list)
        self._triggers: dict[tuple[str, str], list[Mark]] = defaultdict(list)
        for mark in self.marks:
            if mark.attempt:
                self._of_attempt[mark.attempt].append(mark)
            if mark.zone and mark.guid and mark.action in ROLLING:
                self._of_key[mark.zone, mark.guid].append(mark)
            if mark.zone and mark.guid and mark.action == "triggered":
                self._triggers[mark.zone, mark.guid].append(mark)

    def of_try(self, made: Try) -> list[Mark]:
        """The records that tell of a try."""
        return self._of_attempt[made.id]

    def of_roll(self, roll: Roll) -> list[Mark]:
        """The records that tell of a roll that began."""
        if roll.start is None:
            return []
        first, last = roll.start - _AROUND, (roll.end or self._end) + _AROUND
        return [m for m in self._of_key[roll.zone, roll.guid] if m.at and first <= m.at <= last]

    def tells_of_trigger(self, roll: Roll) -> bool:
        """Whether a record tells that somebody asked for a roll, which then began."""
        if roll.start is None:
            return False
        asked = (m.at for m in self._triggers[roll.zone, roll.guid])
        return any(at and roll.queued - _AROUND <= at <= roll.start + _AROUND for at in asked)

    def relation(self, made: Try) -> Relation:
        """How a conflict relates to the rolls, as far as these records can tell."""
        codes = CONFLICTS & {m.code for m in self.of_try(made)}
        if not codes:
            return "not applicable"
        if made.roll and self.of_roll(made.roll):
            return "inside" if made.own and ROLLOVER_ALREADY_QUEUED not in codes else "queued"
        told = self._is_host(made.request.server) and self._covered(made.key_master, made.time)
        return "unexplained" if told else "unknown"

    def tells_of_task(self, made: Try) -> bool:
        """Whether the history of tasks of a try's host tells that a task made it."""
        return bool(made.process.task) and self.covers(made.process.host.name, TASKS_CHANNEL, made.time)

    def covers(self, host: str | None, channel: str, time: datetime) -> bool:
        """Whether the files of a host's channel reach over a time."""
        file = self._files.get((host or "", channel))
        return bool(file and file.start and file.end and file.start <= time <= file.end)

    def _is_host(self, name: str) -> bool:
        """Whether a name is a host's own, whole or short; of other names no log says whose they are."""
        return any(host == name or host.startswith(f"{name}.") for host in self._hosts)

    def _covered(self, host: str | None, time: datetime) -> bool:
        return any(self.covers(host, channel, time) for channel in DNS_CHANNELS)

    def _survives(self, mark: Mark) -> bool:
        gone = self._gone.get((mark.host, mark.channel))
        if gone is None or mark.record_id is None:
            return False
        place = bisect_right(gone, mark.record_id, key=itemgetter(0)) - 1
        return place < 0 or gone[place][1] < mark.record_id
