"""`rollaudit verify`: whether a report follows from its logs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import NOTHING_READ, log_paths
from analyzer.cli.progress import files_bar
from analyzer.safe_text import visible

if TYPE_CHECKING:
    from analyzer.sources import Place

DIFFERS = 1


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(exists=True, path_type=Path))
@log_paths
def verify(directory: Path, paths: tuple[Place, ...]) -> None:
    """Make the report in DIR anew from the logs below PATH, and say what differs.

    Hashes of the inputs are checked first.  Ends with 0 where nothing differs, with 1
    where something does, and with 3 where the report or the logs cannot be read.
    """
    from analyzer.cli.crews import crew_of
    from analyzer.cli.entries import Entries, NoReportError
    from analyzer.pipeline import NothingRead, run
    from analyzer.policy import PolicyError
    from analyzer.report.audit_json import render
    from analyzer.verification import differences, request_of

    try:
        report = Entries.read(directory).lists
        request = request_of(report, paths)
        with files_bar(paths) as advance:
            anew = json.loads(render(run(request, advance, crew=crew_of(None, None))))
    except (NoReportError, NothingRead) as problem:
        click.echo(str(problem), err=True)
        sys.exit(NOTHING_READ)
    except (PolicyError, TypeError, ValueError, LookupError) as problem:
        click.echo(f"The report's configuration is not one that can be run again: {problem}", err=True)
        sys.exit(NOTHING_READ)
    found = [visible(line) for line in differences(report, anew)]
    for line in found:
        click.echo(line)
    inputs = len(report["inputs"])
    if found:
        click.echo(f"The report does not follow from these logs: {len(found):,} differences.", err=True)
        sys.exit(DIFFERS)
    click.echo(f"The report follows from its {inputs:,} inputs: the same hashes, the same rows.")
