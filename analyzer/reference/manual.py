"""Man pages in the man(7) macros, one for the program and one a command.

They carry neither date nor version, so that the same program gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.reference.described import Described, Option, commands, program

_FILES = (
    Option("rollaudit.toml", "Configuration, looked for from the current folder upwards."),
    Option("pyproject.toml", "The same, in its table [tool.rollaudit]."),
)
_ENVIRONMENT = (
    Option("ROLLAUDIT_SMTP_PASSWORD", "The password with which weekly sends mail."),
    Option("_ROLLAUDIT_COMPLETE", "Set by shells to ask for completion; see the documentation."),
)


def man_pages() -> dict[str, str]:
    """The text of each page by its file's name."""
    pages = {"rollaudit.1": _program(program(), commands())}
    return pages | {f"{one.name.replace(' ', '-')}.1": _command(one) for one in commands()}


def _program(one: Described, known: tuple[Described, ...]) -> str:
    listed = tuple(Option(c.name.replace(" ", "-") + "(1)", c.summary) for c in known)
    return _page(
        *_top(one),
        *_list("COMMANDS", listed),
        *_list("OPTIONS", one.options),
        *_exit_status(one),
        *_list("FILES", _FILES),
        *_list("ENVIRONMENT", _ENVIRONMENT),
    )


def _command(one: Described) -> str:
    return _page(
        *_top(one),
        *_list("OPTIONS", one.options),
        *_exit_status(one),
        ".SH SEE ALSO",
        ".BR rollaudit (1)",
    )


def _top(one: Described) -> Iterator[str]:
    name = one.name.replace(" ", "-")
    yield f'.TH {_text(name.upper())} 1 "" rollaudit "User Commands"'
    yield from (".SH NAME", _text(f"{name} - {one.summary.rstrip('.')}"))
    yield from (".SH SYNOPSIS", f".B {_text(one.name)}", _text(one.usage.removeprefix(f"{one.name} ")))
    yield ".SH DESCRIPTION"
    for number, paragraph in enumerate(one.paragraphs):
        yield from (*((".PP",) if number else ()), _text(paragraph))


def _list(heading: str, entries: tuple[Option, ...]) -> Iterator[str]:
    yield f".SH {heading}"
    for entry in entries:
        yield from (".TP", f".B {_text(entry.usage)}", _text(entry.meaning))


def _exit_status(one: Described) -> Iterator[str]:
    if one.epilog:
        yield from (".SH EXIT STATUS", _text(one.epilog.removeprefix("Exit codes: ")))


def _page(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Text with what roff would take for its own made plain, and in ASCII."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    plain = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", plain)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
