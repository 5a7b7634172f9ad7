"""`rollaudit simulate`: logs of a made-up fleet, with the truth about it."""

from __future__ import annotations

from pathlib import Path

import click


def _known(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of formats as given, or a usage error that lists those there are."""
    from analyzer.knowledge.formats import log_formats

    known = [known.name for known in log_formats()]
    for name in names:
        if name.partition("@")[0] not in known:
            said = f"{name!r} is no format; there are {', '.join(known)}."
            raise click.BadParameter(said, ctx, param)
    return tuple(dict.fromkeys(names))


@click.command()
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Decides everything: the same seed gives the same files.",
)
@click.option(
    "--servers",
    type=click.IntRange(1, 200),
    default=4,
    show_default=True,
    metavar="N",
    help="DNS servers of the fleet, with two zones each.",
)
@click.option(
    "--weeks",
    type=click.IntRange(1, 520),
    default=12,
    show_default=True,
    metavar="N",
    help="Weeks that the logs cover.",
)
@click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the logs, empty or new.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("evtx",),
    show_default=True,
    callback=_known,
    metavar="NAME",
    help="Format of the logs (repeatable), perhaps with a culture: eventviewer-csv@de-DE.",
)
@click.option("--healthy", is_flag=True, help="Plant nothing: a fleet of which nothing is to be reported.")
@click.option(
    "--bulk",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="X",
    help="So many times the usual number of records that do not matter.",
)
def simulate(
    seed: int,
    servers: int,
    weeks: int,
    directory: Path,
    formats: tuple[str, ...],
    healthy: bool,
    bulk: float,
) -> None:
    """Write logs of a made-up fleet, to learn and to test with, and truth.json, which tells all of it.

    Everything in them is simulated and says so: no host, account or zone in them exists.
    """
    if directory.is_dir() and any(directory.iterdir()):
        raise click.BadParameter(
            f"{directory} is not empty; give a new folder, so that nothing old is read with the new.",
            param_hint="-o",
        )
    from analyzer.simulate.fleet import fleet
    from analyzer.simulate.write import write

    simulation = fleet(seed, servers, weeks, healthy=healthy, bulk=bulk)
    write(simulation, directory, formats)
    started = sum(roll.start is not None for roll in simulation.world.rolls)
    click.echo(
        f"Simulated {servers} DNS servers over {weeks} weeks: {started:,} rollovers of "
        f"{len(simulation.world.zones)} zones, {len(simulation.callers.tries):,} attempts."
    )
    click.echo(f"Logs and truth.json are in {directory}")
    click.echo(f"Next: rollaudit audit {directory} --tz {simulation.tz}", err=True)
