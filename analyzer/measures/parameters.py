"""Parameters of keys and zones that policy bounds by numbers, beside those bounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from analyzer.knowledge import NEVER
from analyzer.measured import ParameterRow
from analyzer.model import Period, Setting
from analyzer.policy.keys.values import value_of
from analyzer.policy.requirements import Requirement, requirements

BOUNDED = ("between", "<=", ">=", "<", ">")


def parameters(
    settings: Sequence[Setting], clauses: Collection[str], period: Period
) -> tuple[ParameterRow, ...]:
    """Each setting under each clause of these ids that bounds it by numbers.

    Parameters with the most breaches come first, and within one what breaches.  A period
    that switches automatic rollover off is no length; a clause that applies under another
    parameter's value is left out where that value is not known to hold.
    """
    now = [
        s
        for s in settings
        if (s.until is None or s.until > period.end) and (s.since is None or s.since <= period.end)
    ]
    known = {(s.zone, s.key_guid, s.parameter): value_of(s.parameter, s.value) for s in now}
    rows = [
        row
        for clause in requirements()
        if clause.id in clauses and clause.operator in BOUNDED and _ends(clause)
        for setting in now
        if _applies(clause, setting, known)
        for row in _row(clause, setting)
    ]
    breaches = {(r.parameter, r.clause): 0 for r in rows}
    for row in rows:
        breaches[row.parameter, row.clause] += not row.within
    return tuple(
        sorted(
            rows,
            key=lambda r: (
                -breaches[r.parameter, r.clause],
                r.parameter,
                r.clause,
                r.within,
                r.zone,
                r.key_role or "",
                r.key_guid or "",
                r.value,
            ),
        )
    )


def _applies(
    clause: Requirement, setting: Setting, known: Mapping[tuple[str, str | None, str], object]
) -> bool:
    if setting.parameter != clause.parameter or clause.role not in (None, setting.key_role):
        return False
    if not clause.where:
        return True
    name, wanted = clause.where
    told = known.get((setting.zone, setting.key_guid, name)) or known.get((setting.zone, None, name))
    return isinstance(told, frozenset) and told <= wanted


def _row(clause: Requirement, setting: Setting) -> list[ParameterRow]:
    value = value_of(setting.parameter, setting.value)
    if value is None or isinstance(value, frozenset):
        return []
    if setting.parameter == "RolloverPeriod" and value == NEVER:
        return []
    own = value / clause.factor
    low, high = _ends(clause) or (None, None)
    strict = clause.operator in ("<", ">")
    above = low is None or (own > low if strict else own >= low)
    below = high is None or (own < high if strict else own <= high)
    return [
        ParameterRow(
            clause.id,
            setting.parameter,
            setting.zone,
            setting.key_guid,
            setting.key_role,
            round(own, 4),
            low,
            high,
            clause.unit,
            clause.bound,
            above and below,
        )
    ]


def _ends(clause: Requirement) -> tuple[float | None, float | None] | None:
    """The lower and upper end of what a clause allows; None where its threshold is no number."""
    try:
        numbers = [float(part) for part in clause.threshold.split("..")]
    except ValueError:
        return None
    if clause.operator == "between":
        return numbers[0], numbers[-1]
    return (None, numbers[0]) if clause.operator in ("<=", "<") else (numbers[0], None)
