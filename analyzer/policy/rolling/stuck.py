"""Rollovers that take far longer than they should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from analyzer.knowledge import CLASSIC_CHANNEL
from analyzer.model import Diagnosis, Remedy, Rollover
from analyzer.policy.case import Case
from analyzer.policy.rolling.bogus import run_out
from analyzer.policy.rolling.judged import Diagnosed, Found, is_on
from analyzer.policy.texts import remedy

DAY_S = 86400


class Stuck(Diagnosed):
    """ROLL-STUCK."""

    id = "ROLL-STUCK"
    severity = "high"
    kind: ClassVar[str] = "stuck"

    def told_by(self, own: Sequence[Rollover]) -> str | None:
        """The wait of a key signing key shows in its stages (784), which the classic channel tells."""
        return None if own[0].key_role == "ZSK" else CLASSIC_CHANNEL

    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """Say how long it has been, or was, in which step."""
        rollover, diagnosis = told[-1]
        key = f"{rollover.key_role or 'A key'} of {rollover.zone}"
        step = f" in {diagnosis.step}" if diagnosis.step else ""
        if is_on(case, rollover):
            return f"{key} has been rolling{step} for {_days(case, told[-1])} days"
        return f"{key} rolled far longer than expected{step}"

    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """The diagnosis's next step; a forced step only where the diagnosis names it."""
        return next_step(self.id, case, *last)

    def words_of(self, case: Case, told: Sequence[Found]) -> str:
        """When the last good signatures run out, where that is known."""
        end = run_out(case, told[-1][0]) if is_on(case, told[-1][0]) else None
        return end.words if end else ""

    def numbers_of(self, case: Case, told: Sequence[Found]) -> dict[str, float | int | str]:
        """How long, how long at most it should have taken, and when the last good signatures run out."""
        rollover, diagnosis = told[-1]
        numbers: dict[str, float | int | str] = {"days": _days(case, told[-1])}
        if rollover.expected_max_s is not None and (diagnosis.step is None or rollover.key_role == "ZSK"):
            numbers["expected days at most"] = round(rollover.expected_max_s / DAY_S, 1)
        end = run_out(case, rollover) if is_on(case, rollover) else None
        return {**numbers, **(end.numbers if end else {})}


class Blocked(Diagnosed):
    """ROLL-BLOCKED."""

    id = "ROLL-BLOCKED"
    severity = "high"
    kind: ClassVar[str] = "blocked"

    def told_by(self, own: Sequence[Rollover]) -> str | None:
        """What a key waits behind is a stage of another one (784), which the classic channel tells."""
        del own
        return CLASSIC_CHANNEL

    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """Say which key waits, or had to."""
        rollover, _ = told[-1]
        key = f"{rollover.key_role or 'A key'} of {rollover.zone}"
        if is_on(case, rollover) and rollover.key_role == "KSK":
            return f"A KSK of {rollover.zone} that waits for its DS blocks another key"
        return f"{key}: a wait for the DS at the parent held up another key of the zone"

    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """The diagnosis's next step."""
        return next_step(self.id, case, *last)


def next_step(rule: str, case: Case, rollover: Rollover, diagnosis: Diagnosis) -> Remedy:
    """The next step of a diagnosis, with the command that it asks for."""
    which = "step" if "force the step" in diagnosis.next_step else "remedy"
    words = remedy(rule, which, zone=rollover.zone, key=rollover.key_guid, server=case.master(rollover.zone))
    return Remedy(diagnosis.next_step, words.command, diagnosis.precondition)


def _days(case: Case, one: Found) -> float:
    """How long a delay lasted: to the next stage, where it was in one, else to the end or until now."""
    rollover, diagnosis = one
    later = [s.start for s in rollover.stages if s.start > diagnosis.since and s.name != diagnosis.step]
    until = case.as_of if is_on(case, rollover) else rollover.end or case.as_of
    if diagnosis.step and later:
        until = min(later)
    return round((until - diagnosis.since).total_seconds() / DAY_S, 1)
