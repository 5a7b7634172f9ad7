"""Lines for people, on whatever terminal they have: narrow, dumb, piped, or of an old code page."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import TextIO

import click

WIDEST = 100
COLOURS = {
    "PROBLEM": "red",
    "NOTE": "yellow",
    "CLEAR": "green",
    "CANNOT TELL": "yellow",
    "[critical]": "red",
    "[high]": "red",
    "[medium]": "yellow",
    "[low]": "cyan",
    "[info]": "blue",
    "next": "cyan",
}
"""The words at the beginning of a line that are coloured where colour is wanted."""
_MARK = re.compile(rf"^(\W*)({'|'.join(map(re.escape, COLOURS))})")
_ASCII = str.maketrans({"…": "...", "–": "-", "’": "'"})


def terminal_width() -> int:
    """The width to wrap at: the terminal's own, within reason; 80 where there is none."""
    return max(40, min(shutil.get_terminal_size().columns, WIDEST))


def say(lines: Iterable[str], err: bool = False) -> None:
    """Print lines, wrapped and coloured on a terminal, and with characters that the stream can show."""
    stream = sys.stderr if err else sys.stdout
    is_terminal = stream.isatty()
    for line in lines:
        fit = _wrapped(line, terminal_width()) if is_terminal else [line]
        for part in fit:
            click.echo(shown(part, stream, os.environ), file=stream, color=is_terminal)


def shown(line: str, stream: TextIO, environ: Mapping[str, str]) -> str:
    """A line as this stream can show it: what its encoding lacks is spelled out, colour only where wanted."""
    encoding = stream.encoding or "ascii"
    try:
        line.encode(encoding)
        text = line
    except UnicodeEncodeError:
        text = line.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    if not has_colour(stream, environ):
        return text
    return _MARK.sub(lambda m: m[1] + click.style(m[2], fg=COLOURS[m[2]], bold=True), text)


def has_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether colour is wanted: on a terminal that is not dumb, and without `NO_COLOR` (no-color.org)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
