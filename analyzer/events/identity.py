"""Who and what an event is about, spelt in one way: zones, key GUIDs, roles, hosts, accounts."""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.events.plain_texts import GUID
from analyzer.events.texts import key_guid
from analyzer.model import KeyRole

_ANY_GUID = re.compile(rf"(?<![0-9A-Za-z-]){GUID}(?![0-9A-Za-z-])")
_ROLES: dict[str, KeyRole] = {"ksk": "KSK", "zsk": "ZSK", "keysigningkey": "KSK", "zonesigningkey": "ZSK"}
_SID = re.compile(r"S-1(?:-[0-9]+)+", re.IGNORECASE)
_SYSTEM = re.compile(r"(?:(?:nt authority|nt-autorität|autorite nt)\\)?(?:system|système)", re.IGNORECASE)
_remembered = lru_cache(4096)
"""Logs name the same few zones, keys, hosts and accounts again and again."""


@_remembered
def zone_name(text: str | None) -> str | None:
    """A zone's name in lower case without its trailing dot; the root stays `.`."""
    name = (text or "").strip().lower()
    return (name.rstrip(".") or ".") if name else None


def key_guids(text: str) -> tuple[str, ...]:
    """Every GUID in a text, each once, in the order in which they stand there."""
    found = (key_guid(word) for word in _ANY_GUID.findall(text))
    return tuple(dict.fromkeys(guid for guid in found if guid))


@_remembered
def key_role(text: str | None) -> KeyRole | None:
    """KSK or ZSK, from any of the names that Windows has for them."""
    return _ROLES.get("".join((text or "").lower().split()))


@_remembered
def host_name(text: str | None) -> str | None:
    """A host's name in lower case, without leading backslashes and trailing dot."""
    return (text or "").strip().strip("\\").rstrip(".").lower() or None


def account(domain: str | None, name: str | None) -> str | None:
    r"""An account as `domain\name` in lower case; `-` is how Windows prints that there is none."""
    user = (name or "").strip().lower()
    if user in ("", "-"):
        return None
    realm = (domain or "").strip().lower()
    return user if realm in ("", "-") or "\\" in user else f"{realm}\\{user}"


@_remembered
def actor_name(text: str | None) -> str | None:
    r"""Who did it, as a record names its user: a SID in upper case, else `domain\name` in lower.

    The system itself is S-1-5-18 under any name, for texts name it and logs do not.
    """
    word = (text or "").strip()
    if _SYSTEM.fullmatch(word):
        return "S-1-5-18"
    return word.upper() if _SID.fullmatch(word) else account(None, word)


def is_same_host(one: str | None, other: str | None) -> bool:
    """Whether two names can be the same host's: equal, or one the short form of the other."""
    a, b = host_name(one), host_name(other)
    return a is not None and b is not None and (a == b or a.startswith(f"{b}.") or b.startswith(f"{a}."))
