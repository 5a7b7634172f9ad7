"""What somebody means by a word or a pasted line: a code, an event id, a status, or several of them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from analyzer.knowledge.codes import Code, all_codes, code_named, parse_code
from analyzer.knowledge.events import event_kinds
from analyzer.knowledge.explain.codes import Explanation, explain_code, explained_codes
from analyzer.knowledge.explain.events import EventExplanation, events_with
from analyzer.knowledge.explain.statuses import StatusExplanation, explain_status
from analyzer.knowledge.rollover import status, statuses

Topic = Explanation | EventExplanation | StatusExplanation

_PREFIX = re.compile(
    r"(?:(?P<event>event(?: ?id)?|eid)|(?P<status>status|stage)|"
    r"(?P<code>win32|hresult|(?:error )?code|error))[\s:=#]+(?P<word>\S.*)",
    re.IGNORECASE,
)
_PASTED = re.compile(r"\bWIN32 \d+|\b0x[0-9a-f]+|-\d{9,10}\b|\bDNS_\w+", re.IGNORECASE)
_DWORD = re.compile(r"[0-9a-f]{4}0000", re.IGNORECASE)
_BARE_HRESULT = re.compile(r"8007[0-9a-f]{4}", re.IGNORECASE)
_BASE64_DWORD = re.compile(r"[A-Za-z0-9+/]{6}==")


def topics(text: str) -> tuple[Topic, ...]:
    """Everything that the text can mean, codes first; empty where it means nothing known.

    A word such as `event` or `status` before it narrows the search.  A line out of a
    log or console is searched for codes in forms that cannot be anything else.
    """
    text = " ".join(text.split())
    prefix = _PREFIX.fullmatch(text)
    kind, word = (_kind(prefix), prefix["word"]) if prefix else (None, text)
    found: list[Topic] = []
    if kind in (None, "code"):
        found += [explain_code(c) for c in _codes(word)]
    if kind in (None, "event") and word.isdecimal():
        found += events_with(int(word))
    if kind in (None, "status") and (meant := status(word)):
        found.append(explain_status(meant))
    return tuple(found) or tuple(explain_code(c) for c in _pasted(text))


def suggestions(text: str) -> tuple[str, ...]:
    """Known words that look like the text, the likeliest first."""
    words, typed = _words(), text.strip().lower()
    holding = [word for word in words if typed and typed in word]
    alike = get_close_matches(typed, words, cutoff=0.7)
    return tuple(words[word] for word in dict.fromkeys(holding + alike))[:5]


def _kind(prefix: re.Match[str]) -> str:
    return next(name for name in ("event", "status", "code") if prefix[name])


def _codes(word: str) -> tuple[Code, ...]:
    found = parse_code(word) or code_named(f"DNS_ERROR_{word.replace(' ', '_')}") or _from_bytes(word)
    return (found,) if found and _is_named(found) else ()


def _from_bytes(word: str) -> Code | None:
    """The code in an event's Binary, as hex or base64, or in an HRESULT without its 0x."""
    if _DWORD.fullmatch(word):
        return parse_code(str(int.from_bytes(bytes.fromhex(word), "little")))
    if _BARE_HRESULT.fullmatch(word):
        return parse_code(f"0x{word}")
    if _BASE64_DWORD.fullmatch(word):
        return parse_code(str(int.from_bytes(base64.b64decode(word), "little")))
    return None


def _pasted(line: str) -> Iterator[Code]:
    spelled = (parse_code(re.sub("^WIN32 ", "", form, flags=re.IGNORECASE)) for form in _PASTED.findall(line))
    return iter(dict.fromkeys(c for c in spelled if c and _is_named(c)))


def _is_named(code: Code) -> bool:
    return code.name != f"WIN32_{code.number}"


@cache
def _words() -> dict[str, str]:
    names = [name for c in all_codes() for name in (c.name, c.alias) if name]
    names += [s.powershell for s in statuses()]
    names += [str(c.number) for c in explained_codes() if c.number is not None]
    names += [str(k.event_id) for k in event_kinds() if k.about_dnssec]
    return {name.lower(): name for name in names}
