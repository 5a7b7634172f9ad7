"""Small sound files of every format that is read: what mutation starts from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from dataclasses import replace
from datetime import timedelta

from analyzer.simulate.emit.console.files import CONSOLES, console
from analyzer.simulate.emit.cultures import EN_US
from analyzer.simulate.emit.formats import EMITTERS, emitter
from analyzer.simulate.emit.snapshots.files import SNAPSHOTS
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, EMPTY, NO_NUMBER, PIPELINE, STARTED, TIME
from tests.simulate.sample_runs import DNSCMD, KEYS, SCRIPT

_CULTURES = ("eventviewer-csv@de-DE", "wevtutil-text-local@de-DE", "get-winevent-list@de-DE")
_ENTRIES = [
    replace(entry, record_id=number, time=TIME + timedelta(minutes=number))
    for number, entry in enumerate([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER] * 3, 1)
]


def seeds() -> dict[str, bytes]:
    """A file of every format, by the format's name."""
    found = {name: _written(name) for name in (*EMITTERS, *_CULTURES)}
    found |= {name: _left_behind(name) for name in CONSOLES}
    found |= {name: _snapshot(name) for name in SNAPSHOTS}
    found["truth"] = json.dumps({"simulated": True, "rollovers": []}).encode()
    log, text = found["evtx"], found["winlogbeat"]
    packers = {"gzip": gzip.compress, "xz": lzma.compress, "bzip2": bz2.compress, "zip": _zipped}
    found |= {f"evtx in {name}": pack(log) for name, pack in packers.items()}
    found |= {f"json in {name}": pack(text) for name, pack in packers.items()}
    return found


def _written(name: str) -> bytes:
    stream = io.BytesIO()
    emitter(name).write(stream, _ENTRIES)
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
