"""Records and events as bytes and back: JSON, compressed in blocks.

New fields come last, with a default: what an older archive packed lacks them.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import orjson

from analyzer.model import Action, Detection, Event, Record, Sighting

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND

_LEVEL = 3
_ODD = b" "
"""Before what orjson does not take: half characters, numbers of more than 64 bits."""
_RECORD = tuple(f.name for f in fields(Record) if f.name not in ("path", "time", "binary"))
_EVENT = tuple(f.name for f in fields(Event) if f.name not in ("path", "time", "detections", "sightings"))
_DETECTION = tuple(f.name for f in fields(Detection) if f.name not in ("path", "time"))
_SIGHTING = tuple(f.name for f in fields(Sighting) if f.name not in ("path", "time"))
_OF_RECORD, _OF_EVENT = attrgetter(*_RECORD), attrgetter(*_EVENT)
_OF_DETECTION, _OF_SIGHTING = attrgetter(*_DETECTION), attrgetter(*_SIGHTING)


def micros(time: datetime) -> int:
    """A time as microseconds since 1970."""
    since = time - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(microseconds: int) -> datetime:
    """The time of that many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=microseconds)


def pack_records(records: Iterable[Record]) -> bytes:
    """Records as bytes; whose file they are of is not among them."""
    return _pack([[micros(r.time), _text(r.binary), *_OF_RECORD(r)] for r in records])


def unpack_records(data: bytes, path: str, wanted: Collection[int] | None = None) -> list[Record]:
    """The records again, as of the file `path`: all, or those at the wanted places among them."""
    rows = _unpack(data)
    return [
        Record(path=path, time=moment(time), binary=_bytes(binary), **dict(zip(_RECORD, rest, strict=False)))
        for time, binary, *rest in (rows if wanted is None else map(rows.__getitem__, wanted))
    ]


def pack_events(events: Sequence[Event]) -> bytes | None:
    """Events as bytes, without whose file they are of; None for no events."""
    if not events:
        return None
    return _pack(
        [
            [
                micros(e.time),
                [[micros(d.time), *_OF_DETECTION(d)] for d in e.detections],
                [[micros(s.time), *_OF_SIGHTING(s)] for s in e.sightings],
                *_OF_EVENT(e),
            ]
            for e in events
        ]
    )


def unpack_events(data: bytes | None, path: str, since: int, until: int) -> Iterator[Event]:
    """The events again, as of the file `path`: those from `since` on and before `until`."""
    for time, detections, sightings, *rest in _unpack(data) if data else ():
        if not since <= time < until:
            continue
        values = dict(zip(_EVENT, rest, strict=False))
        values["action"] = Action(values["action"])
        yield Event(
            path=path,
            time=moment(time),
            detections=tuple(
                Detection(path=path, time=moment(t), **dict(zip(_DETECTION, told, strict=False)))
                for t, *told in detections
            ),
            sightings=tuple(
                Sighting(path=path, time=moment(t), **dict(zip(_SIGHTING, told, strict=False)))
                for t, *told in sightings
            ),
            **values,
        )


def _pack(rows: Any) -> bytes:
    try:
        text = orjson.dumps(rows)
    except orjson.JSONEncodeError:
        text = _ODD + json.dumps(rows, separators=(",", ":")).encode("ascii")
    return zstd.compress(text, _LEVEL)


def _unpack(data: bytes) -> Any:
    text = zstd.decompress(data)
    return json.loads(text) if text.startswith(_ODD) else orjson.loads(text)


def _text(binary: bytes | None) -> str | None:
    return None if binary is None else base64.b64encode(binary).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
