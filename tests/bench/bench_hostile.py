"""How long files made to harm the reader take: bombs, archives, circles, and lines of 2 GB.

    python tests/bench/bench_hostile.py [--size 2147483648]

Each is read under the limits that hold where none are configured.  Prints seconds and what is
said of the file; ends with 1 where one takes more than 10 s of the processor, or nothing is said.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.model import Input, Item, Loss  # noqa: E402  # the path is needed for what follows
from analyzer.sources import Limits, Options, read  # noqa: E402
from analyzer.sources.files import read_entry  # noqa: E402
from analyzer.sources.folders import Entry  # noqa: E402
from analyzer.sources.streams import Tap  # noqa: E402
from tests.hostile.test_hostile_files import (  # noqa: E402
    CIRCLES,
    ENTITIES,
    EVENT,
    LINES,
    LOG,
    XML,
    Endless,
)

MOST_SECONDS = 10


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Hostile files that fit into memory, by name; each is made when its turn comes."""
    for name, data in ENTITIES.items():
        yield f"document type: {name}", partial(bytes, data)
    deep = EVENT.replace(b"<EventData>", b"<EventData>" + b"<a>" * 400_000 + b"</a>" * 400_000, 1)
    yield "400,000 elements within each other", lambda: XML.replace(b"</Events>", b"") + deep + EVENT
    yield "zip bomb, 16 GB of zeros behind logs", partial(_bomb)
    yield (
        "zip that points out of its folder",
        lambda: zipped(dict.fromkeys(("../../a.evtx", "/etc/b.evtx", "C:\\c.evtx"), LOG)),
    )
    yield "zip of 20,000 files", lambda: zipped({f"{n}.log": b"x" for n in range(20_000)})
    for name, spoil in CIRCLES.items():
        yield f"EVTX in circles: {name}", partial(_spoilt, spoil)


def _bomb() -> bytes:
    inner = zipped({f"{n}.evtx": LOG + bytes(64 << 20) for n in range(4)})
    return zipped({f"{n}.zip": inner for n in range(64)})


def _spoilt(spoil: Callable[[bytearray], None]) -> bytes:
    data = bytearray(LOG)
    spoil(data)
    return bytes(data)


def one_line(begin: bytes, again: bytes, size: int) -> list[Item]:
    """The items of a file that is one line of that size, made while it is read."""

    def tap(_: object, budget: object = None, beat: Callable[[], None] = lambda: None) -> Tap:
        return Tap(Endless(begin, again, size), budget, beat)  # type: ignore[arg-type]  # passed on

    with tempfile.NamedTemporaryFile() as empty, patch("analyzer.sources.files.Tap", tap):
        return list(read_entry(Entry(Path(empty.name), "a"), Options(), Limits()))


def whole(data: bytes) -> list[Item]:
    """The items of a file with these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        return list(read([path]))


def main() -> int:
    """Measure all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=2 << 30)
    size = parser.parse_args().size
    failed = 0
    works: list[tuple[str, Callable[[], list[Item]]]] = [
        (name, partial(whole, make())) for name, make in files()
    ]
    works += [(f"one line, {name}", partial(one_line, *LINES[name], size)) for name in LINES]
    for name, work in works:
        begun, cpu = time.perf_counter(), time.process_time()
        items = work()
        took, used = time.perf_counter() - begun, time.process_time() - cpu
        losses = [item.reason for item in items if isinstance(item, Loss)]
        told = losses or [f"{i.records_total} records" for i in items if isinstance(i, Input)]
        failed += used > MOST_SECONDS or not told
        print(f"{took:6.2f} s ({used:6.2f} s of processor)  {name}: {told[0][:90]}")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
