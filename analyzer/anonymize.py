"""Names of zones, hosts, accounts and SIDs replaced by others, the same ones everywhere.

What was read is anonymized before anything is rebuilt of it, so that nothing made of it
can hold a name, ids among it.  Names are replaced label by label: a host stays a host of
its domain, and a short name the first label of the long one.  A pseudonym is a keyed hash:
with the same key reports of different weeks agree, and without it nobody can try names out.
What a free text calls by a name that no field holds stays as it is.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar, cast

from analyzer.sources.stretches import Stretches

T = TypeVar("T")

NAMED = ("zone", "host", "server", "actor", "computer", "user", "sid", "zones", "servers", "owner")
"""Fields of values that hold names, and nothing but names."""

_TABLE, _NAME = "names", "a name"
"""The field that maps names to names, and what its entries stand under."""

PLAIN = frozenset(
    {
        "action",
        "basis",
        "channel",
        "code",
        "confidence",
        "event_name",
        "form",
        "format",
        "kind",
        "key_guid",
        "key_role",
        "lacks",
        "operation",
        "outcome",
        "position",
        "profile",
        "provider",
        "recognised_by",
        "rule",
        "sha256",
        "time_basis",
        "tz",
    }
)
"""Fields whose words are Windows' or ours."""

KEPT = (
    *("nt authority", "nt-autorität", "autorite nt", "system", "système", "local service", "network service"),
    *("builtin", "window manager", "font driver host", "arpa", "in-addr", "ip6", "localhost", "localdomain"),
)
"""Names that are everybody's."""

_ENTRIES_OF_NAMES = re.compile(
    r"(?:(?:subject|target)_?)?(?:zone|server|host|computer|user|account|domain|owner|actor)_?(?:name|sid)?"
    r"|(?:\w+_)?key_?master(?:_?server)?|sid",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\w$-]+(?:\.[\w$-]+)*")
_SID = re.compile(r"S-1-5-21(?:-[0-9]+){3}(-[0-9]+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])")
_PROFILE = re.compile(r"(?<=\\Users\\)[^\\/:*?\"<>|\r\n]+|(?<=/home/)[^/\s]+", re.IGNORECASE)
_WELL_KNOWN_FILE = re.compile(
    r"(?:Microsoft-Windows-[\w%-]+|PowerShellCore%4Operational|Windows PowerShell|DNS Server"
    r"|Security|System|Application)\.\w+"
)
_SUFFIX = re.compile(
    r"evtx?|xml|jsonl?|ndjson|csv|tsv|txt|log|clixml|ps1|gz|zip|xz|zst|bz2|md|html|out", re.IGNORECASE
)
_SHORTEST = 3
"""Characters of a label that is looked for in text: shorter ones are words of every language."""
_OURS = 1000
"""Relative ids below are the same in every domain."""


