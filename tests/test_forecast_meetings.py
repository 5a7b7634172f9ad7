"""What rollovers meet: freezes and schedules; and the calendar they are written into."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from analyzer.conflicts import Recurrence
from analyzer.conflicts.calendars import CALENDARS, clock
from analyzer.forecast import Forecast, Freeze, FreezeError, freezes_of, meetings
from analyzer.forecast.ics import calendar, uid
from analyzer.forecast.schedules import runs

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 12, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEXT = Forecast(
    "a.example",
    "z1",
    "ZSK",
    due=START,
    start_min=START,
    start_max=START + HOUR,
    end_max=START + 4 * DAY,
    source="a test",
    after="R-1",
)


def schedule(kind: str, phase: str, tz: str = "UTC") -> Recurrence:
    """A schedule of `a.example`."""
    return Recurrence("a.example", None, kind, phase, tz, 9, 11, 0.001, 0.001, f"{kind} {phase}")  # type: ignore[arg-type]


def test_freezes_of_dates_and_times() -> None:
    """A freeze of dates holds from the first midnight to the last, on the clocks of the zone."""
    told = [
        {"name": "year's end", "from": date(2026, 12, 18), "to": date(2027, 1, 4)},
        {"name": "move", "from": datetime(2026, 6, 1, 8), "to": datetime(2026, 6, 1, 20, tzinfo=UTC)},  # noqa: DTZ001 (a local time, as TOML has them)
    ]
    move, end = freezes_of(told, BERLIN)
    assert move == Freeze("move", datetime(2026, 6, 1, 6, tzinfo=UTC), datetime(2026, 6, 1, 20, tzinfo=UTC))
    assert (end.start, end.end) == (
        datetime(2026, 12, 17, 23, tzinfo=UTC),
        datetime(2027, 1, 4, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "from": date(2026, 1, 2)},
        {"name": "x", "from": date(2026, 1, 2), "to": date(2026, 1, 1)},
        {"name": "x", "from": "2026-01-02", "to": date(2026, 1, 3)},
        {"name": 3, "from": date(2026, 1, 2), "to": date(2026, 1, 3)},
        {"name": "x", "from": date(2026, 1, 2), "to": date(2026, 1, 3), "zone": "a"},
    ],
)
def test_freezes_that_are_none(row: dict[str, object]) -> None:
    """A freeze that cannot be meant so is refused, and the text says what one looks like."""
    with pytest.raises(FreezeError, match="freeze"):
        freezes_of([row], BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        (-9, -1, None),
        (-1, 1, True),
        (-1, 0.02, False),
        (2, 3, False),
        (4.5, 9, None),
    ],
)
def test_meets_a_freeze(start: float, end: float, met: bool | None) -> None:
    """Before and after nothing is met; around every start surely; where only a part lies in it perhaps."""
    found = meetings(NEXT, [Freeze("f", START + start * DAY, START + end * DAY)], ())
    assert [m.certain for m in found] == ([] if met is None else [met])


def test_meets_schedules_of_its_zone() -> None:
    """The first run of a schedule within the rollover; that of another zone is no matter."""
    sunday = schedule("weekly", "Tuesday 02:00 to 02:15", "Europe/Berlin")
    (found,) = meetings(NEXT, (), [sunday])
    assert (found.kind, found.first, found.certain) == (
        "schedule",
        datetime(2026, 12, 22, 1, tzinfo=UTC),
        False,
    )
    other = Forecast("b.example", "z1", "ZSK", NEXT.due, NEXT.start_min, NEXT.start_max, NEXT.end_max)
    assert meetings(other, (), [sunday]) == ()


@pytest.mark.parametrize(
    ("kind", "phase", "expected"),
    [
        ("daily", "23:45 to 24:00", "2026-12-20T23:45"),
        ("weekly", "Thursday 06:30 to 07:00", "2026-12-24T06:30"),
        ("monthly", "day 31 00:00 to 00:15", "2026-12-31T00:00"),
        ("monthly", "first Monday 12:15 to 12:30", "2027-01-04T12:15"),
    ],
)
def test_next_run(kind: str, phase: str, expected: str) -> None:
    """Every calendar's words are read back as the time they name."""
    first = next(runs(schedule(kind, phase), START, START + 40 * DAY))
    assert first == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_after_each_rollover_has_no_clock() -> None:
    """A schedule that follows rollovers has no runs of its own."""
    assert not list(
        runs(schedule("per-rollover", "0 h 20 min to 0 h 45 min after the start"), START, START + DAY)
    )


@given(st.sampled_from(CALENDARS), st.data())
def test_every_phase_is_found(calendar_: object, data: st.DataObject) -> None:
    """Whatever slot a calendar can name, its runs lie in that slot."""
    known = next(c for c in CALENDARS if c is calendar_)
    phase = data.draw(st.integers(0, known.period - 1))
    named = schedule(known.kind, f"{known.when(phase)}{clock(phase)} to {clock(phase + 1)}")
    for run in runs(named, START, START + 70 * DAY):
        assert f"{run:%H:%M}" == clock(phase)


def test_calendar_of_forecasts() -> None:
    """An event from when the key is due to the latest end; a key of which nothing is known has none."""
    blind = Forecast("b.example", "k1", "KSK", reason="nothing tells its period")
    met = {NEXT: meetings(NEXT, [Freeze("year's end", START, START + DAY)], ())}
    made = calendar([NEXT, blind], met, START - DAY)
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert (event.start, event.end) == (START, START + 4 * DAY)
    assert str(event["summary"]) == "ZSK rollover of a.example"
    assert "Meets freeze: year's end" in str(event["description"])
    assert made == calendar([NEXT, blind], met, START - DAY)


def test_simulated_calendar_says_so() -> None:
    """What rests on simulated logs is labelled."""
    (event,) = Calendar.from_ical(calendar([NEXT], {}, START, simulated=True)).walk("VEVENT")
    assert str(event["summary"]).startswith("SIMULATED")


def test_uid_is_that_of_the_rollover() -> None:
    """A later forecast of the same rollover has the same UID; that of the next one has another."""
    later = Forecast("a.example", "z1", "ZSK", due=START + DAY, after="R-1")
    following = Forecast("a.example", "z1", "ZSK", due=START, after="R-2")
    assert uid(NEXT) == uid(later) != uid(following)


def test_hostile_names_cannot_break_the_calendar() -> None:
    """Line ends and control characters in names stay inside their text."""
    bad = Forecast("a.example\r\nEND:VEVENT\x1b", "z1", "ZSK", due=START, start_min=START, start_max=START)
    made = calendar([bad], {}, START)
    assert len(Calendar.from_ical(made).walk("VEVENT")) == 1
    assert b"\x1b" not in made
