"""One roll with all that was found out about it, before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from analyzer.ids import make_id
from analyzer.knowledge import statuses
from analyzer.model import Action, Diagnosis, KeyRole, Rollover, RolloverOutcome, Stage, Trigger
from analyzer.rollover.edges import Edge, View
from analyzer.rollover.intervals import EVER, NEVER
from analyzer.rollover.keys import Pointers
from analyzer.rollover.timing import Range, Waits
from analyzer.rollover.windows import PROGRESS, WAITS_FOR_DS, Draft

FIRST_WAIT = {"ZSK": 3, "KSK": WAITS_FOR_DS}
WAITS_FOR_DS_TTL = 6
WAITS_WITHOUT_DS = 7
FAR = 1.5
"""A roll that takes this many times the longest that was expected is not as it should be."""


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll of a key: its signs, edges, stages, and what is expected of it."""

    id: str
    draft: Draft
    role: KeyRole | None
    start: Edge
    end: Edge
    outcome: RolloverOutcome
    trigger: Trigger
    stages: tuple[Stage, ...]
    waits: Waits
    expected: Range | None
    keys: Pointers | None

    @property
    def began(self) -> datetime:
        """The earliest time at which it is known to have been rolling."""
        return self.start.time or self.draft.first

    @property
    def is_open(self) -> bool:
        """Whether it is known to be rolling still."""
        return self.outcome == "open"

    @property
    def refs(self) -> tuple[str, ...]:
        """Every event that tells of it."""
        draft = self.draft
        signs = [*draft.signs, draft.trigger, draft.void, draft.finished]
        return tuple(sorted({ref for sign in signs if sign for ref in sign.refs}))

    def refs_of(self, *actions: Action) -> tuple[str, ...]:
        """The events of some kinds that tell of it."""
        return tuple(sorted({ref for s in self.draft.signs if s.action in actions for ref in s.refs}))


def narrowed(roll: Roll) -> Roll:
    """The same roll, a lost edge of a ZSK bounded by how long a ZSK rolls, which makes it `assumed`.

    Only where the other edge is known: the range is then narrower than what the next
    sign of the zone allows.  A roll may end early, for it may be given up at any time,
    and a KSK may wait for its DS for any time.
    """
    known = roll.expected
    if roll.role != "ZSK" or known is None:
        return roll
    longest = timedelta(seconds=known.max_s * FAR)
    if roll.start.time and roll.end.basis == "derived" and not roll.draft.finished:
        return replace(roll, end=_assumed(roll.end, latest=roll.start.time + longest))
    if roll.end.time and roll.start.basis == "derived" and not roll.start.time:
        return replace(roll, start=_assumed(roll.start, earliest=roll.end.time - longest))
    return roll


def _assumed(edge: Edge, earliest: datetime = EVER, latest: datetime = NEVER) -> Edge:
    if edge.time or not edge.earliest or not edge.latest:
        return edge
    earliest, latest = max(edge.earliest, earliest), min(edge.latest, latest)
    narrower = earliest < latest and (earliest, latest) != (edge.earliest, edge.latest)
    return Edge(None, "assumed", earliest, latest) if narrower else edge


def settled(roll: Roll, view: View) -> Roll:
    """The same roll, where it is called open but may have ended in a way that no log here would show.

    That is a failure without the classic channel, or a move of the role with new keys
    without the audit channel.  Then its end is not bounded by what was not seen; and it is
    no longer called open after such a move, or once it takes longer than it should.
    """
    if not roll.is_open:
        return roll
    last, now = roll.draft.last, max(view.as_of, roll.draft.last)
    late = roll.expected is None or (now - roll.began).total_seconds() > roll.expected.max_s
    moved = view.gave_up_since(last)
    if moved is None and not view.sight.blind_to_failures(view.masters, last, now):
        return roll
    outcome: RolloverOutcome = "unknown" if moved or late else "open"
    return replace(roll, outcome=outcome, end=Edge(None, "censored", moved or last, None))


