"""`rollaudit check-zone`: a zone's keys as its servers show them now."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import LOGS, NOTHING_READ
from analyzer.cli.source import known
from analyzer.config import Config

if TYPE_CHECKING:
    from analyzer.live import Address
    from analyzer.sources import Place

NEEDS_EXTRA = "check-zone needs dnspython; install it with: pip install 'rollaudit[live]'"


def _addresses(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Address, ...]:
    """The addresses as given, each once, or a usage error that says what one looks like."""
    try:
        from analyzer.live import address
    except ModuleNotFoundError:
        raise click.UsageError(NEEDS_EXTRA) from None
    try:
        return tuple(dict.fromkeys(address(value) for value in values))
    except ValueError as problem:
        raise click.BadParameter(f"{problem}.", ctx, param) from None


@click.command("check-zone")
@click.argument("name", metavar="ZONE")
@click.option(
    "--server",
    "servers",
    multiple=True,
    metavar="ADDR",
    callback=_addresses,
    help="IP address of a server of the zone, perhaps with :PORT (repeatable).",
)
@click.option(
    "--parent-server",
    "parents",
    multiple=True,
    metavar="ADDR",
    callback=_addresses,
    help="IP address of a server of the parent zone (repeatable).",
)
@click.option(
    "--logs",
    type=LOGS,
    metavar="DIR",
    help="Logs to hold against what the servers show.",
)
@click.option("--archive", metavar="URL", help="The same with what the archive holds.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=3.0,
    show_default=True,
    metavar="S",
    help="Seconds to wait for an answer.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Lines for people, or values for programs.",
)
@click.pass_obj
def check_zone(
    config: Config,
    name: str,
    servers: tuple[Address, ...],
    parents: tuple[Address, ...],
    logs: Place | None,
    archive: str | None,
    timeout: float,
    form: str,
) -> None:
    """Ask DNS servers for a zone's keys, signatures and DS, and say in which state its keys are.

    Only the addresses that are named here are asked: no resolver, no root.
    """
    if not (servers or parents):
        raise click.UsageError("Name at least one address with --server or --parent-server.")
    if logs and archive:
        raise click.UsageError("--logs and --archive exclude each other.")
    from analyzer.live import check, zone_name
    from analyzer.live.against_logs import against_logs
    from analyzer.live.page import as_json, lines

    try:
        zone = zone_name(name)
    except ValueError as problem:
        raise click.BadParameter(f"{problem}.", param_hint="ZONE") from None
    # Reading may take longer than the state of the keys lasts, so it comes first.
    reading = (
        known(logs, archive or "", config, ZoneInfo("UTC"), datetime.now(UTC)) if logs or archive else None
    )
    found = check(zone, servers, parents, datetime.now(UTC), timeout)
    told = against_logs(found, reading) if reading else None
    for line in [as_json(found, told)] if form == "json" else lines(found, told):
        click.echo(line)
    if not found.answered:
        click.echo("No server answered.", err=True)
        sys.exit(NOTHING_READ)
