"""The objects of a stream of JSON: one a line, or in one document, whose lists are read piece by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from analyzer.sources.decoding import LONGER_RECORD, LONGEST, readable
from analyzer.sources.shape import HEAD

_WRAPPER = re.compile(
    rb"""\s*(?:\{(?:[^{}\[\]"]|"(?:[^"\\]|\\.)*"|\{)*?"(?:records|value|events|hits|results|rows|data|Events)"\s*:\s*)?
    \[(?=\s*[\{\]])""",
    re.VERBOSE,
)
_TO_BRACE = re.compile(rb'[^{}"]*+(?:"(?:[^"\\]++|\\.)*+"[^{}"]*+)*+([{}])', re.DOTALL)
_LONE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
TOO_LONG = f"the object is {LONGER_RECORD}"
_REPLACED = r"\\ufffd"


class Found(NamedTuple):
    """A value with its place; `flaw` instead where there is none."""

    place: int
    value: Any = None
    flaw: str | None = None


def parse(raw: bytes) -> Any:  # a JSON value is anything
    """The value of a text; ValueError where it is no JSON.

    Control characters within texts, bytes outside UTF-8 and halves of surrogate pairs are
    let pass, the last as U+FFFD.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(_LONE.sub(_REPLACED, readable(raw)), strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def is_document(head: bytes) -> bool:
    """Whether a file that begins so is a list, an object around a list, or an object over many lines."""
    first = head.lstrip().partition(b"\n")[0]
    try:
        parse(first)
    except ValueError:
        return bool(_WRAPPER.match(head)) or first.strip() in (b"{", b"[")
    return first.lstrip().startswith(b"[")


def from_lines(lines: Iterable[bytes]) -> Iterator[Found]:
    """A value from each line; what stands before its first brace, as syslog's prefix, is left out."""
    for place, line in enumerate(lines, 1):
        start = line.find(b"{")
        if start < 0:
            if line.strip():
                yield Found(place, flaw="the line holds no JSON object")
            continue
        try:
            yield Found(place, parse(line[start:] if start else line))
        except ValueError:
            yield Found(place, flaw="the line is no JSON")


def from_document(blocks: Iterable[bytes], longest: int = LONGEST) -> Iterator[Found]:
    """The objects of the outermost list, or the one object that the document is."""
    source = iter(blocks)
    buffer = next(source, b"")
    wrapper = _WRAPPER.match(buffer[:HEAD])
    at = wrapper.end() if wrapper else 0
    start, depth, place = -1, 0, 0
    while True:
        found = _TO_BRACE.match(buffer, at)
        if found is None:
            block = next(source, None)
            kept = at if start < 0 else start
            if block is None or len(buffer) - kept > longest:
                if start >= 0 or b'"' in buffer[at:]:
                    flaw = "the object is cut off" if block is None else f"{TOO_LONG}; reading ends there"
                    yield Found(place + 1, flaw=flaw)
                return
            buffer, at, start = buffer[kept:] + block, at - kept, min(0, start)
            continue
        at = found.end()
        if found[1] == b"{":
            depth += 1
            start = at - 1 if depth == 1 else start
        elif depth:
            depth -= 1
            if depth == 0:
                place += 1
                raw = buffer[start:at]
                yield _value(place, raw) if len(raw) <= longest else Found(place, flaw=TOO_LONG)
                start = -1


def _value(place: int, raw: bytes) -> Found:
    try:
        return Found(place, parse(raw))
    except ValueError:
        return Found(place, flaw="the object is no JSON")