@dataclass(frozen=True)
class Names:
    """The names to be replaced, in lower case: whole ones, and the labels and words that they are made of."""

    key: bytes
    whole: frozenset[str]
    words: frozenset[str]

    @classmethod
    def found_in(cls, value: object, key: bytes) -> Names:
        """All names that the fields of a value hold, however deep."""
        whole = {name.strip().lower().rstrip(".") for name in _names(value)} - {*KEPT}
        whole = {name for name in whole if any(map(str.isalnum, name))}
        parts = {part for name in whole for part in re.split(r"[\\@./\s,;:\"']+", name)}
        words = {part.rstrip("$") for part in parts if len(part) >= _SHORTEST and not part.isdecimal()}
        return cls(key, frozenset(whole), frozenset(words) - {*KEPT, "authority", "service"})

    def word(self, text: str) -> str:
        """The pseudonym of one label or word."""
        return f"n{self._hash('word', text.lower().rstrip('$'))[:9]}{'$' if text.endswith('$') else ''}"

    def text(self, text: str) -> str:
        """The text with pseudonyms in place of all names."""
        text = _PROFILE.sub(lambda found: self.word(found[0]), _SID.sub(self._sid, text))
        return _WORDS.sub(self._dotted, _ADDRESS.sub(self._address, text))

    def name(self, text: str) -> str:
        """The pseudonym of a name; what no field named before is one too."""
        low = text.strip().lower()
        if low in KEPT or _SID.fullmatch(text) or low.startswith("s-1-") or _ADDRESS.fullmatch(text):
            return self.text(text)
        return _WORDS.sub(lambda found: ".".join(map(self._label, found[0].split("."))), text)

    def path(self, text: str) -> str:
        """A file's path with its folders and its name replaced, unless Windows itself calls its log so."""
        parts = text.split("/")
        return "/".join("" if not part else self._file(part) for part in parts)

    def id(self, text: str) -> str:
        """An id of the same look; ids are hashes of names that could be tried out."""
        prefix, mark, rest = text.partition("-")
        return f"{prefix}{mark}{self._hash('id', text)[: len(rest)]}" if mark else text

    def _file(self, part: str) -> str:
        if _WELL_KNOWN_FILE.fullmatch(part):
            return part
        stem, dot, suffix = part.rpartition(".")
        known = bool(dot) and _SUFFIX.fullmatch(suffix) is not None
        return f"{self.word(stem)}.{suffix}" if known else self.word(part)

    def _label(self, label: str) -> str:
        return label if label.lower() in KEPT or not label else self.word(label)

    def _dotted(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.lower().rstrip(".") in self.whole:
            return ".".join(map(self._label, text.split(".")))
        labels = (
            label if label.lower().rstrip("$") not in self.words else self.word(label)
            for label in text.split(".")
        )
        return ".".join(labels)

    def _sid(self, found: re.Match[str]) -> str:
        numbers = found[0].split("-")
        domain = "-".join(numbers[:7])
        made = [str(int(self._hash("sid", f"{domain}{n}")[:8], 16)) for n in range(3)]
        relative = numbers[7:]
        if relative and int(relative[0]) >= _OURS:
            relative = [str(_OURS + int(self._hash("sid", found[0])[:7], 16))]
        return "-".join(["S-1-5-21", *made, *relative])

    def _address(self, found: re.Match[str]) -> str:
        digest = self._hash("address", found[0])
        return ".".join(["10", *(str(int(digest[n : n + 2], 16)) for n in (0, 2, 4))])

    def _hash(self, kind: str, text: str) -> str:
        known = self._known
        if (kind, text) not in known:
            known[kind, text] = hmac.new(self.key, f"{kind}\0{text}".encode(), sha256).hexdigest()
        return known[kind, text]

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        return {}


def anonymized(value: T, names: Names, field: str = "") -> T:
    """The value with pseudonyms in every text that it holds, however deep; `field` is where it stands."""
    made: Any = value
    if isinstance(value, str):
        made = _text(value, names, field)
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: anonymized(getattr(value, f.name), names, f.name) for f in fields(value)}
        made = replace(value, **changes)
    elif isinstance(value, Mapping):
        made = {_key(k, names, field): anonymized(v, names, _entry(k, field)) for k, v in value.items()}
    elif isinstance(value, tuple | list | Stretches):
        made = type(value)(anonymized(one, names, field) for one in value)
    return cast(T, made)


def _text(text: str, names: Names, field: str) -> str:
    if field in PLAIN:
        return str(text) if type(text) is str else text
    if field == "path":
        return names.path(text)
    if field in ("id", "attempt_id"):
        return names.id(text)
    return names.name(text) if field in (*NAMED, _NAME) else names.text(text)


def _key(key: object, names: Names, field: str) -> object:
    return names.name(key) if field == _TABLE and isinstance(key, str) else key


def _entry(key: object, field: str) -> str:
    """Under which name the value of a mapping's entry stands."""
    return _NAME if field == _TABLE or _holds_names(key) else "entry"


def _holds_names(key: object) -> bool:
    return isinstance(key, str) and _ENTRIES_OF_NAMES.fullmatch(key) is not None


def _names(value: object, field: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if field in (*NAMED, _NAME):
            yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _names(getattr(value, f.name), f.name)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if field == _TABLE and isinstance(key, str):
                yield key
            yield from _names(one, _entry(key, field))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _names(one, field)
