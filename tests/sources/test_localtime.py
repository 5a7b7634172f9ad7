"""Times as cultures print them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import TimeBasis
from analyzer.simulate.emit.cultures import CULTURES, Culture
from analyzer.sources.decoding import utf8_blocks
from analyzer.sources.localtime import Clock, Settled, settle
from analyzer.sources.shape import DateOrder, Options

EARLY, LATE, LAST_OF_YEAR = (datetime.fromisoformat(t) for t in ("2012-01-01", "2040-01-01", "2025-12-31"))
BERLIN = ZoneInfo("Europe/Berlin")


def when(*parts: int) -> datetime:
    """A time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "order", "time"),
    [
        ("10/7/2016 06:38:24 PM", "mdy", when(2016, 10, 7, 16, 38, 24)),
        ("4/16/2020 3:47:36 PM", None, when(2020, 4, 16, 13, 47, 36)),
        ("4/16/2020 3:47:36\u202fPM", None, when(2020, 4, 16, 13, 47, 36)),
        ("5/21/2015 12:00:00 AM", None, when(2015, 5, 20, 22)),
        ("07/10/2016 18:38:24", "dmy", when(2016, 10, 7, 16, 38, 24)),
        ("27.10.2021 12:28:26", None, when(2021, 10, 27, 10, 28, 26)),
        ("9.3.2021 10.11.12", None, when(2021, 3, 9, 9, 11, 12)),
        ("27. 10. 2021 12:28:26", None, when(2021, 10, 27, 10, 28, 26)),
        ("2024. 01. 05. 10:00:00", None, when(2024, 1, 5, 9)),
        ("2017/11/18 15:35:24", None, when(2017, 11, 18, 14, 35, 24)),
        ("2026/1/5 下午 03:00:00", None, when(2026, 1, 5, 14)),
        ("2017-01-01 00:00:00", None, when(2016, 12, 31, 23)),
        ("3/27/2025, 8:19:20.219 AM", None, when(2025, 3, 27, 7, 19, 20, 219000)),
        ("20250101123000", None, when(2025, 1, 1, 11, 30)),
    ],
)
def test_local_times(text: str, order: DateOrder | None, time: datetime) -> None:
    """A time without a zone is read in the zone given, and marked as assumed."""
    assert Clock(BERLIN, order).read(text) == (time, "assumed")


@pytest.mark.parametrize(
    ("text", "time", "basis"),
    [
        ("2024-01-31T04:26:39.0170000Z", when(2024, 1, 31, 4, 26, 39, 17000), "utc"),
        ("2017-05-09T08:54:26.798142300Z", when(2017, 5, 9, 8, 54, 26, 798142), "utc"),
        ("2025-03-27 08:19:20 UTC", when(2025, 3, 27, 8, 19, 20), "utc"),
        ("2025-01-01T00:00:00+01:00", when(2024, 12, 31, 23), "zone"),
        ("/Date(1779351167820)/", when(2026, 5, 21, 8, 12, 47, 820000), "utc"),
    ],
)
def test_times_that_tell_their_zone(text: str, time: datetime, basis: TimeBasis) -> None:
    """A zone that is logged is used, whatever was given, and the basis says so."""
    assert Clock(BERLIN, None).read(text) == (time, basis)


@pytest.mark.parametrize(
    "text", ["", "x", "1/2/3", "99/99/2020 10:00:00", "3/4/2020 10:00:00", "1/1/0001 00:00:00"]
)
def test_what_is_no_time(text: str) -> None:
    """No time, an impossible one, one in no order, and a time before all logs are None."""
    assert Clock(UTC, None).read(text) is None


@given(st.datetimes(EARLY, LATE), st.sampled_from(CULTURES))
def test_every_culture_of_the_simulator(time: datetime, culture: Culture) -> None:
    """What a culture's clock prints is read back to the second."""
    printed = culture.clock(time)
    day_first = culture.clock(LAST_OF_YEAR).startswith("31")
    read = Clock(UTC, "dmy" if day_first else "mdy").read(printed)
    assert read is not None
    assert abs(read[0] - time.replace(tzinfo=UTC)) < timedelta(seconds=60 if printed.count(":") < 2 else 1)


def settled(text: str, options: Options = Options()) -> tuple[Settled, str]:  # noqa: B008 (it is frozen)
    """What is found out of a text, and the text as it is read afterwards."""
    found = settle(utf8_blocks(io.BytesIO(text.encode())), rb"Date: ", options)
    return found, b"".join(found.blocks).decode()


@pytest.mark.parametrize(
    ("dates", "order", "ambiguous"),
    [
        (["3/4/2020 1:00:00", "3/13/2020 1:00:00"], "mdy", True),
        (["3/4/2020 1:00:00", "13/3/2020 1:00:00"], "dmy", True),
        (["3-4-2020 1:00:00", "13-3-2020 1:00:00"], "dmy", True),
        (["3.4.2020 1:00:00"], None, False),
        (["2020/3/4 1:00:00"], None, False),
        ([], None, False),
    ],
)
def test_evidence_decides(dates: list[str], order: DateOrder | None, ambiguous: bool) -> None:
    """The first day above 12 decides for the whole file; nothing of the file is lost by looking ahead."""
    text = "".join(f"Date: {date}\nnot a Date: 31/12/2020\n" for date in dates)
    found, again = settled(text)
    assert (found.order, found.ambiguous) == (order, ambiguous)
    assert again == text
    assert found.refusal("log") is None


def test_without_evidence_the_file_is_refused() -> None:
    """Without a telling date and an option there is a loss that names the cure; with it there is none."""
    text = "Date: 3/4/2020 1:00:00\n" * 3
    loss = settled(text)[0].refusal("log")
    assert loss is not None
    assert (loss.kind, "--date-order" in loss.reason) == ("refused", True)
    found, _ = settled(text, Options(date_order="dmy"))
    assert (found.order, found.refusal("log")) == ("dmy", None)


def test_what_is_read_ahead_may_be_large() -> None:
    """A file whose last line tells is decided by it, and read from its beginning."""
    text = "Date: 3/4/2020 1:00:00\n" * 500_000 + "Date: 13/4/2020 1:00:00\n"
    found, again = settled(text)
    assert (found.order, len(again)) == ("dmy", len(text))


def test_a_time_with_blanks_without_end() -> None:
    """It is none, and found to be none at once; where it is not, this test does not end."""
    assert Clock(ZoneInfo("UTC"), "mdy").read("3/27/2025 8:21:20" + " " * 1_000_000 + "x") is None
