"""Text as it was pasted into mails, tickets and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

How = Literal["quoted", "commented", "tabbed", "backslashes", "spaces"]
_FRAMES: dict[How, tuple[str, str]] = {
    "quoted": ("> ", ""),
    "commented": ("# ", ""),
    "tabbed": ("\t", ""),
    "backslashes": ("", "\\"),
    "spaces": ("", "  "),
}


def pasted(lines: Iterable[str], how: How) -> Iterator[str]:
    """The lines with what was put before or after each: marks of quotes, Markdown's line breaks."""
    before, after = _FRAMES[how]
    return (f"{before}{line}{after}" for line in lines)
