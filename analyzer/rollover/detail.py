"""What only some events tell: looked up in an event's detail, whatever the spelling of the names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from analyzer.model import Event

FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
FILETIME_DIGITS = 18
"""Of every FILETIME since 1917; shorter numbers are something else."""

NO_GUID = "00000000-0000-0000-0000-000000000000"
NO = ("", "0", "false", "no", "none")


def detail(event: Event, *names: str) -> str | None:
    """The first value that is there under any of the names; case and separators do not matter."""
    folded = {fold(name): value for name, value in event.detail.items()}
    return next((found for name in names if (found := folded.get(fold(name), "").strip())), None)


def cleared_log(event: Event) -> str:
    """The channel that an event of a clearing is about: 104 names it, 1102 stands in it."""
    return detail(event, "channel", "log", "cleared") or event.channel


def guid(text: str | None) -> str | None:
    """A key's GUID in lower case without braces; None where there is none."""
    bare = (text or "").strip().strip("{}").lower()
    return None if bare in ("", "-", NO_GUID) else bare


def instant(text: str | None) -> datetime | None:
    """A time that is sure to be UTC: ISO 8601 with its offset, or a FILETIME; else None."""
    if not text:
        return None
    try:
        if text.isdigit() and len(text) >= FILETIME_DIGITS:
            return FILETIME_EPOCH + timedelta(microseconds=int(text) // 10)
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return time.astimezone(UTC) if time.tzinfo else None


def yes(text: str | None) -> bool:
    """Whether a flag's text says yes, as a word, a number or part of a sentence."""
    words = (text or "").strip().rstrip(".").lower().split()
    return bool(words) and words[0] not in NO and not {"not", "without", "no"} & set(words)


@lru_cache(maxsize=1024)
def fold(name: str) -> str:
    """A name without case and separators."""
    return "".join(c for c in name.lower() if c.isalnum())
