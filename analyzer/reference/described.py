"""The command line as values: what each command is called, takes and says."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import click

from analyzer.cli import COMMANDS, main


@dataclass(frozen=True, slots=True)
class Option:
    """An option as it is written, and what it does, its default included."""

    usage: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Described:
    """A command; `paragraphs` are its help, `epilog` what follows it, perhaps empty."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[Option, ...]
    epilog: str

    @property
    def summary(self) -> str:
        """The first sentence of its help."""
        return self.paragraphs[0]


def program() -> Described:
    """`rollaudit` itself."""
    return _described(main, "rollaudit")


def commands() -> tuple[Described, ...]:
    """Every command in the order of `rollaudit -h`."""
    context = click.Context(main, info_name="rollaudit")
    found = ((name, main.get_command(context, name)) for name in COMMANDS)
    return tuple(_described(command, f"rollaudit {name}") for name, command in found if command)


def _described(command: click.Command, name: str) -> Described:
    # One is not of the group's context, for that holds the defaults of a configuration that lies about.
    context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
    options = (one for one in command.get_params(context) if isinstance(one, click.Option))
    records = (one.get_help_record(context) for one in options)
    return Described(
        name,
        " ".join((name, *command.collect_usage_pieces(context))),
        tuple(" ".join(part.split()) for part in inspect.cleandoc(command.help or "").split("\n\n")),
        tuple(Option(usage, " ".join(meaning.split())) for usage, meaning in filter(None, records)),
        " ".join((command.epilog or "").split()),
    )
