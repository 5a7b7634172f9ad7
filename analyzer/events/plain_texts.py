"""What is done with nearly every text of a record."""

from __future__ import annotations

import re
from functools import lru_cache

_HEX = "[0-9A-Fa-f]"  # both cases are found faster than either is when case is ignored
GUID = rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_WHOLE_GUID = re.compile(rf"\{{({GUID})\}}|({GUID})")
_NULL_GUID = "00000000-0000-0000-0000-000000000000"


def first_value(values: dict[str, str], names: tuple[str, ...]) -> str | None:
    """The first value under any of those names, without blanks around it; None where all are empty."""
    for name in names:
        if text := values[name].strip():
            return text
    return None


def picked(values: dict[str, str], names: tuple[tuple[str, str], ...]) -> dict[str, str | None]:
    """Those of the values that are not blank, under names of their own and without blanks around them."""
    return {name: text for name, given in names if (text := values[given].strip())}


def kept(texts: dict[str, str | None], most: int) -> dict[str, str]:
    """The texts that are there and not empty, cut to so many characters; it may be the same dictionary."""
    return {name: text[:most] for name, text in texts.items() if text}


# Logs name the same few keys again and again.
@lru_cache(1024)
def key_guid(text: str | None) -> str | None:
    """A GUID in lower case without braces; None for anything else and for the null GUID."""
    found = _WHOLE_GUID.fullmatch((text or "").strip())
    bare = (found[1] or found[2]).lower() if found else _NULL_GUID
    return None if bare == _NULL_GUID else bare
