"""Error codes in single values that are known to hold one: Binary, inserts, results, exit codes."""

from __future__ import annotations

import re

from analyzer.events.codes import Match
from analyzer.knowledge import Code, code, parse_code
from analyzer.model import Confidence

_FACILITY = 0x80070000
_WHOLE = re.compile(r"(0x)[0-9a-f]{1,16}|-?[0-9]{1,20}", re.IGNORECASE)


def detect_binary(data: bytes | None, code_in: str) -> Match | None:
    """The code in an event's Binary, a little-endian DWORD, if the table says that it holds one.

    Any Win32 code counts, for success and for what is no Win32 code there is None.  A
    place where no code was ever seen (`binary?`) is believed with low confidence only.
    """
    if code_in not in ("binary", "binary?") or data is None or len(data) != 4:
        return None
    number = int.from_bytes(data, "little")
    if number & 0xFFFF0000 == _FACILITY:
        number &= 0xFFFF
    known = code(number) if 0 < number <= 0xFFFF else None
    return _match(known, "binary-dword", "low" if code_in == "binary?" else "high")


def detect_insert(text: str | None) -> Match | None:
    """The code that a message insert spells in decimal or hex; any Win32 code counts."""
    word = (text or "").strip().removeprefix("%%").rstrip(".")
    form = "insert-hex" if word.lower().startswith("0x") else "insert-decimal"
    return _match(_number(word), form, "high")


def detect_result(text: str | None, form: str, confidence: Confidence) -> Match | None:
    """The DNS code that a program ended with: 9116, 0x239c or as an HRESULT; None for all else."""
    known = _number((text or "").strip())
    is_dns = known is not None and known.number is not None and 9001 <= known.number <= 9999
    return _match(known, form, confidence) if is_dns else None


def detect_code(text: str | None, confidence: Confidence) -> Match | None:
    """The DNS code of a field that holds an error in whatever form; None for all else."""
    word = (text or "").strip()
    number = read_number(word)
    if number is None:
        return None
    is_hex, is_whole = word.lower().startswith("0x"), number & 0xFFFF0000
    if is_whole:
        form = "hresult-hex" if is_hex else "hresult-signed" if number < 0 else "hresult-unsigned"
    else:
        form = "hex" if is_hex else "decimal"
    return detect_result(word, form, confidence)


def read_number(text: str | None) -> int | None:
    """A whole number in decimal or, with `0x`, in hex: a process id, a result."""
    found = _WHOLE.fullmatch((text or "").strip())
    return int(found[0], 16 if found[1] else 10) if found else None


def _number(word: str) -> Code | None:
    known = parse_code(word)
    return None if known is None or known.number is None else known


def _match(known: Code | None, form: str, confidence: Confidence) -> Match | None:
    return Match(known.number, known.name, form, confidence) if known else None
