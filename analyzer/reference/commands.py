"""`docs/reference/commands.md`: every command with its options."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.reference.described import Described, commands, program

_HEAD = """# Commands

Written by `python -m analyzer.reference docs` from the program. `rollaudit COMMAND -h` says the same, and
so do the [man pages](../howto/install.md#man-pages).

What a command finds goes to stdout, what it has to say goes to stderr. Defaults of `--tz`, `--profile`,
`--format`, `--date-order` and `--fail-on` can be set in a [configuration](configuration.md).
"""


def commands_page() -> str:
    """The page."""
    lines = [_HEAD, *_body(program())]
    for one in commands():
        lines += [f"## {one.name.removeprefix('rollaudit ')}\n", *_body(one)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _body(one: Described) -> Iterator[str]:
    yield f"```text\n{one.usage}\n```\n"
    for paragraph in one.paragraphs:
        yield f"{paragraph}\n"
    for option in one.options:
        yield f"- `{option.usage}`: {option.meaning}"
    yield ""
    if one.epilog:
        yield f"{one.epilog}\n"
