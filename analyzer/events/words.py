"""The words of a PowerShell command: quotes, backticks, commas and brackets as PowerShell reads them."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"`\r?\n|`.|\"[^\"]*\"|'[^']*'|[ \t]+|[^\s`\"'()\[\]{};|&>]+|.", re.DOTALL)
_OPEN, _CLOSE = tuple("({["), tuple(")}]")
_ENDS = tuple(";|&>\r\n")
_UNCLOSED = ("'", '"')


def words(text: str, start: int) -> tuple[list[str], int]:
    """The words from there to the end of the command, without their quotes; and where it ends.

    A list is one word with commas in it, whatever blanks stand around them, and so is all
    between brackets.  A command ends with its line, `;`, `|`, `&`, a redirection, or the
    bracket or quote that was open before it.
    """
    found = [""]
    depth, end = 0, len(text)
    for token in _TOKEN.finditer(text, start):
        part = token[0]
        depth += (part in _OPEN) - (part in _CLOSE)
        if depth < 0 or part in _UNCLOSED or (depth == 0 and part in _ENDS):
            end = token.start()
            break
        if depth == 0 and part.lstrip("`").isspace():
            if not found[-1].endswith(",") and not text.startswith(",", token.end()):
                found.append("")
        else:
            found[-1] += _bare(part)
    return [word for word in found if word], end


def _bare(part: str) -> str:
    """A token without the quotes or the backtick that PowerShell takes away."""
    if part[0] in _UNCLOSED:
        return part[1:-1]
    return part.removeprefix("`")
