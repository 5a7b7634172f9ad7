"""What could have been seen: when a zone's key master had a log in the collection that tells of rolls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from analyzer.model import Action, Coverage
from analyzer.rollover.coverage import intervals
from analyzer.rollover.intervals import EVER, Interval, Intervals, clip, gaps, grown, union
from analyzer.rollover.keymaster import Tenure
from analyzer.rollover.signs import EDGES, GRAIN, ZoneSigns, is_audit

Log = tuple[str, str]
PAUSES = 5
PATIENCE = timedelta(days=2)


class Sight:
    """Coverage of state by server, for questions about many zones.

    A channel of a server counts where it told of an edge of any rollover, for then it
    tells of all; on a server that told of none, all its state channels count.
    """

    def __init__(self, coverage: Iterable[Coverage], zones: Iterable[ZoneSigns]) -> None:
        """Sort out which logs tell of rolls and stages, and the time for which each was covered."""
        telling: set[Log] = set()
        of_stages: set[Log] = set()
        for sign in (sign for zone in zones for signs in zone.keys.values() for sign in signs):
            if sign.action in EDGES:
                telling |= sign.logs
            elif sign.action is Action.STAGE:
                of_stages |= sign.logs
        talkers = {server for server, _ in telling}
        logs: dict[Log, list[Coverage]] = defaultdict(list)
        for known in coverage:
            if known.observes == "state":
                logs[known.host.lower(), known.channel.lower()].append(known)
        edges = {k: v for k, v in logs.items() if k in telling or k[0] not in talkers}
        stages = {k: v for k, v in logs.items() if k in of_stages}
        classic = {k: v for k, v in edges.items() if not is_audit(k[1])}
        self._edges = _by_server(edges)
        self._ends = self._edges | _by_server(classic)
        self._audit = _by_server({k: v for k, v in edges.items() if is_audit(k[1])})
        self._still_edges = _by_server(edges, _habit)
        self._still_failures = _by_server(classic, _habit)
        self._still_stages = _by_server(stages, _habit)

    def blind(self, masters: Sequence[Tenure], start: datetime, end: datetime) -> Intervals:
        """The time from start to end in which an edge could have passed unseen.

        Each blind interval is a second longer at both ends than the log says, for the
        classic channel has whole seconds.
        """
        return _blind(self._edges, masters, start, end)

    def blind_to_ends(self, masters: Sequence[Tenure], start: datetime, end: datetime) -> Intervals:
        """The time from start to end in which the end of a roll could have passed unseen.

        That a roll failed (7671) is told by the classic channel only, where there is one.
        """
        return _blind(self._ends, masters, start, end)

    def blind_audit(self, masters: Sequence[Tenure], start: datetime, end: datetime) -> Intervals:
        """The time from start to end in which a manual trigger (531) could have passed unseen."""
        return _blind(self._audit, masters, start, end)

    def still_sees(self, masters: Sequence[Tenure], start: datetime, now: datetime, stages: bool) -> bool:
        """Whether no edge (or no stage) from start to now could have passed unseen, silence at the end aside.

        A log ends with its last record, not when it was exported: two days, or five
        times its average pause, may pass without anything to tell.  A server that never
        told of a stage does not: stages are logged from 2012 R2 with updates.
        """
        known = self._still_stages if stages else self._still_edges
        return not _blind(known, masters, start, now)

    def blind_to_failures(self, masters: Sequence[Tenure], start: datetime, now: datetime) -> bool:
        """Whether a failure (7671, in the classic channel only) could have passed unseen, as `still_sees`."""
        return bool(_blind(self._still_failures, masters, start, now))

    def reach(self, masters: Sequence[Tenure], when: datetime) -> datetime:
        """The last instant covered on the key master of that time."""
        server = next((m.server for m in reversed(masters) if m.since <= when), None)
        known = self._edges.get(server or "")
        return known[-1][1] if known else EVER


def _by_server(
    logs: Mapping[Log, Sequence[Coverage]], habit: Callable[[Coverage], timedelta] | None = None
) -> dict[str, Intervals]:
    """The time covered by any log of each server, each log's end later by its habit where asked for."""
    pieces: dict[str, list[Interval]] = defaultdict(list)
    for (server, _), parts in logs.items():
        pieces[server].extend(piece for part in parts for piece in intervals(part))
        if habit:
            last = max(parts, key=lambda part: part.end)
            pieces[server].append((last.end, last.end + habit(last)))
    return {server: union(held) for server, held in pieces.items()}


def _habit(known: Coverage) -> timedelta:
    pause = (known.end - known.start) / max(1, known.records - 1)
    return max(PATIENCE, PAUSES * pause)


def _blind(
    known: Mapping[str, Intervals], masters: Sequence[Tenure], start: datetime, end: datetime
) -> Intervals:
    dark = [
        piece
        for place, tenure in enumerate(masters)
        if tenure.since <= end and tenure.until >= start
        for server in _candidates(masters, place)
        for piece in gaps(known.get(server, ()), max(start, tenure.since), min(end, tenure.until))
    ]
    return clip(grown(union(dark), GRAIN), start, end)


def _candidates(masters: Sequence[Tenure], place: int) -> set[str]:
    """Who may have been key master: where nobody knows when the role moved, the one before or the one after.

    Where both were seen, nothing was missed.
    """
    around = masters[place : place + 1] if masters[place].server else masters[max(0, place - 1) : place + 2]
    return {tenure.server or "" for tenure in around if tenure.server or len(around) == 1}
