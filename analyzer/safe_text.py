"""Text from logs made harmless to look at: what hides or steers is shown as a visible escape.

Every writer passes text through `visible`; the escapes of the format itself (HTML,
Markdown, CSV) come on top.  `audit.json` keeps the text itself and spells the same
characters as JSON escapes.
"""

from __future__ import annotations

import re

_ASCII_CONTROLS = "\x00-\x1f"
_CONTROLS = "\x7f-\x9f"
_SEPARATORS = "\u2028\u2029"
_SURROGATES = "\ud800-\udfff"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Default_Ignorable_Code_Point of the Unicode database (bidi controls among them), which no font shows.
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_BEYOND = f"{_CONTROLS}{_SEPARATORS}{_SURROGATES}{_NONCHARACTERS}{_INVISIBLE}"

UNSAFE = re.compile(f"[{_ASCII_CONTROLS}{_BEYOND}]")
"""Characters that are never written as they are."""

UNSAFE_IN_JSON = re.compile(f"[{_BEYOND}]")
"""Those of them that JSON itself leaves as they are."""

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, limit: int | None = None) -> str:
    """The text with control, bidi, invisible and broken characters spelled out, such as `\\x1b`.

    Where `limit` is given and the text is longer, its middle gives way to a note of the
    whole length.  A backslash stays as it is: accounts and paths are full of them.
    """
    if limit is not None and len(text) > limit:
        head, tail = text[: limit * 2 // 3], text[len(text) - limit // 3 :]
        return f"{visible(head)} … {visible(tail)} ({len(text):,} characters)"
    return UNSAFE.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    number = ord(character)
    if number <= 0xFF:
        return _SHORT.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
