"""Small sound files of every format that is read: what mutation starts from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from analyzer.simulate.emit.console.files import CONSOLES, console
from analyzer.simulate.emit.cultures import EN_US
from analyzer.simulate.emit.formats import EMITTERS, emitter
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, EMPTY, NO_NUMBER, PIPELINE, STARTED, TIME
from tests.simulate.sample_runs import DNSCMD, KEYS, SCRIPT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CULTURES = ("eventviewer-csv@de-DE", "wevtutil-text-local@de-DE", "get-winevent-list@de-DE")
_ENTRIES = [
    replace(entry, record_id=number, time=TIME + timedelta(minutes=number))
    for number, entry in enumerate([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER], 1)
]
_PAIRS = {f"{first}-{first + 1}": _ENTRIES[first - 1 : first + 1] for first in (1, 3, 5)}
_SINGLES = {f"{entry.record_id}": [entry] for entry in _ENTRIES}
_LOGS = ("evtx", "evtx-export", "evtx-literal")
"""The format that holds together by most, and of which most files are."""


def seeds() -> dict[str, bytes]:
    """Files of every format, by the format's name: one of all kinds of records, and smaller ones.

    The smaller a file, the more inputs a second, and the likelier that a mutation meets
    what holds it together.
    """
    formats = (*EMITTERS, *_CULTURES)
    found = {name: _written(name, _ENTRIES) for name in formats}
    found |= {f"{name} {part}": _written(name, pair) for name in formats for part, pair in _PAIRS.items()}
    found |= {f"{name} {part}": _written(name, one) for name in _LOGS for part, one in _SINGLES.items()}
    found |= {name: _left_behind(name) for name in CONSOLES}
    found |= {name: _snapshot(name) for name in SNAPSHOTS}
    found["truth"] = json.dumps({"simulated": True, "rollovers": []}).encode()
    packers = {
        "gzip": gzip.compress,
        "xz": lzma.compress,
        "bzip2": bz2.compress,
        "zstd": zstd.compress,
        "zip": _zipped,
    }
    for packed in ("evtx 1-2", "winlogbeat 1-2", "transcript-7"):
        found |= {f"{packed} in {name}": pack(found[packed]) for name, pack in packers.items()}
    return found


def _written(name: str, entries: Sequence[Entry]) -> bytes:
    stream = io.BytesIO()
    emitter(name).write(stream, entries)
    return stream.getvalue()


def _left_behind(name: str) -> bytes:
    stream = io.BytesIO()
    console(name).write(stream, DNSCMD if "dnscmd" in name else SCRIPT)
    return stream.getvalue()


def _snapshot(name: str) -> bytes:
    stream = io.BytesIO()
    SNAPSHOTS[name](stream, KEYS, "UTC", EN_US)
    return stream.getvalue()


def _zipped(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/log", data)
        archive.writestr("b/log", data[: len(data) // 2])
    return stream.getvalue()
