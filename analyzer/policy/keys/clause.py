"""Rules whose faults are settings that break a clause of the profile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from analyzer.knowledge import NEVER
from analyzer.knowledge.timing import largest_seconds, seconds
from analyzer.model import Setting, Severity
from analyzer.policy.case import Case
from analyzer.policy.keys.subjects import Owner, holds_where, owners, smallest_key, spans
from analyzer.policy.keys.values import meets, shown, value_of
from analyzer.policy.profile import Profile
from analyzer.policy.requirements import Requirement, contradicting, requirements
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable, not_assessed, passed
from analyzer.policy.texts import remedy

RANK = {severity: rank for rank, severity in enumerate(get_args(Severity))}
OFF = str(NEVER)


@dataclass(frozen=True, slots=True)
class Breach:
    """A setting that breaks a clause."""

    clause: Requirement
    setting: Setting


class Clause(Rule):
    """A rule that compares settings with the clauses of `requirements.csv` that the profile names."""

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone or key by all clauses of this rule, at every change of its settings."""
        clauses = [r for r in requirements() if r.rule == self.id and profile.asks(r.id, r.parameter)]
        if not clauses:
            yield from (
                not_applicable(z, f"profile {profile.name} names no clause on it") for z in case.zones
            )
            return
        by_owner: dict[Owner, list[Requirement]] = defaultdict(list)
        for clause in clauses:
            for owner in owners(case, clause.parameter):
                if clause.role in (None, owner.role) or owner.role is None:
                    by_owner[owner].append(clause)
        for owner, own in by_owner.items():
            yield self._of(case, profile, owner, own)

    def _of(self, case: Case, profile: Profile, owner: Owner, clauses: Sequence[Requirement]) -> Ruling:
        breaches: list[Breach] = []
        kept: list[str] = []
        open_: list[str] = []
        aside: list[str] = []
        for clause in clauses:
            if clause.exempt == "ad-only" and owner.zone in case.only_integrated:
                aside.append(
                    f"{clause.id} exempts servers that host only AD-integrated zones, "
                    "as these do as far as the logs tell"
                )
                continue
            told = spans(case, owner, clause.parameter)
            if not told:
                open_.append(f"{clause.parameter} is not logged")
            for setting in told:
                self._judge(case, owner, Breach(clause, setting), (breaches, kept, open_, aside))
        if breaches:
            return found(owner.subject, self._fault(case, profile, owner, breaches))
        for outcome, reasons in ((not_assessed, open_), (passed, kept), (not_applicable, aside)):
            if reasons:
                return outcome(owner.subject, "; ".join(dict.fromkeys(reasons)))
        return not_applicable(owner.subject, "no clause applies")

    def _judge(
        self,
        case: Case,
        owner: Owner,
        one: Breach,
        piles: tuple[list[Breach], list[str], list[str], list[str]],
    ) -> None:
        """Put one setting under one clause on its pile: broken, kept, not to be judged, not applicable."""
        breaches, kept, open_, aside = piles
        clause, setting = one.clause, one.setting
        if clause.role and owner.role is None:
            open_.append(f"{clause.id} is about a {clause.role}, and this key's role is not known")
            return
        if clause.where:
            applies = holds_where(case, owner, *clause.where, setting)
            if applies is not True:
                name = clause.where[0]
                pile = open_ if applies is None else aside
                pile.append(
                    f"{name} is not logged"
                    if applies is None
                    else f"{clause.id} does not apply to this {name}"
                )
                return
        if clause.operator != "!=" and clause.parameter == "RolloverPeriod" and setting.value == OFF:
            aside.append("automatic rollover is off")
            return
        if clause.operator == "info":
            open_.append(f"{clause.requirement} ({clause.parameter} is {setting.value})")
            return
        value = value_of(clause.parameter, setting.value)
        verdict = None if value is None else meets(clause, value, _bounds(case, owner, clause, setting))
        if verdict is None:
            open_.append(f"{clause.parameter} {setting.value!r} cannot be compared with {clause.id}")
        elif verdict:
            kept.append(
                f"{clause.parameter} {shown(setting.value, clause.unit)} meets {clause.id}{_disputed(clause)}"
            )
        else:
            breaches.append(one)

    def _fault(self, case: Case, profile: Profile, owner: Owner, breaches: Sequence[Breach]) -> Fault:
        last = max(breaches, key=lambda b: (b.setting.since or case.period.start, b.clause.id))
        clauses = list(dict.fromkeys(b.clause for b in breaches))
        value = shown(last.setting.value, last.clause.unit)
        others = [other for clause in clauses for other in contradicting(clause)]
        over = all(b.setting.until and b.setting.until <= case.as_of for b in breaches)
        doubtful = all(clause.mark != "verified" for clause in clauses)
        what = f"{owner.role or 'key'} of {owner.zone}" if owner.guid else owner.zone
        return Fault(
            confidence="medium" if doubtful or any(b.setting.since is None for b in breaches) else "high",
            title=f"{last.clause.parameter} of {what} {'was' if over else 'is'} {value}, "
            f"which breaks {', '.join(c.id for c in clauses)}",
            explanation=" ".join(
                [*map(_told, breaches), *(_opposite(other, profile) for other in dict.fromkeys(others))]
            ),
            numbers=_numbers(breaches, clauses),
            evidence=tuple(sorted({b.setting.source for b in breaches})),
            remedy=remedy(self.id, zone=owner.zone, key=owner.guid, server=case.master(owner.zone)),
            first_seen=min(b.setting.since or case.period.start for b in breaches),
            last_seen=max(min(b.setting.until or case.as_of, case.as_of) for b in breaches),
            zone=owner.zone,
            key_guid=owner.guid,
            key_role=owner.role,
            cause=" ".join(sorted({c.id for c in clauses})),
            severity=max((c.severity for c in clauses), key=RANK.__getitem__),
            references=tuple(dict.fromkeys(c.citation for c in (*clauses, *others))),
        )


