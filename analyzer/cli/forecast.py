"""`rollaudit forecast`: when keys roll next, and what that meets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import NOTHING_READ, archive_url, instant_in, instant_of, time_zone
from analyzer.cli.source import known, logs_folder
from analyzer.config import Config
from analyzer.safe_text import visible

if TYPE_CHECKING:
    from analyzer.forecast import Facts, Forecast, Meeting
    from analyzer.sources import Place

FAR = datetime.max.replace(tzinfo=UTC)
Met = Mapping["Forecast", Sequence["Meeting"]]


@click.command()
@archive_url
@logs_folder
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the rollovers into this iCalendar file, too.",
)
@click.option("--zone", "zones", multiple=True, metavar="Z", help="Only this DNS zone (repeatable).")
@click.option("--until", callback=instant_of, metavar="T", help="Look at nothing that was logged later.")
@time_zone
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Lines for people, or values for programs.",
)
@click.pass_obj
def forecast(
    config: Config,
    archive: str,
    logs: Place | None,
    ics: Path | None,
    zones: tuple[str, ...],
    until: datetime | None,
    zone: ZoneInfo,
    form: str,
) -> None:
    """Say when each key rolls next, as a range that should hold nine times of ten, and what it meets."""
    from analyzer.forecast import FreezeError, facts, freezes_of, known_schedules, meetings, outlook

    try:
        freezes = freezes_of(config.freezes, zone)
    except FreezeError as problem:
        raise click.UsageError(str(problem)) from None
    told = facts(known(logs, archive, config, zone, datetime.now(UTC)), instant_in(zone, until))
    if told is None:
        click.echo("Nothing in the logs tells of rollovers.", err=True)
        sys.exit(NOTHING_READ)
    wanted = {z.lower().rstrip(".") for z in zones}
    forecasts = [f for f in outlook(told) if not wanted or f.zone in wanted]
    schedules = known_schedules(told, zone.key)
    met = {f: meetings(f, freezes, schedules) for f in forecasts}
    if ics:
        from analyzer.forecast.ics import calendar

        ics.write_bytes(calendar(forecasts, met, told.as_of, simulated=told.simulated))
    for line in [_json(told, met)] if form == "json" else _lines(told, met):
        click.echo(line)


def _lines(told: Facts, met: Met) -> Iterator[str]:
    from analyzer.forecast import COVERAGE

    made_up = "; the logs are simulated" if told.simulated else ""
    yield f"As of {_when(told.as_of)}; ranges should hold {COVERAGE:.0%} of the starts{made_up}"
    for one in sorted(met, key=lambda f: (f.due or FAR, f.zone, f.key_guid)):
        yield ""
        yield visible(f"{one.zone}, {one.key_role or 'key'} {one.key_guid}")
        yield from (f"  {visible(line)}" for line in _account(one, met[one]))


def _account(one: Forecast, met: Sequence[Meeting]) -> Iterator[str]:
    if one.rolling:
        yield "rolling now" + (f", until {_when(one.end_max)} at the latest" if one.end_max else "")
    elif one.start_min is None or one.start_max is None:
        yield f"not known: {one.reason}"
    else:
        early = one.due is not None and one.start_min < one.due
        yield f"starts {_when(one.due if early and one.due else one.start_min)} to {_when(one.start_max)}" + (
            f", over by {_when(one.end_max)}" if one.end_max else ""
        )
        if early:
            yield f"or from {_when(one.start_min)} on, for keys are rolled by hand here"
        yield f"by {one.source}"
    if one.behind:
        yield f"may queue behind {', '.join(one.behind)}"
    for m in met:
        how = "meets" if m.certain else "may meet"
        yield f"{how} the {m.kind} {m.name!r} at {_when(m.first)}"


def _json(told: Facts, met: Met) -> str:
    rows = [asdict(one) | {"meetings": [asdict(m) for m in found]} for one, found in met.items()]
    head = {"as_of": told.as_of, "simulated": told.simulated, "forecasts": rows}
    return json.dumps(head, default=lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}", indent=1)


def _when(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
