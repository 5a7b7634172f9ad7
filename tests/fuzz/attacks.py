"""Texts on which a regular expression would take quadratic time, if it can: made from its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_POOL = " \t\n\ra0A_*-:,;.=+\"'()[]{}<>/\\|#@é"
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_WAYS = 5
"""How many members of a set are tried."""
_LONG = 256
"""A repetition that ends sooner costs only so much."""
_FAILURES = ("", "\0!", "\n\0")


def attacks(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Texts of about that many characters: a part repeated that may repeat, then what cannot follow."""
    parsed = _parser.parse(pattern, flags)
    heads = set(_POOL) | {_sample(parsed[:end], way) for end in range(1, len(parsed) + 1) for way in range(2)}
    for head in sorted(filter(None, heads)):
        yield head * (size // len(head)) + "\0"
    for begin, pump in sorted(set(_repeated(parsed, ""))):
        for end in _FAILURES:
            yield begin + pump * (size // len(pump)) + end
        yield (begin + pump) * (size // len(begin + pump))


def _repeated(parsed: Iterable[Any], begin: str) -> Iterator[tuple[str, str]]:
    """What leads to each long repetition of a pattern, and what it repeats."""
    for op, value in parsed:
        inner: list[Any] = []
        match str(op):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                _, most, body = value
                if most is _parser.MAXREPEAT or most > _LONG:
                    yield from ((begin, pump) for way in range(_WAYS) if (pump := _sample(body, way)))
                inner = [body]
            case "SUBPATTERN":
                inner = [value[3]]
            case "ATOMIC_GROUP":
                inner = [value]
            case "ASSERT" | "ASSERT_NOT":
                inner = [value[1]]
            case "BRANCH":
                inner = value[1]
        for part in inner:
            yield from _repeated(part, begin)
        begin += _sample([(op, value)], 0)


def _sample(parsed: Iterable[Any], way: int) -> str:
    """A short text that fits, as far as that can be told without looking around."""
    return "".join(_sample_of(str(op), value, way) for op, value in parsed)


def _sample_of(op: str, value: Any, way: int) -> str:
    match op:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL" | "ANY" | "IN":
            other = ord("\n") if value is None else value
            members = list(_members(value if op == "IN" else [("NEGATE", None), ("LITERAL", other)]))
            return members[way % len(members)] if members else ""
        case "BRANCH":
            return _sample(value[1][way % len(value[1])], way)
        case "SUBPATTERN" | "ATOMIC_GROUP":
            return _sample(value[3] if op == "SUBPATTERN" else value, way)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _sample(value[2], way) * max(value[0], way % 2 if value[1] else 0)
    return ""


def _members(items: list[Any]) -> Iterator[str]:
    """Members of a set of characters, those it names first."""
    negated = str(items[0][0]) == "NEGATE"
    named = [
        chr(v) if str(op) == "LITERAL" else chr(v[0]) for op, v in items if str(op) in ("LITERAL", "RANGE")
    ]
    for char in dict.fromkeys([*([] if negated else named), *_POOL]):
        if any(_fits(char, str(op), value) for op, value in items) != negated:
            yield char


def _fits(char: str, op: str, value: Any) -> bool:
    match op:
        case "LITERAL":
            return ord(char) == value
        case "RANGE":
            return bool(value[0] <= ord(char) <= value[1])
        case "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            wanted = _CATEGORIES[name.removeprefix("NOT_").removeprefix("UNI_")]
            return bool(re.match(wanted, char)) != name.startswith("NOT_")
    return False
