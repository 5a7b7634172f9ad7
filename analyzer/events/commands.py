r"""Operations on keys in commands: PowerShell's, as typed or as bound, and dnscmd's.

A value that a command takes from a variable is not known.  A command that names no
server acts on its own host's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypedDict

from analyzer.events.identity import host_name, key_guids, key_role, zone_name
from analyzer.knowledge import operation, operations
from analyzer.model import KeyRole

LOCAL = frozenset({"localhost", ".", "127.0.0.1", "::1", "$env:computername"})
"""How a command names its own host."""

_SWITCHES = (
    "force",
    "passthru",
    "asjob",
    "whatif",
    "confirm",
    "verbose",
    "debug",
    "seizerole",
    "signwithdefault",
)
_MEANINGS = (
    ("zone", 1, "zonename"),
    ("zone", 4, "name"),
    ("keys", 1, "keyid"),
    ("keys", 4, "guid"),
    ("server", 3, "computername"),
    ("server", 2, "cn"),
    ("server", 2, "cimsession"),
    ("server", 4, "session"),
    ("role", 2, "type"),
    ("role", 4, "keytype"),
    ("piped", 3, "inputobject"),
    ("whatif", 2, "whatif"),
    ("whatif", 2, "wi"),
)
"""What a parameter means: the least length of its abbreviation, and its name."""

_SESSION = re.compile(
    r"\A(?:\s*+CimSession:\s*)?(?:.*(?:-Comp\w*\s+|\bComputerName\s*=\s*))?", re.IGNORECASE | re.DOTALL
)
_PIPED_ZONE = re.compile(r"\bZoneName\s*=\s*\"?([^\s\",;)]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """One command that acts on keys or on the signing of a zone.

    `server` is None where it is not known; `is_local` says that it is the host on which
    the command ran.
    """

    operation: str
    zone: str | None = None
    key_guids: tuple[str, ...] = ()
    key_role: KeyRole | None = None
    server: str | None = None
    is_local: bool = False

    @property
    def key_guid(self) -> str | None:
        """The key, where the command names exactly one."""
        return self.key_guids[0] if len(self.key_guids) == 1 else None

    def server_from(self, host: str | None) -> str | None:
        """The DNS server that the command is about, when it ran on that host."""
        return host_name(host) if self.is_local else self.server


class Target(TypedDict):
    """What a command is about, as events have it."""

    server: str | None
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None


def target_of(command: Command | None, host: str | None) -> Target:
    """What a command is about that ran on that host; nothing is known without a command."""
    if command is None:
        return Target(server=None, zone=None, key_guid=None, key_role=None)
    return Target(
        server=command.server_from(host),
        zone=command.zone,
        key_guid=command.key_guid,
        key_role=command.key_role,
    )


def bound_command(name: str, bindings: Iterable[tuple[str, str]]) -> Command | None:
    """The command of a cmdlet whose parameters PowerShell has bound; None if it is no operation on keys."""
    return _command(name, [(meaning_of(parameter), value) for parameter, value in bindings], [])


def typed_command(name: str, arguments: Sequence[str]) -> Command | None:
    """The command of a cmdlet as somebody typed it; None if it is no operation on keys."""
    return _command(name, *_sorted_out(arguments))


def dnscmd_command(server: str | None, verb: str, arguments: Sequence[str]) -> Command | None:
    """The command of `dnscmd server /verb zone …`; None if it is no operation on keys."""
    known = operation(verb)
    if known is None:
        return None
    target = [("server", server)] if server else []
    return _command(known.cmdlet, target, [a for a in arguments if not a.startswith("/")])


@lru_cache(maxsize=1024)
def meaning_of(parameter: str) -> str | None:
    """What a parameter means to us, by its name or an abbreviation of it."""
    word = parameter.lower()
    return next(
        (what for what, least, name in _MEANINGS if len(word) >= least and name.startswith(word)), None
    )


@cache
def cmdlets() -> re.Pattern[str]:
    """A pattern of all cmdlets that act on keys."""
    names = "|".join(re.escape(o.cmdlet) for o in operations())
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-]|\.\w)", re.IGNORECASE)


def _sorted_out(arguments: Sequence[str]) -> tuple[list[tuple[str | None, str]], list[str]]:
    """Named arguments by what they mean, and those without a name."""
    named: list[tuple[str | None, str]] = []
    loose: list[str] = []
    waiting: str | None = None
    for word in arguments:
        if re.match(r"-[A-Za-z]", word):
            parameter, _, value = word[1:].partition(":")
            waiting = None
            if value or any(s.startswith(parameter.lower()) for s in _SWITCHES):
                named.append((meaning_of(parameter), value or "True"))
            else:
                waiting = parameter
        elif waiting is not None:
            named.append((meaning_of(waiting), word))
            waiting = None
        elif re.match(r"@\w", word):
            named.append(("server", "$"))
        else:
            loose.append(word)
    return named, loose


def _command(name: str, named: Sequence[tuple[str | None, str]], loose: Sequence[str]) -> Command | None:
    known = operation(name)
    values = {meaning: value for meaning, value in named if meaning}
    if known is None or values.get("whatif", "").lower() in ("true", "$true"):
        return None
    piped = values.get("piped", "")
    inner = _PIPED_ZONE.search(piped)
    keys = " ".join(value for meaning, value in named if meaning in ("keys", "piped"))
    zone = values.get("zone") or (inner[1] if inner else None) or next(iter(loose), None)
    server = values.get("server")
    place = None if server is None else _SESSION.sub("", server).strip("()'\" ")
    # A key that was piped in remembers the server that it came from, which nothing prints.
    is_local = not piped if place is None else place.lower() in LOCAL
    return Command(
        operation=known.cmdlet,
        zone=zone_name(_literal(zone)),
        key_guids=key_guids(f"{keys} {' '.join(loose)}"),
        key_role=key_role(values.get("role")),
        server=None if is_local else host_name(_literal(place)),
        is_local=is_local,
    )


def _literal(value: str | None) -> str | None:
    """A value that is one word and no variable."""
    return value if value and re.fullmatch(r"[^\s$,()@{}%]+", value) else None
