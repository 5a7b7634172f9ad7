"""No regular expression of the readers takes quadratic time, whatever the text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from analyzer.knowledge import event_kinds
from tests.fuzz.attacks import attacks
from tests.fuzz.patterns import ANYWHERE, BEGINNING

SHORT, LONG = 10_000, 40_000
AT_ONCE, TOO_LONG = 0.003, 0.1
"""Seconds of processor time: a short text read in the former needs no second look at a long one.

What is linear reads the long text in some milliseconds, what is quadratic takes from a tenth
of a second to hours.
"""
LINEAR = 8
"""How many times as long a text of four times the length may take: 4, and 16 if it is quadratic."""
LOOKS = 5
"""How often a pattern has to be slow: a busy machine makes any slow at times."""
BOUNDED = {
    r"(?:^|[;|&{(=\n]|\breturn|\bDnsServer": "typed.py looks back 400 characters",
    r"\bds\b": "a stage has at most 500 characters",
    r"(?:\"([^\"\r\n]{1,400}?\.ps1)": "it looks 400 characters far from any place",
    r"(?:max|zone).*(?:ttl": "a stage has at most 500 characters",
}
"""How a pattern begins that may be slow, as it never sees a long text, and why.

So may those of the texts of events, which `squeezed` cuts.
"""
MOST_TEXTS = 150
"""Of those made for one pattern; the largest pattern has the messages of all codes in it."""


def test_no_pattern_of_the_readers_takes_quadratic_time() -> None:
    """Each is tried on texts made from its own parts, repeated."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.patterns"],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    patterns = [json.loads(line) for line in found.stdout.splitlines()]
    assert len(patterns) > 150
    cut = {kind.message for kind in event_kinds()}
    unbounded = [p for p in patterns if not p["pattern"].startswith(tuple(BOUNDED))]
    assert not {p["pattern"]: text for p in unbounded if p["pattern"] not in cut and (text := _slow(p))}


def test_what_is_quadratic_is_found() -> None:
    """The texts make known offenders slow."""
    for pattern in (r"\s*\n", r"a=.*b", r"<x [^>]*y"):
        assert _slow({"pattern": pattern, "bytes": False, "flags": 0, "uses": [ANYWHERE]})


def _slow(told: dict[str, Any]) -> str | None:
    """The beginning of a text on which a pattern, used as told, takes too long."""
    given = told["pattern"].encode("latin-1") if told["bytes"] else told["pattern"]
    pattern = re.compile(given, told["flags"])
    shorts, longs = (attacks(told["pattern"], told["flags"], size) for size in (SHORT, LONG))
    step = 1 + sum(1 for _ in attacks(told["pattern"], told["flags"], 0)) // MOST_TEXTS
    for short, long in islice(zip(shorts, longs, strict=True), 0, None, step):
        if all(_takes_too_long(pattern, short, long, told["uses"]) for _ in range(LOOKS)):
            return long[:60]
    return None


def _takes_too_long(pattern: re.Pattern[Any], short: str, long: str, uses: list[str]) -> bool:
    before = _seconds(pattern, short, uses)
    return before > AT_ONCE and _seconds(pattern, long, uses) > max(TOO_LONG, LINEAR * before)


def _seconds(pattern: re.Pattern[Any], text: str, uses: list[str]) -> float:
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    if ANYWHERE in uses:
        for _ in pattern.finditer(subject):
            pass
    elif BEGINNING in uses:
        pattern.match(subject)
    else:
        pattern.fullmatch(subject)
    return time.process_time() - begun