def _numbers(breaches: Sequence[Breach], clauses: Sequence[Requirement]) -> dict[str, float | int | str]:
    """What was found, and what each clause asks for."""
    found_ = {b.clause.parameter: shown(b.setting.value, b.clause.unit) for b in breaches}
    return {**found_, **{f"{c.parameter} by {c.id}": c.bound for c in clauses}}


def _told(one: Breach) -> str:
    clause, setting = one.clause, one.setting
    since = (
        f"since {setting.since:%Y-%m-%d %H:%M} UTC at the latest"
        if setting.since
        else "since a time not known"
    )
    until = f" until {setting.until:%Y-%m-%d %H:%M} UTC" if setting.until else ""
    doubt = f" ({clause.doubt})" if clause.doubt else ""
    return (
        f"{clause.parameter} has been {shown(setting.value, clause.unit)} {since}{until}; "
        f"{clause.id} asks that {clause.requirement}{doubt}."
    )


def _opposite(other: Requirement, profile: Profile) -> str:
    place = "the same profile" if profile.asks(other.id, other.parameter) else "another source"
    return f"{other.id} ({other.source}), of {place}, contradicts it: {other.requirement}."


def _disputed(clause: Requirement) -> str:
    others = contradicting(clause)
    return "".join(f", which {other.id} ({other.source}) contradicts" for other in others)


def _bounds(case: Case, owner: Owner, clause: Requirement, setting: Setting) -> tuple[float, float] | None:
    """The numbers of a threshold; one may be a sum of parameters of the zone and of waits of the model."""
    low, dots, high = clause.threshold.partition("..")
    if dots:
        return float(low) * clause.factor, float(high) * clause.factor
    terms = [_term(case, owner, word.strip(), setting) for word in low.split("+")]
    numbers = [term for term in terms if term is not None]
    if not numbers or len(numbers) < len(terms):
        return None
    return sum(numbers) * clause.factor, sum(numbers) * clause.factor


def _term(case: Case, owner: Owner, word: str, setting: Setting) -> float | None:
    if word.isdigit():
        return float(word)
    if word == "Nsec3Cap":
        return smallest_key(case, owner.zone)
    if word == "LargestZoneTtl":
        return largest_seconds(word)
    known = case.book.at(owner.zone, None, word, setting.since or case.period.start)
    return seconds(known.value) if known else None
