"""The command line: one file a command, loaded only when it runs."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import threading
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from analyzer import __version__

INTERRUPTED = 130
FEW = 1_000_000
"""So many new objects are no reason to look for garbage: loading makes most of a million that stay."""
PARAMETERS = {"format": "formats", "tz": "zone"}
"""What parameters are called whose option has another name."""

COMMANDS = {
    "audit": "analyzer.cli.audit:audit",
    "ingest": "analyzer.cli.ingest:ingest",
    "weekly": "analyzer.cli.weekly:weekly",
    "prune": "analyzer.cli.prune:prune",
    "schedule": "analyzer.cli.schedule:schedule",
    "collector": "analyzer.cli.collector:collector",
    "doctor": "analyzer.cli.doctor:doctor",
    "explain": "analyzer.cli.explain:explain",
    "forecast": "analyzer.cli.forecast:forecast",
    "safe": "analyzer.cli.safe:safe",
    "check-zone": "analyzer.cli.check_zone:check_zone",
    "verify": "analyzer.cli.verify:verify",
    "simulate": "analyzer.cli.simulate:simulate",
}


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    """Have the work end tidily; a second interruption ends the program at once."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    raise KeyboardInterrupt


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

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an interruption ends it with the code that shells expect."""
        gc.set_threshold(FEW)
        # Nothing here multiplies matrices, and the threads that wait for that keep a processor busy.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        atexit.register(gc.freeze)  # what is left at the end goes with the process, unsearched
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, _interrupted)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage, 3 nothing could be read, "
    "130 interrupted.",
)
@click.version_option(__version__, prog_name="rollaudit", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Audit Windows DNS Server logs for DNSSEC key rollover conflicts (error 9116 and its relatives)."""
    from analyzer.config import ConfigError, find

    try:
        ctx.obj = find(Path.cwd())
    except ConfigError as problem:
        raise click.UsageError(str(problem)) from None
    options = {"week_tz": ctx.obj.options["tz"]} if "tz" in ctx.obj.options else {}
    options |= ctx.obj.options
    defaults = {PARAMETERS.get(name, name): value for name, value in options.items()}
    ctx.default_map = dict.fromkeys(COMMANDS, defaults)
