"""Where logs are given to lie: at a path, or at a URL, of which only what is no secret is ever shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

_CHAIN = "::"
"""Between URLs of which each lies in the next: `zip://a.evtx::https://host/logs.zip`."""

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,30}:(?://|:)", re.IGNORECASE)
"""A protocol has two letters at least, and the drives of Windows one."""

_USER = re.compile(r"(?<=://)(?:[^/?#]*|[^/?#:]*:[^?#]*)@")
"""Also with a password in which somebody left `/` or `@` as they are."""

_BEHIND = re.compile(r"[?#].*", re.DOTALL)
_IN_TEXT = re.compile(r"[a-z][a-z0-9+.-]{0,30}://[^\s'\"<>]+", re.IGNORECASE)
_WEB = ("http://", "https://")
_FILE = "file://"
_HIDDEN = "…"
_SHORTEST = 4
"""Characters of a value that is hidden wherever it stands; shorter ones are parts of words."""


@dataclass(frozen=True, slots=True)
class Url:
    """A URL as it was given, and which of the files that it leads to, if one of them is meant.

    `inner` is the file's name in its file system, as fsspec spells it.
    """

    given: str = field(repr=False)
    inner: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """What was given, without users, passwords and queries."""
        return _CHAIN.join(map(_bare, self.given.split(_CHAIN)))

    @property
    def protocols(self) -> list[str]:
        """How it is reached, the innermost first."""
        first, *outer = self.given.split(_CHAIN)
        return [
            part.partition("://")[0].lower() for part in (first, *outer) if part is first or "://" in part
        ]

    @property
    def name(self) -> str:
        """The last part of the path: what a file is called."""
        return (self._parts() or [""])[-1]

    def folder_of(self, name: str) -> str:
        """What stands before the name of a file, or its last parts: its folder or server, if it has one."""
        return (["", *self._parts()][: -name.count("/") - 1] or [""])[-1]

    @property
    def identity(self) -> tuple[str, str, str]:
        """The same for the same file, by whichever folder or pattern it was found."""
        first, _, outer = self.given.partition(_CHAIN)
        return first.partition("://")[0].lower(), outer, self.inner or first

    def hide(self, text: str) -> str:
        """A text of somebody else's, in which the URL, or others, may stand with their secrets."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return _IN_TEXT.sub(lambda found: _bare(found[0]), text)

    def _parts(self) -> list[str]:
        """The path, or the innermost one that there is, with what it begins with."""
        for text in (self.inner or "", *self.given.split(_CHAIN)):
            on_web = text.startswith(_WEB)
            bare = _bare(text) if on_web or text is not self.inner else text
            if parts := [part for part in bare.rpartition("://")[2].split("/") if part]:
                return [unquote(part) for part in parts] if on_web else parts
        return []

    def _secrets(self) -> Iterator[str]:
        for part in self.given.split(_CHAIN):
            for user in filter("@".__ne__, _USER.findall(part)):
                yield from _spelt(user)
                yield from (text for text in _spelt(user[:-1].partition(":")[2]) if len(text) >= _SHORTEST)
            for behind in _BEHIND.findall(part):
                yield from _spelt(behind)
                values = (pair.rpartition("=")[2] for pair in re.split("[?#&;]", behind))
                yield from (text for value in values for text in _spelt(value) if len(text) >= _SHORTEST)


Place: TypeAlias = Path | Url


def place_of(text: str | Path) -> Place:
    """Where a text leads to: whatever exists as a path is one, however it looks."""
    path = Path(text)
    if isinstance(text, Path) or not _URL.match(text) or path.exists():
        return path
    if text.lower().startswith(_FILE):
        from urllib.request import url2pathname  # noqa: PLC0415 (it loads HTTP, which few need)

        path = Path(url2pathname(text[len(_FILE) :].removeprefix("localhost")))
        if path.is_absolute() and path.exists():
            return path
    return Url(text)


def real(place: Place) -> object:
    """The same for two places that are one."""
    return place.identity if isinstance(place, Url) else os.path.realpath(place)


def _bare(text: str) -> str:
    """One URL without user, password, query and fragment."""
    return _BEHIND.sub("", _USER.sub("", text, count=1))


def _spelt(text: str) -> Iterator[str]:
    """A text as it stands, and as it is meant."""
    if text:
        yield text
        yield unquote(text)
