"""Which settings broke a rule, when, and whether a log was told of them.

Only what every profile forbids counts; what Windows sets by default and some profiles
forbid is told apart, as neither right nor wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from analyzer.knowledge import NEVER
from analyzer.model import KeyRole
from analyzer.simulate.broken import Violation
from analyzer.simulate.settings import Value
from analyzer.simulate.simulation import Simulation

Forbids = Callable[[str, KeyRole | None], bool]


def _seconds(value: str) -> int:
    return int(value) if value.isdigit() else 0


FORBIDDEN: dict[tuple[str, str], Forbids] = {
    ("KEY-ALGORITHM", "CryptoAlgorithm"): lambda v, _: v.startswith("RsaSha1"),
    ("KEY-LENGTH", "KeyLength"): lambda v, role: role == "KSK" and int(v) < 2048,
    ("KEY-DS-DIGEST", "DSRecordGenerationAlgorithm"): lambda v, _: v == "Sha1",
    ("KEY-NSEC3-ITERATIONS", "NSec3Iterations"): lambda v, _: int(v) > 150,
    ("KEY-NSEC3-SALT", "NSec3UserSalt"): lambda v, _: v not in ("", "-"),
    ("KEY-SIGNATURE-VALIDITY", "DnsKeySignatureValidityPeriod"): lambda v, _: _seconds(v) < 48 * 3600,
    ("KEY-SIGNATURE-VALIDITY", "ZoneSignatureValidityPeriod"): lambda v, _: _seconds(v) > 20 * 86400,
    ("KEY-PERIOD", "RolloverPeriod"): lambda v, _: 1100 * 86400 < _seconds(v) < NEVER,
    ("KEY-AUTOMATIC-OFF", "RolloverPeriod"): lambda v, _: _seconds(v) == NEVER,
}
"""Values that break a rule whatever the profile."""

DEBATABLE: dict[tuple[str, str], Forbids] = {
    ("KEY-LENGTH", "KeyLength"): lambda v, role: role == "ZSK" and int(v) < 2048,
    ("KEY-DENIAL", "DenialOfExistence"): lambda v, _: v == "NSec",
    ("KEY-DS-DIGEST", "DSRecordGenerationAlgorithm"): lambda v, _: v == "Sha1, Sha256",
    ("KEY-NSEC3-ITERATIONS", "NSec3Iterations"): lambda v, _: 0 < int(v) <= 150,
    ("KEY-NSEC3-SALT", "NSec3RandomSaltLength"): lambda v, _: int(v) > 0,
    ("KEY-PERIOD", "RolloverPeriod"): lambda v, _: 0 < _seconds(v) <= 1100 * 86400,
    ("KEY-SIGNATURE-VALIDITY", "ZoneSignatureValidityPeriod"): lambda v, _: _seconds(v) <= 20 * 86400,
    ("KEY-SIGNATURE-VALIDITY", "DSSignatureValidityPeriod"): lambda v, _: _seconds(v) >= 48 * 3600,
}
"""Values, Windows' own defaults among them, that some profiles forbid and others ask for."""


OFF, IN_AD = "KEY-AUTOMATIC-OFF", "StoreKeysInAD"
RETURNS, WITHIN = 2, timedelta(days=30)
"""How often a setting goes back, and within how long, that is switched back and forth (flapping_ limits)."""


def value_violations(simulation: Simulation) -> Iterator[Violation]:
    """Every value that breaks a rule whatever the profile, and settings that go back and forth."""
    yield from _of_values(simulation, FORBIDDEN)
    yield from _stored_apart(simulation)
    yield from _flapping(simulation)


def debatable_values(simulation: Simulation) -> Iterator[Violation]:
    """Values that some profiles forbid."""
    return _of_values(simulation, DEBATABLE)


def _of_values(simulation: Simulation, rules: dict[tuple[str, str], Forbids]) -> Iterator[Violation]:
    by_parameter: dict[str, list[tuple[str, Forbids]]] = {}
    for (rule, parameter), forbids in rules.items():
        by_parameter.setdefault(parameter, []).append((rule, forbids))
    for value in simulation.settings.values:
        for rule, forbids in by_parameter.get(value.parameter, ()):
            given_up = rule == OFF and value.logged is None
            if forbids(value.value, value.role) and not (given_up and value.until):
                yield _of_value(rule, value, simulation.end, visible=value.logged is not None or given_up)


def _stored_apart(simulation: Simulation) -> Iterator[Violation]:
    """Keys that are not kept in AD, where another key of their zone is."""
    told = [v for v in simulation.settings.values if v.parameter == IN_AD]
    for value in told:
        inside = [v for v in told if v.zone == value.zone and v.value == "1"]
        if value.value == "0" and inside:
            visible = value.logged is not None and any(v.logged for v in inside)
            yield _of_value("KEY-STORAGE", value, simulation.end, visible=visible)


def _flapping(simulation: Simulation) -> Iterator[Violation]:
    """Settings of keys that went back to the value before the last one, again and again."""
    told: dict[tuple[str, str | None, str], list[Value]] = defaultdict(list)
    for value in simulation.settings.values:
        if value.parameter != "NextRolloverAction":
            told[value.zone, value.guid, value.parameter].append(value)
    for values in told.values():
        found = _returns(values)
        if found:
            seen = _returns([v for v in values if v.logged])
            yield Violation(
                "KEY-SETTINGS-FLAPPING",
                found[0].zone,
                found[0].guid,
                None,
                found[0].since,
                found[-1].since,
                None,
                found[-1].parameter,
                bool(seen),
            )


def _returns(values: Sequence[Value]) -> list[Value]:
    """Changes back, where there are enough of them close to each other."""
    back = [now for before, now in zip(values, values[2:], strict=False) if now.value == before.value]
    close = zip(back, back[RETURNS - 1 :], strict=False)
    return back if any(last.since - first.since <= WITHIN for first, last in close) else []


def _of_value(rule: str, value: Value, end: datetime, *, visible: bool) -> Violation:
    until, text = value.until or end, f"{value.parameter}={value.value}"
    return Violation(rule, value.zone, value.guid, None, value.since, until, None, text, visible)
