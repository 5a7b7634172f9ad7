"""`rollaudit audit`: the main job."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import (
    FINDINGS,
    NOTHING_READ,
    cluster_option,
    date_order,
    instant_in,
    instant_of,
    jobs_option,
    log_paths,
    time_zone,
)
from analyzer.cli.progress import files_bar
from analyzer.cli.screen import say
from analyzer.config import Config
from analyzer.formats import DEFAULT, FORMATS, lacking
from analyzer.model import DateOrder, Severity

if TYPE_CHECKING:
    from analyzer.pipeline import Judgement
    from analyzer.request import Request
    from analyzer.sources import Place

SEVERITIES = get_args(Severity)


@click.command()
@log_paths
@click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports/audit"),
    show_default=True,
    metavar="DIR",
    help="Folder for the report.",
)
@click.option(
    "--format",
    "formats",
    default=",".join(DEFAULT),
    show_default=True,
    metavar="LIST",
    help=f"Formats to write, of {', '.join(f'{f.name} ({f.said})' for f in FORMATS.values())}.",
)
@click.option("--since", callback=instant_of, metavar="T", help="Report nothing before this time (ISO 8601).")
@click.option(
    "--until", callback=instant_of, metavar="T", help="Report nothing after this time; judge by it."
)
@time_zone
@date_order
@click.option("--zone", "zones", multiple=True, metavar="Z", help="Only this DNS zone (repeatable).")
@click.option("--server", "servers", multiple=True, metavar="S", help="Only this DNS server (repeatable).")
@click.option(
    "--profile",
    default="default",
    show_default=True,
    metavar="NAME",
    help="Policy to judge by.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 where a finding is at least this severe.  [default: never]",
)
@click.option(
    "--stig-checklist",
    "checklist",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Fill a copy of this STIG checklist of yours (CKLB); judge by a STIG profile for it.",
)
@click.option(
    "--anonymize",
    is_flag=True,
    help="Replace the names of zones, hosts and accounts, and SIDs, by others, the same ones everywhere.",
)
@click.option(
    "--anonymize-key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A secret that makes --anonymize choose the same names each time.  [default: other names each time]",
)
@jobs_option
@cluster_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_obj
def audit(
    config: Config,
    paths: tuple[Place, ...],
    directory: Path,
    formats: str,
    since: datetime | None,
    until: datetime | None,
    zone: ZoneInfo,
    date_order: DateOrder | None,
    zones: tuple[str, ...],
    servers: tuple[str, ...],
    profile: str,
    fail_on: str | None,
    checklist: Path | None,
    anonymize: bool,
    key_file: Path | None,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Read logs, find rollover conflicts and their cause, and write a report."""
    chosen = [f.strip() for f in formats.split(",") if f.strip()]
    for name in chosen:
        if name not in FORMATS:
            raise click.BadParameter(f"unknown format {name!r}", param_hint="--format")
        if lack := lacking(name):
            raise click.UsageError(lack)

    key = _key(key_file, checklist) if anonymize or key_file else None

    from analyzer.cli.crews import crew_of, painter_of, terms_of

    hired = crew_of(jobs, cluster)
    with painter_of(chosen) as painter:
        from analyzer.reading import begin
        from analyzer.request import Request

        request = Request(
            paths=paths,
            since=instant_in(zone, since),
            until=instant_in(zone, until),
            tz=zone.key,
            date_order=date_order,
            zones=tuple(sorted(z.lower().rstrip(".") for z in zones)),
            servers=tuple(sorted(s.lower().rstrip(".") for s in servers)),
            profile=profile,
            limits=config.limits,
            waivers=config.waivers,
            reading=config.reading,
        )
        with hired(terms_of(request)) as crew, files_bar(paths, quiet) as advance:
            read = begin(paths, crew, advance)
            # What judges and draws takes a second to load, in which the crew is at work.
            from analyzer import pipeline
            from analyzer.report import checklist as stig
            from analyzer.report import load, loss_lines, summary_lines, write

            load(chosen, painted=painter is not None)
            own_checklist, judgement = _judgement(request, checklist)
            if crew.is_busy:  # tests are loaded when one is asked for, or where there is time
                import_module("scipy.stats")
            reading = read()
        try:
            report = pipeline.report_on(
                reading, request, judgement, key, painter.sketch if painter else lambda _: None
            )
        except pipeline.NothingRead as nothing:
            click.echo(str(nothing), err=True)
            sys.exit(NOTHING_READ)
        write(report, directory, chosen, painter)
        if own_checklist:
            stig.write(report, directory, own_checklist)
    say(loss_lines(report), err=True)
    if not quiet:
        say(summary_lines(report, directory, chosen))
    if fail_on and any(SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_on) for f in report.findings):
        sys.exit(FINDINGS)


def _judgement(request: Request, checklist: Path | None) -> tuple[dict[str, Any] | None, Judgement]:
    """By what is judged, and the checklist to be filled; a usage error where one is not as it should be."""
    from analyzer.pipeline import judgement_of
    from analyzer.policy import PolicyError
    from analyzer.report import checklist as stig

    try:
        return stig.read(checklist) if checklist else None, judgement_of(request)
    except (PolicyError, stig.ChecklistError) as problem:
        raise click.UsageError(str(problem)) from None


def _key(file: Path | None, checklist: Path | None) -> bytes:
    """The secret by which names are replaced: the file's, else one that nobody knows."""
    if checklist:
        raise click.UsageError(
            "A checklist names your hosts: give --stig-checklist or --anonymize, not both."
        )
    key = file.read_bytes() if file else token_bytes()
    if not key:
        raise click.UsageError(f"{file} is empty: a key has to be a secret.")
    return key
