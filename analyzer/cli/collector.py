"""`rollaudit collector`: the script that gathers logs on Windows."""

from __future__ import annotations

import click


@click.command()
def collector() -> None:
    """Print the PowerShell script that exports logs, transcripts, settings and key states.

    It only reads on the servers.  Save it as collect.ps1 and read it before you run it.
    """
    from importlib.resources import files

    script = files("analyzer.knowledge") / "collect" / "collect.ps1"
    click.echo(script.read_text(encoding="ascii"), nl=False)
