"""How error codes print in text: patterns, most explicit first.

Every group of a pattern is one spelling of the code; a match counts only where all of
them agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyzer.knowledge import Code, all_codes
from analyzer.knowledge.tables import rows
from analyzer.model import Confidence

_WRAP = r"(?:[ \t]*+\r?\n[ \t>|+]*+)?"
"""A console breaks lines anywhere, even inside a word or a number."""

_WIN32 = rf"\b{_WRAP.join('WIN32')}\s++([0-9](?:{_WRAP}[0-9]){{3}})"

_END = r"(?![\w%])(?![.,/\\-]\w)(?!:[0-9])"
"""After a number: it is no part of a name, version, port, range, path or share."""

_COUNTED = r"(?!\ ?(?:bytes?|records?|rows?|zones?|times|seconds?|ms|[kmg]b|of)\b)"

_DNSCMD_LINE = r"[a-z][a-z0-9_]++\s++([0-9]{4})\s++(0x[0-9a-f]{1,8})\b"
_DNSCMD_STATUS = r"\b[^\W\d]\w*+\s*+=\s*+([0-9]{4})\s*+\((0x0*+[0-9a-f]{4})\)"

_FILLERS = r"(?:\ (?:code|number|value|was|is|of|encountered|during|signing|unsigning|returned|win32))*+"

ERRORISH = re.compile(r"error|exception|fail|fehler|erreur|-dnsserver\w*+\s*+:", re.IGNORECASE)
"""What must stand shortly before an English message to make it an error's: an error word, a cmdlet."""

REACH = 200
"""How many characters from the beginning of such a word to that of the message."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a code: every text that it matches has the `hint` in it, which is found fast."""

    form: str
    confidence: Confidence
    hint: re.Pattern[str]
    pattern: re.Pattern[str]


@cache
def code_patterns() -> tuple[Spelling, ...]:
    """Every spelling but the messages."""
    wrapped, digits = r"9[ \t\r\n>|+]*[0-9]", "9[0-9]{3}"
    table: tuple[tuple[str, Confidence, str, str], ...] = (
        ("win32-error-id", "high", wrapped, rf"{_WIN32}\s*+,\s*+(?=[a-z])"),
        ("cim-message-id", "high", wrapped, rf"{_WIN32}(?![0-9])(?!\s*+,\s*+[a-z]){_END}"),
        ("dnscmd-line", "high", digits, rf"{_DNSCMD_STATUS}\s++[^\n:]{{1,60}}:\s++{_DNSCMD_LINE}"),
        ("dnscmd-line", "high", digits, rf"(?<![\w.-]){_DNSCMD_LINE}"),
        ("dnscmd-line", "high", digits, _DNSCMD_STATUS),
        ("hresult-hex", "high", "0x8007", rf"(?<![\w-])(0x8007[0-9a-f]{{4}}){_END}"),
        ("hresult-signed", "high", "-2147", rf"(?<![\w.-])(-[0-9]{{10}}){_END}"),
        ("decimal", "high", digits, r"(?<![\w.:/-])([0-9]{4})\s?\((0x0*+[0-9a-f]{4})\)"),
        ("hresult-unsigned", "high", "2147", _after_error_word("[0-9]{10}")),
        ("hex", "high", "0x0*2", _after_error_word("0x0*+[0-9a-f]{4}")),
        ("decimal", "medium", digits, _after_error_word("[0-9]{4}")),
        ("symbol", "medium", "dns_", r"(?<!\w)(DNS_[a-z0-9_]++)"),
    )
    return tuple(
        Spelling(form, sure, re.compile(hint, re.IGNORECASE), re.compile(pattern, re.IGNORECASE))
        for form, sure, hint, pattern in table
    )


@cache
def message_pattern() -> tuple[re.Pattern[str], tuple[Code, ...]]:
    """One pattern of all English messages, and the codes in the order of its groups."""
    known = tuple(c for c in all_codes() if c.message)
    parts = (c.message.replace(" ", r"\s++") for c in known)
    return re.compile("|".join(f"({part})" for part in parts), re.IGNORECASE), known


def may_hold_message(text: str) -> bool:
    """Whether one of the messages can be in a text: what tells it is found much faster than a message."""
    # Letters of other scripts may count as ASCII's where case is ignored.
    small = text.lower()
    return not text.isascii() or any(word in small for word in _message_words())


@cache
def _message_words() -> frozenset[str]:
    """The longest word of each message, in lower case."""
    words = (re.findall(r"(?<!\S)[A-Za-z]+(?!\S)", c.message) for c in message_pattern()[1])
    return frozenset(max(found, key=len).lower() for found in words)


def _after_error_word(number: str) -> str:
    """That number directly after words that name an error (error_words.csv).

    The words may be part of an identifier (`LastExitCode`, `error_Code`), be quoted as in
    JSON, and be followed by a sign or by fillers ("error code encountered during signing was").
    """
    plain = "|".join(_spelling(r["words"]) for r in rows("error_words") if not r["needs_sign"])
    signed = "|".join(_spelling(r["words"]) for r in rows("error_words") if r["needs_sign"])
    start = r"(?:(?<![^\W_])|(?-i:(?<=[a-z0-9])(?=[A-Z])))"
    sign = r"[\"']?\s{0,8}+[:=]\s{0,8}+"
    return (
        rf"{start}(?:(?:{plain})(?![^\W\d_]){_FILLERS}(?:{sign}|\ ?[\[(]|\s{{1,8}}+)|(?:{signed}){sign})"
        rf"[\"']?({number}){_END}{_COUNTED}"
    )


def _spelling(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"[\ _-]?")
