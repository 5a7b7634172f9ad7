"""Rows counted together against rows read one by one."""

from __future__ import annotations

import csv
import io
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.model import Loss
from analyzer.sources.csv import shape
from analyzer.sources.csv.bulk import Grouped, columns_of, group_rows, split_rows
from analyzer.sources.csv.layout import find_layout
from analyzer.sources.csv.places import by_quotes
from analyzer.sources.shape import Options
from tests.sources.shaped import read_bytes

HEADER = "Level,Date and Time,Source,Event ID,Task Category\r\n"
DNS = "Microsoft-Windows-DNSServer"
ROWS = st.tuples(
    st.sampled_from(["Information", "Fehler", "", 'a "b"', "x" * 90]),
    st.sampled_from(
        [
            "3/27/2025 8:19:20 AM",
            "3/27/2025 8:59:01 AM",
            "13.3.2025 12:00:00",
            "2025-03-27 08:19:20.5",
            "soon",
            "1:2:3",
        ]
    ),
    st.sampled_from([DNS, "Microsoft-Windows-PrintService", "DNS", "a:b"]),
    st.sampled_from(["519", "520", "528", "", "x"]),
    st.sampled_from(["None", "(7)"]),
    st.sampled_from(["text", "two\r\nlines", 'a "quoted" word', "a, b", "", "ü" * 50]),
)


def one_by_one(data: bytes) -> object:
    """What comes out if nothing is counted together."""
    with mock.patch.object(shape, "columns_of", return_value=None):
        return read_bytes(data, Options(date_order="mdy"))


@given(st.lists(ROWS, max_size=30), st.lists(st.integers(1, 9), min_size=30, max_size=30))
def test_both_ways_tell_the_same_of_records_with_ids(rows: list[tuple[str, ...]], ids: list[int]) -> None:
    """The same where the message comes first and each record has an id, met twice or not."""
    text = io.StringIO()
    # An id stands for one record only.
    table = (
        (m, i, f"{r}{len(s)}{ord(s[0])}{i}", s, d) for (_, d, s, i, _, m), r in zip(rows, ids, strict=False)
    )
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    data = ("Message,Id,RecordId,ProviderName,TimeCreated\r\n" + text.getvalue()).encode()
    assert read_bytes(data, Options(date_order="mdy")) == one_by_one(data)


@given(
    st.lists(
        st.lists(
            st.sampled_from([None, "", "x", "a, b", "two\r\nlines", 'a "b"', "1,,2"]), min_size=3, max_size=6
        ),
        min_size=1,
        max_size=8,
    )
)
def test_quotes_alone_tell_where_fields_are(table: list[list[str | None]]) -> None:
    """Where all fields have quotes but those that are null, each place that is sure holds what csv reads."""
    lines = [",".join("" if f is None else '"' + f.replace('"', '""') + '"' for f in row) for row in table]
    data = "".join(f"{line}\r\n" for line in lines).encode()
    split = split_rows(data, ord(","))
    assert split is not None
    rows, _ = split
    places = by_quotes(rows, ord(","))
    if any(row[0] is None for row in table):
        assert places is None
        return
    assert places is not None
    for column in range(6):
        span, sure = places(column)
        for row, begin, end, known in zip(table, span.starts, span.ends, sure, strict=True):
            wanted = row[column] if column < len(row) else None
            assert known == (wanted is not None and '"' not in wanted)
            assert not known or data[begin:end].decode() == wanted


@given(st.lists(ROWS, max_size=30), st.sampled_from(["", "torn,row\n", 'x "y" z,"\n', "\n\n", '"', "a\rb\n"]))
@example([("Information", "3/27/2025 8:19:20 AM", DNS, "519", "None", "x")] * 3, "")
def test_both_ways_tell_the_same(rows: list[tuple[str, ...]], tail: str) -> None:
    """Records, counts, spans and losses are the same, whatever the rows look like."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    data = (HEADER + text.getvalue() + tail + text.getvalue()).encode()
    assert read_bytes(data, Options(date_order="mdy")) == one_by_one(data)


def test_rows_are_grouped_by_the_hour() -> None:
    """Rows that differ in minute and second only are one group, with how much later each is."""
    times = ["8:19:20 AM", "8:00:05 AM", "8:59:59.25 AM", "9:00:00 AM", "8:30:00 PM"]
    data = "".join(f"Information,3/27/2025 {time},{DNS},519,None,x\n" for time in times).encode()
    found = grouped(HEADER, data)
    assert {g.hour.decode(): (g.rows.tolist(), (g.shifts / 1e6).tolist()) for g in found.groups} == {
        "3/27/2025 8:00:00 AM": ([0, 1], [1160, 5]),
        "3/27/2025 8:00:00.00 AM": ([2], [3599.25]),
        "3/27/2025 9:00:00 AM": ([3], [0]),
        "3/27/2025 8:00:00 PM": ([4], [1800]),
    }
    assert found.ids is None
    assert found.left.tolist() == []


def test_rows_with_record_ids_keep_them() -> None:
    """Whatever the order of the columns; a row whose id is no number is left to be looked at."""
    rows = [("a, b", "519", "1", DNS, "3/27/2025 8:00:01 AM"), ("c", "519", "", DNS, "3/27/2025 8:00:02 AM")]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([*rows, ("d\ne", "519", "2", *rows[0][3:])])
    found = grouped("Message,Id,RecordId,ProviderName,TimeCreated\n", text.getvalue().encode())
    (group,) = found.groups
    assert found.ids is not None
    assert found.ids[group.rows].tolist() == [1, 2]
    assert found.left.tolist() == [1]


def grouped(header: str, data: bytes) -> Grouped:
    """The rows below a header."""
    layout = find_layout(header)
    assert layout is not None
    columns, split = columns_of(layout), split_rows(data, ord(","))
    assert columns is not None
    assert split is not None
    return group_rows(*split, columns)


@pytest.mark.parametrize("header", ["Message,Id,LogName,TimeCreated", "KeyId,KeyType"])
def test_other_tables_are_read_row_by_row(header: str) -> None:
    """Where no column names the provider, or rows are no events, nothing is counted together."""
    layout = find_layout(f"{header}\n")
    assert layout is not None
    assert columns_of(layout) is None


def test_a_quote_within_a_field_is_no_reason_to_join_rows() -> None:
    """A writer that does not quote quotes is read as csv reads it."""
    row = f'Information,3/27/2025 8:19:20 AM,{DNS},528,None,a 5" disk\n'
    found = read_bytes((HEADER + row * 3).encode())
    assert len(found.records) == 3
    assert not [i for i in found.items if isinstance(i, Loss)]


def test_hours_that_are_two_in_utc() -> None:
    """In zones half an hour off, rows of one local hour are told in the two hours that they are in UTC."""
    times = ["3/27/2025 8:10:00 AM", "3/27/2025 8:20:00 AM", "3/27/2025 8:50:00 AM"]
    data = (HEADER + "".join(f"Information,{t},{DNS},519,None,x\n" for t in times)).encode()
    options = Options(ZoneInfo("Asia/Kolkata"), "mdy", hourly=True)
    found = read_bytes(data, options)
    assert [(t.start.hour, t.count) for t in found.tallies] == [(2, 2), (3, 1)]
