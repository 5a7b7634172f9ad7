"""What PowerShell's module logging prints of a pipeline: commands, their parameters, their errors.

The words before the brackets are in the language of Windows, so an entry is known by its
shape: a command that says its own name was invoked, a name and a value are a parameter,
and anything else is the text of an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_ENTRY = re.compile(
    r"(?:^(?:PS>|>>\ ?)?|(?<=[\"»”])[ \t]+)[^\W\d_][\w'’ -]{2,60}\((?P<command>[^()\r\n\"]{1,200})\)\ ?:\ ?",
    re.MULTILINE,
)
_OPEN, _CLOSE = '"«„“', '"»“”'
_BINDING = re.compile(
    rf"\w+\s?=\s?[{_OPEN}]\s?(?P<name>[\w.]+)\s?[{_CLOSE}]\s?;\s?\w+\s?=\s?[{_OPEN}]\s?(?P<value>.*?)\s?[{_CLOSE}]?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: an invocation, a parameter with its `name` and value, or an error with its text."""

    kind: Literal["invocation", "parameter", "error"]
    command: str
    name: str
    text: str


def read_payload(text: str) -> list[Entry]:
    """The entries of a 4103's payload, an 800's details, or a transcript of a restricted session.

    Text before the first entry is left out.  A text that spans lines belongs to its entry.
    """
    found = list(_ENTRY.finditer(text))
    ends = [*(m.start() for m in found), len(text)][1:]
    return [_entry(m["command"], text[m.end() : end].strip()) for m, end in zip(found, ends, strict=True)]


def _entry(command: str, body: str) -> Entry:
    if binding := _BINDING.fullmatch(body):
        return Entry("parameter", command, binding["name"], binding["value"])
    bare = body.strip(f"{_OPEN}{_CLOSE} \u00a0\t\r\n")
    return Entry("invocation" if bare.lower() == command.lower() else "error", command, "", bare)
