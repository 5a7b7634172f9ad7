"""The command line: one file a command, loaded only when it runs."""

from __future__ import annotations

from importlib import import_module

import click

from analyzer import __version__

COMMANDS = {
    "audit": "analyzer.cli.audit:audit",
    "doctor": "analyzer.cli.doctor:doctor",
    "explain": "analyzer.cli.explain:explain",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """All commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 (a wrong table is a bug, not input)
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage, 3 nothing could be read, "
    "130 interrupted.",
)
@click.version_option(__version__, prog_name="rollaudit", message="%(prog)s %(version)s")
def main() -> None:
    """Audit Windows DNS Server logs for DNSSEC key rollover conflicts (error 9116 and its relatives)."""
