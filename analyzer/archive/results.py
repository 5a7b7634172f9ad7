"""What was found in a week, kept for good: weeks compare, also when their raw data is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from analyzer.archive import schema
from analyzer.archive.parcel import INTERPRETER


@dataclass(frozen=True, slots=True)
class Result:
    """The findings and numbers of a week as `body`, and the numbers of the files it was made of.

    `is_current` says that this version of the program made it.
    """

    inputs: frozenset[int]
    body: dict[str, Any]
    is_current: bool = True


def result_of(connection: Connection, week: str, tz: str, configuration: str) -> Result | None:
    """The result that was kept for the week, if any was."""
    found = connection.execute(select(schema.results).where(*_place(week, tz, configuration))).first()
    if found is None:
        return None
    return Result(frozenset(_numbers(found.inputs)), json.loads(found.body), found.maker == INTERPRETER)


def keep_result(connection: Connection, week: str, tz: str, configuration: str, result: Result) -> None:
    """Keep a week's result in place of an earlier one."""
    connection.execute(delete(schema.results).where(*_place(week, tz, configuration)))
    connection.execute(
        insert(schema.results).values(
            week=week,
            tz=tz,
            configuration=configuration,
            inputs=_spans(result.inputs),
            maker=INTERPRETER,
            body=json.dumps(result.body, sort_keys=True),
        )
    )


def _place(week: str, tz: str, configuration: str) -> tuple[Any, ...]:
    columns = schema.results.c
    return columns.week == week, columns.tz == tz, columns.configuration == configuration


def _spans(numbers: Iterable[int]) -> str:
    """Numbers as `1-5 8`: files come in rows."""
    spans = []
    for _, group in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        row = [number for _, number in group]
        spans.append(str(row[0]) if len(row) == 1 else f"{row[0]}-{row[-1]}")
    return " ".join(spans)


def _numbers(text: str) -> Iterator[int]:
    for span in text.split():
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)
