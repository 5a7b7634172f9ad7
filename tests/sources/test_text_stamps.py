"""Times at the beginning of a line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.localtime import Clock
from analyzer.sources.text.stamps import is_stamped, read_stamp

CLOCK = Clock(ZoneInfo("UTC"), None)
TIME = datetime(2025, 3, 27, 8, 19, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("2025-03-27 08:19:20 ERROR failed", "ERROR failed"),
        ("[2025-03-27T08:19:20Z] [INFO] done", "[INFO] done"),
        ("ERROR 2025-03-27 08:19:20 [main] failed", "[main] failed"),
        ("[3/27/2025 8:19:20 AM] [ERROR] failed", "[ERROR] failed"),
        ("27.03.2025 08:19:20 failed", "failed"),
        ("2025/03/27 08:19:20 failed", "failed"),
        ("20250327081920 failed", "failed"),
        ("Thursday 27 March 2025  08:19:20 +0000 (0:00:01)", "(0:00:01)"),
        ("27/Mar/2025:08:19:20 failed", "failed"),
        ('time="2025-03-27T10:19:20+02:00" level=error', "level=error"),
        ("Thu 03/27/2025  8:19:20", ""),
    ],
)
def test_times_are_read(line: str, rest: str) -> None:
    """ISO, cultures, names of months, levels before it: the time and what stands behind it."""
    stamp = read_stamp(line, CLOCK)
    assert stamp is not None
    assert (stamp.time, stamp.rest) == (TIME, rest)


def test_syslog_names_the_host() -> None:
    """RFC 5424 has the host behind the time."""
    stamp = read_stamp("<165>1 2025-03-27T08:19:20.219Z dc1.corp.example app - - - failed", CLOCK)
    assert stamp is not None
    assert (stamp.host, stamp.basis) == ("dc1.corp.example", "utc")


@pytest.mark.parametrize(
    ("line", "why"),
    [("Mar 27 08:19:20 dc1 app: failed", "year"), ("3/4/2025 8:19:20 AM failed", "day and month")],
)
def test_what_cannot_be_told_is_said(line: str, why: str) -> None:
    """A time without its year, or whose day and month are unclear, is none; and it is said why."""
    stamp = read_stamp(line, CLOCK)
    assert stamp is not None
    assert stamp.time is None
    assert why in stamp.why


@pytest.mark.parametrize(
    "line", ["", "LastWriteTime : 2025-03-27 08:19:20", "version 2025.3.27", "9116", "+ 12 |"]
)
def test_other_lines_have_none(line: str) -> None:
    """A date within a line is not the line's time."""
    assert not is_stamped(line)


@given(st.text(max_size=80))
def test_no_text_raises(line: str) -> None:
    """Whatever stands there, a time or none comes out."""
    assert (read_stamp(line, CLOCK) is not None) == is_stamped(line)
