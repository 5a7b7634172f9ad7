"""`docs/reference/configuration.md`: every key of `rollaudit.toml`, with its default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from analyzer import config
from analyzer.forecast.freezes import WANTED
from analyzer.knowledge.tables import rows
from analyzer.policy.profile import Limits, profile_names, profile_of
from analyzer.policy.texts import texts
from analyzer.policy.waivers import FIELDS
from analyzer.reference.described import commands
from analyzer.sources.streams import Limits as Reading

_HEAD = """# Configuration

Written by `python -m analyzer.reference docs` from the program.

A configuration is `rollaudit.toml`, or the table `[tool.rollaudit]` of a `pyproject.toml`. It is looked for
from the current folder upwards, and the nearest one counts. A key that does not exist is an error. An
option on the command line wins over the configuration. What was in force stands in `audit.json` under
`run.configuration`.
"""
_LIMITS = """## `[limits]`

From where on something is a fault. Shares lie between 0 and 1. A profile may set its own, and a
configuration wins over the profile. Each number is argued on the pages of the rules that use it.

| key | default | used by |
|---|---|---|"""
_READING = """## `[reading]`

How much is read, and how much reading one file may take. What a limit cuts off is a loss, and the report
says so.

| key | default | meaning |
|---|---|---|"""
_WAIVERS = """## `[[waivers]]`

Findings that somebody answers for. All keys are needed. A waived finding stays in the report, as waived.

| key | meaning |
|---|---|"""
_FREEZES = """## `[[freezes]]`

When nothing is to change. `forecast` says which rollovers fall into one, and `safe` answers no while it
lasts. All keys are needed; a time without offset is meant in `--tz`.

| key | meaning |
|---|---|"""


def configuration_page() -> str:
    """The page."""
    return "\n".join((*_top(), *_limits(), *_reading(), *_table(_WAIVERS, "waivers", FIELDS), *_freezes()))


def example() -> str:
    """A configuration that names every table, out of the code that reads it."""
    return (config.__doc__ or "").partition("\n\n")[2]


def _top() -> Iterator[str]:
    yield _HEAD
    yield f"```toml\n{example()}```\n"
    yield "## Options\n\n| key | on the command line | meaning |\n|---|---|---|"
    # What `audit` says of an option goes first, for it is the first command.
    options = [option for one in commands() for option in one.options]
    for name in config.OPTIONS:
        flag = f"--{name.replace('_', '-')}"
        option = next(o for o in options if flag in o.usage.split())
        yield f"| `{name}` | {_code(option.usage)} | {_cell(option.meaning)} |"
    yield "\nOptions hold for every command that has them. Profiles are\n"
    for name in profile_names():
        yield f"- [`{name}`](../rules/README.md): {profile_of(name).title}"
    yield ""


def _limits() -> Iterator[str]:
    yield _LIMITS
    defaults = Limits()
    for field in fields(Limits):
        used = [
            rule
            for rule, words in sorted(texts().items())
            if any(f"`{field.name}`" in said for said in (*words["steps"], *words["outcomes"].values()))
        ]
        links = ", ".join(f"[{rule}](../rules/{rule}.md)" for rule in used)
        yield f"| `{field.name}` | {_default(getattr(defaults, field.name))} | {links} |"
    yield ""


def _reading() -> Iterator[str]:
    yield _READING
    meanings = _meanings("reading")
    yield f"| `deleted` | `false` | {meanings['deleted']} |"
    for field in fields(Reading):
        yield f"| `{field.name}` | {_default(field.default)} | {meanings[field.name]} |"
    yield ""


def _freezes() -> Iterator[str]:
    yield from _table(_FREEZES, "freezes", ("name", *sorted(WANTED - {"name"})))


def _table(head: str, table: str, keys: tuple[str, ...]) -> Iterator[str]:
    meanings = _meanings(table)
    yield head
    yield from (f"| `{key}` | {meanings[key]} |" for key in keys)
    yield ""


def _meanings(table: str) -> dict[str, str]:
    return {row["key"]: _cell(row["meaning"]) for row in rows("configuration") if row["table"] == table}


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return f"`{list(value)}`"
    return f"`{value:_}`" if isinstance(value, int) else f"`{value}`"


def _code(text: str) -> str:
    """A code span in a table, where a bar must be told from the table's own."""
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
