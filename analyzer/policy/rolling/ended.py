"""Rollovers that did not start, failed, or went on at another server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from analyzer.model import Remedy, Rollover, Severity
from analyzer.policy.case import Case
from analyzer.policy.rolling.bogus import RunOut, run_out
from analyzer.policy.rolling.judged import Diagnosed, Found, is_on
from analyzer.policy.rolling.stuck import next_step

SOON = timedelta(days=7)
HABIT = 4
"""Rolls from which `rollover.dues` learns a period where none is logged."""


class Missed(Diagnosed):
    """ROLL-MISSED."""

    id = "ROLL-MISSED"
    severity = "medium"
    kind: ClassVar[str] = "missed"

    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """Since when it is due."""
        del case
        rollover, diagnosis = told[-1]
        key = f"{rollover.key_role or 'A key'} of {rollover.zone}"
        return f"{key} was due on {diagnosis.since:%Y-%m-%d} and did not roll"

    def severity_of(self, case: Case, told: Sequence[Found]) -> Severity:
        """Its own, for it is missed still."""
        del case, told
        return self.severity

    def untellable(self, case: Case, own: Sequence[Rollover]) -> str:
        """When the key is due is not known."""
        last = own[-1]
        known = case.book.at(last.zone, last.key_guid, "RolloverPeriod", case.as_of) or len(own) >= HABIT
        untold = "neither a period nor a habit tells when the key is due"
        return super().untellable(case, own) if known else untold

    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """The diagnosis's next step."""
        return next_step(self.id, case, *last)


class Failed(Diagnosed):
    """ROLL-FAILED."""

    id = "ROLL-FAILED"
    severity = "high"
    kind: ClassVar[str] = "failed"

    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """When it failed, and whether it has rolled since."""
        rollover, diagnosis = told[-1]
        key = f"{rollover.key_role or 'key'} of {rollover.zone}"
        now = "automatic rollover is off" if is_on(case, rollover) else "it has rolled since"
        return f"The rollover of the {key} failed on {diagnosis.since:%Y-%m-%d}; {now}"

    def severity_of(self, case: Case, told: Sequence[Found]) -> Severity:
        """Critical where the last good signatures run out within a week."""
        end = self._end(case, told)
        if end and case.as_of <= end.latest <= case.as_of + SOON:
            return "critical"
        return self.severity if any(is_on(case, r) for r, _ in told) else "low"

    def words_of(self, case: Case, told: Sequence[Found]) -> str:
        """When the last good signatures run out, where that is known."""
        end = self._end(case, told)
        return end.words if end else ""

    def numbers_of(self, case: Case, told: Sequence[Found]) -> dict[str, float | int | str]:
        """The bounds of that time."""
        end = self._end(case, told)
        return {**end.numbers} if end else {}

    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """The diagnosis's next step."""
        return next_step(self.id, case, *last)

    def _end(self, case: Case, told: Sequence[Found]) -> RunOut | None:
        rollover = told[-1][0]
        return run_out(case, rollover) if is_on(case, rollover) else None


class KeyMasterMoved(Diagnosed):
    """ROLL-KEY-MASTER-MOVED."""

    id = "ROLL-KEY-MASTER-MOVED"
    severity = "medium"
    kind: ClassVar[str] = "interrupted"

    def title_of(self, case: Case, told: Sequence[Found]) -> str:
        """Which key was rolling."""
        del case
        rollover, diagnosis = told[-1]
        key = f"{rollover.key_role or 'a key'} of {rollover.zone}"
        return f"The key master moved on {diagnosis.since:%Y-%m-%d} while the {key} was rolling"

    def remedy_of(self, case: Case, last: Found) -> Remedy:
        """The diagnosis's next step."""
        return next_step(self.id, case, *last)
