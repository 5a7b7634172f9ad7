"""Rendered message texts, made from the patterns by which the knowledge tables know them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.knowledge import event_kind

_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")


def render(log: str, event_id: int, values: Mapping[str, str]) -> str:
    """The shortest text that the table's pattern of that event matches, with these values in it.

    What the pattern skips becomes an ellipsis; an event without a pattern gets its
    title.  Microsoft's whole sentences are deliberately not kept anywhere.
    """
    kind = event_kind(log, event_id)
    if kind is None:
        return ""
    if not kind.message:
        return kind.title
    text = kind.message.replace("\\(", "\0").replace("\\)", "\1")
    text = _GROUP.sub(lambda m: values.get(m[1], ""), text).removesuffix("$")
    text = text.replace(".*?", " … ").replace("\\.", ".").replace("?", "")
    return text.replace("\0", "(").replace("\1", ")")
