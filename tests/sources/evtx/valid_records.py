"""What readers get from a damaged file that is as it was: only such records are valid."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyevtx
from dissect.eventlog.evtx import Evtx as DissectEvtx
from evtx import PyEvtxParser
from Evtx.Evtx import Evtx as PythonEvtx

from analyzer.model import Item, Record
from analyzer.simulate.damage.layout import placed
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.shape import Options, Source

_MOST = 100_000
"""Steps of a reader that damage may lead round in circles."""
_SOME = 1_000
"""Failures in a row after which a reader has given up."""

Said = str
"""All that a reader says of one record; equal where it says the same."""

_ID = re.compile(r"(?:record_id=|EventRecordID\D{1,6})(\d+)")
_HEAD, _TAIL = 24, 4
"""Bytes of a record before and behind its content, which readers can do without."""


def ours(data: bytes) -> tuple[list[Item], set[Said]]:
    """All items, and the records among them, wherever they lie; every record has to be decoded."""
    items = list(Evtx().read(Source("a.evtx", io.BytesIO(data)), Options()))
    records = (replace(item, position="") for item in items if isinstance(item, Record))
    return items, {str(record) for record in records}


def rust(path: Path) -> set[Said]:
    """The XML of every record."""
    return {record["data"] for record in _lenient(PyEvtxParser(str(path)).records())}


def python_evtx(path: Path) -> set[Said]:
    """The XML of every record."""
    return {text for text in map(_xml, _python_evtx_records(path)) if text}


def most_of_python_evtx(path: Path) -> int:
    """How many records it finds, readable or not: much faster than reading them."""
    return len({record.offset() for record in _python_evtx_records(path)})


def libevtx(path: Path) -> set[Said]:
    """The XML of every record that it does not call recovered."""
    log = pyevtx.file()
    try:
        log.open(str(path))
    except OSError:
        return set()
    texts = (_attempt(lambda n=n: log.get_record(n).get_xml_string()) for n in range(log.number_of_records))
    return {text for text in texts if text}


def dissect(path: Path) -> set[Said]:
    """Every field of every record."""
    with path.open("rb") as stream:
        found = (
            _attempt(lambda r=r: str(sorted((k, str(v)) for k, v in r.items())))
            for r in _lenient(DissectEvtx(stream))
        )
        return {text for text in found if text}


FAST: dict[str, Callable[[Path], set[Said]]] = {"evtx": rust, "libevtx": libevtx, "dissect": dissect}


def of_whole_records(said: Iterable[Said], whole: set[int]) -> set[Said]:
    """What is said of those records; a reader may miss damage that it does not look at."""
    return {text for text in said if (found := _ID.search(text)) and int(found[1]) in whole}


def whole_records(sound: bytes, spoilt: bytes) -> set[int]:
    """The ids of the records whose content stands untouched in a damaged file, wherever that is."""
    ids = [record.record_id or 0 for record in ours(sound)[0] if isinstance(record, Record)]
    return {p.record_id for p in placed(sound, ids) if sound[p.start + _HEAD : p.end - _TAIL] in spoilt}


def _python_evtx_records(path: Path) -> Iterator[Any]:
    with PythonEvtx(str(path)) as log:
        for chunk in _lenient(log.chunks()):
            yield from _lenient(chunk.records())


def _xml(record: Any) -> str | None:
    return _attempt(record.xml)


def _attempt(read: Callable[[], str]) -> str | None:
    try:
        return read()
    except Exception:  # readers stumble over damage in as many ways as there are bytes
        return None


def _lenient(records: Iterable[Any]) -> Iterator[Any]:
    """All that a reader gives if it is asked on after it failed."""
    source, failed = iter(records), 0
    for _ in range(_MOST):
        try:
            record = next(source)
        except StopIteration:
            return
        except Exception:  # as above
            failed += 1
            if failed > _SOME:
                return
            continue
        failed = 0
        yield record
