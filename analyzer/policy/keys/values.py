"""Values of settings as clauses compare them: numbers, or sets of names."""

from __future__ import annotations

from analyzer.knowledge.timing import number, seconds
from analyzer.policy.requirements import Requirement

Value = float | frozenset[str]

NAMES = {
    "CryptoAlgorithm": {
        "5": "RsaSha1",
        "7": "RsaSha1NSec3",
        "8": "RsaSha256",
        "10": "RsaSha512",
        "13": "ECDsaP256Sha256",
        "14": "ECDsaP384Sha384",
    },
    "DenialOfExistence": {"0": "NSec", "1": "NSec3"},
    "NSec3UserSalt": {},
    "KeyStorageProvider": {},
}
"""Parameters that hold a name, and the numbers that stand for some (IANA, MS-DNSP 2.2.6.2.1)."""

DIGESTS = {1: "Sha1", 2: "Sha256", 4: "Sha384"}
"""Flags of DSRecordGenerationAlgorithm (MS-DNSP 2.2.5.2.4.1)."""


def value_of(parameter: str, text: str) -> Value | None:
    """A setting's value as it is compared; None where it cannot be read."""
    bare = text.strip().strip("{}").strip()
    if parameter == "DSRecordGenerationAlgorithm":
        return _digests(bare)
    if parameter in NAMES:
        if parameter == "KeyStorageProvider":
            return frozenset({bare})
        known = NAMES[parameter]
        name = known.get(bare) or next((n for n in known.values() if n.lower() == bare.lower()), bare)
        return frozenset({name or "-"})
    return seconds(bare)


def _digests(text: str) -> frozenset[str] | None:
    flags = number(text)
    if flags is not None:
        return frozenset(name for flag, name in DIGESTS.items() if flags & flag)
    words = {word.lower() for word in text.replace(",", " ").replace(";", " ").split()}
    known = {name for name in DIGESTS.values() if name.lower() in words}
    return frozenset(known) if len(known) == len(words) else None


def meets(one: Requirement, value: Value, bounds: tuple[float, float] | None) -> bool | None:
    """Whether a value meets a clause; None where the two cannot be compared.

    `bounds` are the threshold's numbers in seconds or the value's own unit, both the same
    where it is one number.
    """
    if isinstance(value, frozenset):
        names = frozenset(one.threshold.split())
        if one.operator == "in":
            return value <= names
        return value.isdisjoint(names) if one.operator == "not in" else None
    if bounds is None:
        return None
    low, high = bounds
    return {
        "between": low <= value <= high,
        "<=": value <= low,
        ">=": value >= low,
        "<": value < low,
        ">": value > low,
        "=": value == low,
        "!=": value != low,
    }.get(one.operator)


def shown(text: str, unit: str) -> str:
    """A setting's value as the report prints it: spans in the unit of the clause."""
    factor = {"h": 3600.0, "d": 86400.0}.get(unit)
    span = seconds(text) if factor else None
    return text if span is None or factor is None else f"{span / factor:g} {unit}"