def id_of(draft: Draft) -> str:
    """The id of a roll: the same as long as its first sign is."""
    kind = draft.signs[0].action if draft.signs else Action.TRIGGERED
    return make_id("R", draft.zone, draft.guid, draft.first.isoformat(), kind)


def stages_of(draft: Draft, start: Edge) -> tuple[Stage, ...]:
    """The statuses that a roll went through, as far as they are known.

    A roll enters its first wait as it starts, and a forced step ends the wait for the
    DS, so these are derived where no event tells of them; so is a status that a later
    event only names.
    """
    known: dict[int, Stage] = {}

    def enter(number: int, when: datetime, observed: bool) -> None:
        if number in PROGRESS and number not in known:
            known[number] = Stage(_names()[number], when, "observed" if observed else "derived")

    for sign in draft.signs:
        if sign.status:
            enter(sign.status.number, sign.time, sign.action is Action.STAGE)
    if start.time and draft.role:
        enter(FIRST_WAIT[draft.role], start.time, observed=False)
    if draft.stepped:
        enter(WAITS_FOR_DS_TTL, draft.stepped.time, observed=False)
    return tuple(sorted(known.values(), key=lambda s: (s.start, s.name)))


def status_now(roll: Roll, view: View) -> Stage | None:
    """The stage that an open roll is in, if a later one would have been seen."""
    last = roll.stages[-1] if roll.stages else None
    return last if last and view.clear_until(last.start, stages=True) else None


def ds_wait(roll: Roll, view: View) -> tuple[datetime, datetime] | None:
    """From when to when a KSK is known to have waited for its DS: to a later stage, its end, or now."""
    start = next((s.start for s in roll.stages if number_of(s) == WAITS_FOR_DS), None)
    if start is None:
        return None
    if later := next((s for s in roll.stages if number_of(s) > WAITS_FOR_DS), None):
        # Before the hold-down comes the wait for the DS TTL, lost here.
        lost = roll.waits.for_ds if number_of(later) > WAITS_WITHOUT_DS else 0
        over = later.start - timedelta(seconds=lost)
        return (start, over) if over > start else None
    until = view.as_of if roll.is_open else roll.end.time
    told = until and until > start and view.sight.still_sees(view.masters, start, until, stages=True)
    return (start, until) if until and told else None


def finished(roll: Roll, diagnoses: Sequence[Diagnosis]) -> Rollover:
    """The roll as a value of the report."""
    draft, start, end = roll.draft, roll.start, roll.end
    return Rollover(
        id=roll.id,
        zone=draft.zone,
        key_guid=draft.guid,
        key_role=roll.role,
        servers=tuple(sorted(draft.servers)),
        trigger=roll.trigger,
        start=start.time,
        start_basis=start.basis,
        start_min=start.earliest,
        start_max=start.latest,
        end=end.time,
        end_basis=end.basis,
        end_min=end.earliest,
        end_max=end.latest,
        outcome=roll.outcome,
        stages=roll.stages,
        active_key=roll.keys.active if roll.keys else None,
        next_key=roll.keys.next if roll.keys else None,
        standby_key=roll.keys.standby if roll.keys else None,
        expected_min_s=roll.expected.min_s if roll.expected else None,
        expected_max_s=roll.expected.max_s if roll.expected else None,
        expected_source=roll.expected.source if roll.expected else None,
        diagnoses=tuple(sorted(diagnoses, key=lambda d: (d.since, d.kind, d.next_step))),
        evidence=tuple(sorted({*roll.refs, *(roll.keys.refs if roll.keys else ())})),
    )


@cache
def _names() -> dict[int, str]:
    return {s.number: s.powershell for s in statuses()}


@cache
def _numbers() -> dict[str, int]:
    return {name: number for number, name in _names().items()}


def number_of(stage: Stage) -> int:
    """The number of a stage's status (MS-DNSP 2.2.6.2.3)."""
    return _numbers()[stage.name]
