"""Forecasts as an iCalendar file (RFC 5545) that calendars can subscribe to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from analyzer.forecast.meetings import Meeting
from analyzer.forecast.outlook import COVERAGE, Forecast
from analyzer.safe_text import visible

NAMESPACE = UUID("b0f3c5de-91a6-5c0a-9116-0000239c9116")
"""Of the names that UIDs are made from."""

SHORTEST = timedelta(minutes=1)


def calendar(
    forecasts: Sequence[Forecast],
    met: Mapping[Forecast, Sequence[Meeting]],
    as_of: datetime,
    *,
    simulated: bool = False,
) -> bytes:
    """One event for each forecast with a range, from when the key is due to the latest end.

    A UID names the key and the rollover that it follows, so that a later forecast of the
    same rollover takes the event's place.  Times of making are those of the logs' end:
    the same logs give the same bytes.
    """
    made = Calendar()
    made.add("prodid", "-//rollaudit//forecast//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "DNSSEC key rollovers" + (" (simulated)" if simulated else ""))
    for forecast in forecasts:
        if forecast.due is not None:
            made.add_component(
                _event(forecast, forecast.due, met.get(forecast, ()), as_of, simulated=simulated)
            )
    return bytes(made.to_ical())


def uid(forecast: Forecast) -> str:
    """The same for every forecast of the same rollover."""
    name = f"{forecast.zone}/{forecast.key_guid}/{forecast.after or 'first'}"
    return f"{uuid5(NAMESPACE, name)}@rollaudit"


def _event(
    forecast: Forecast, start: datetime, met: Sequence[Meeting], as_of: datetime, *, simulated: bool
) -> Event:
    role = forecast.key_role or "key"
    event = Event()
    event.add("uid", uid(forecast))
    event.add("dtstamp", as_of)
    event.add("last-modified", as_of)
    event.add("dtstart", _whole(start))
    event.add("dtend", max(_whole(forecast.end_max or forecast.start_max or start), _whole(start) + SHORTEST))
    event.add("summary", visible(f"{'SIMULATED: ' if simulated else ''}{role} rollover of {forecast.zone}"))
    event.add("description", "\n".join(map(visible, _description(forecast, met))))
    event.add("categories", ["DNSSEC", role])
    event.add("transp", "TRANSPARENT")
    return event


def _description(forecast: Forecast, met: Sequence[Meeting]) -> list[str]:
    said = [
        f"Key {forecast.key_guid}",
        f"Starts between {forecast.start_min:%Y-%m-%d %H:%M} and {forecast.start_max:%Y-%m-%d %H:%M} UTC "
        f"({COVERAGE:.0%} range)",
        f"By {forecast.source}",
    ]
    if forecast.behind:
        said.append(f"May queue behind {', '.join(forecast.behind)}")
    return [*said, *(f"Meets {m.kind}: {m.name}, from {m.first:%Y-%m-%d %H:%M} UTC" for m in met)]


def _whole(time: datetime) -> datetime:
    """To the second: RFC 5545 knows nothing smaller."""
    return time.replace(microsecond=0)
