"""Error codes in text and in values: every spelling, and only where it stands for an error.

A bare 9116 is a port, a process id, a serial number.  A number counts only in a form
that is an error's by itself (`WIN32 9116,Cmdlet`, 0x8007239C, dnscmd's line), or directly
after words that name an error.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.events.patterns import ERRORISH, REACH, code_patterns, may_hold_message, message_pattern
from analyzer.knowledge import Code, operations, parse_code
from analyzer.model import Confidence

PREFERENCE = (
    "win32-error-id",
    "cim-message-id",
    "dnscmd-line",
    "hresult-hex",
    "hresult-signed",
    "hresult-unsigned",
    "hex",
    "decimal",
    "symbol",
    "message-text",
)
"""The forms in text, the most explicit first: of one failure in several of them the first is kept."""


@dataclass(frozen=True, slots=True)
class Match:
    """One code found: `span` is where in the text; only an error id names a `cmdlet`."""

    code: int | None
    name: str
    form: str
    confidence: Confidence
    span: tuple[int, int] = (0, 0)
    cmdlet: str | None = None


def detect_text(text: str) -> list[Match]:
    """Every DNS error code in a text, in its order, in whatever form it is spelt.

    Spans do not overlap, so dnscmd's two lines for one failure are one match.  Whether a
    match is evidence or only a mention is for the caller, who knows what the text is.
    """
    found: list[Match] = []
    taken: list[tuple[int, int]] = []
    for spelling in code_patterns():
        if not spelling.hint.search(text):
            continue
        for m in spelling.pattern.finditer(text):
            known = _agreed(m.groups())
            if known and not _overlaps(m, taken):
                cmdlet = cmdlet_at(text, m.end()) if spelling.form == "win32-error-id" else None
                found.append(
                    Match(known.number, known.name, spelling.form, spelling.confidence, m.span(), cmdlet)
                )
        taken = sorted(match.span for match in found)
    pattern, codes = message_pattern()
    last = 0
    for start, end in _after_error_words(text) if may_hold_message(text) else ():
        for m in pattern.finditer(text, max(start, last), end + REACH):
            if m.start() <= end and not _overlaps(m, taken):
                known = codes[(m.lastindex or 1) - 1]
                last = m.end()
                found.append(Match(known.number, known.name, "message-text", "medium", m.span()))
    return sorted(found, key=lambda match: match.span)


def one_per_failure(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Of each code its most explicit form, for a text that tells of one failure."""
    best: dict[str, Match] = {}
    for match in sorted(matches, key=lambda m: (PREFERENCE.index(m.form), m.span)):
        best.setdefault(match.name, match)
    return tuple(sorted(best.values(), key=lambda m: m.span))


def cmdlet_at(text: str, position: int) -> str | None:
    """The cmdlet named at that place, even where a console broke its name over two lines."""
    ahead = text[position : position + 160]
    squeezed = "".join(ahead.split()).lower()
    known = [o.cmdlet for o in operations() if squeezed.startswith(o.cmdlet.lower())]
    if known:
        return max(known, key=len)
    plain = re.match(r"[A-Za-z]+-[A-Za-z]\w*", ahead)
    return plain[0] if plain else None


def _after_error_words(text: str) -> list[tuple[int, int]]:
    """Where in a text an English message can begin to be an error's, as spans that do not overlap."""
    spans: list[tuple[int, int]] = []
    for word in ERRORISH.finditer(text):
        start, end = word.end(), word.start() + REACH
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _agreed(spellings: Iterable[str | None]) -> Code | None:
    """The recorded code that all spellings mean."""
    meant = {parse_code("".join(word.split())) for word in spellings if word}
    known = meant.pop() if len(meant) == 1 else None
    return known if known and _is_recorded(known) else None


def _is_recorded(known: Code) -> bool:
    """All DNS codes count, known to the tables or not; and the two names without a number."""
    return known.group == "dnssec-named" if known.number is None else 9001 <= known.number <= 9999


def _overlaps(m: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    """Whether it overlaps any of these spans, which are in order and do not overlap themselves."""
    after = bisect_left(taken, m.span())
    return any(m.start() < end and start < m.end() for start, end in taken[max(0, after - 1) : after + 1])
