"""How fast text is read when few of its lines matter, and in how much memory.

A script's log, a transcript, output of a console, the debug log: noise, and a failure or an
event now and then.  Each is compared with a plain loop of `re.search` over its lines, and
with ripgrep counting lines of the same pattern where that is installed.  `--size` is in MB;
ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.model import Stretch  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.emit.console import dnscmd, transcript  # noqa: E402
from analyzer.simulate.emit.console.errors import long_view  # noqa: E402
from analyzer.sources.shape import HEAD, Options, Source  # noqa: E402
from analyzer.sources.sniff import recognise  # noqa: E402
from tests.bench.bench_shapes import MEMORY, against  # noqa: E402
from tests.bench.measuring import measured  # noqa: E402
from tests.sources.text_reading import TIME, run  # noqa: E402

NOISE = 20_000
"""Lines of noise between two failures."""


def script_log(number: int) -> str:
    """Lines of a script that copies files, and an error record."""
    clock = TIME + timedelta(minutes=number)
    noise = "".join(
        f"{clock + timedelta(milliseconds=n):%Y-%m-%d %H:%M:%S} [INFO] copied C:\\Data\\report-{n:05}.docx "
        f"to \\\\backup01\\share\\reports, {n * 37} bytes in {n % 97} ms\r\n"
        for n in range(NOISE)
    )
    one = run(script=True)
    lines = "\r\n".join(long_view(one.calls[0], one))
    return f"{noise}{clock:%Y-%m-%d %H:%M:%S} [ERROR] the rollover failed:\r\n{lines}\r\n"


def session(number: int) -> str:
    """A transcript with a listing in it that is long."""
    noise = "".join(
        f"-a----        27/03/2025     08:19         {n * 31:8} report-{n:05}.docx\r\n" for n in range(NOISE)
    )
    lines = list(transcript.lines(run()))
    return "\r\n".join([*lines[:-4], f"PS C:\\> dir {number}", noise, *lines[-4:]]) + "\r\n"


def console(number: int) -> str:
    """Output of dnscmd between much other output, all under one time."""
    noise = "".join(
        f"record {n:05} of zone corp.example was checked and is as it should be\r\n" for n in range(NOISE)
    )
    day = f"{TIME + timedelta(days=number):%m/%d/%Y} 13:00:00\r\n"
    return f"{day}{noise}" + "\r\n".join(dnscmd.lines(run(dnscmd=True), prompt=True)) + "\r\n"


def debug_log(number: int) -> str:
    """Packets, and a start of the server."""
    clock = f"5/21/2015 1:{number % 60:02}:18 PM 0D48"
    packet = f"{clock} PACKET  000000000181D1C0 UDP Rcv 10.250.2.246    0c6b   Q [0001   D   NOERROR] "
    noise = "".join(f"{packet}A      (9)client{n:03}(4)corp(7)example(0)\r\n\r\n" for n in range(NOISE))
    return f"{noise}{clock} EVENT   The DNS server has started.\r\n"


MADE: dict[str, Callable[[int], str]] = {
    "script log": script_log,
    "transcript": session,
    "console log": console,
    "debug log": debug_log,
}


def write(name: str, path: Path, size: int) -> None:
    """Write a file of about that many bytes."""
    with path.open("wb") as stream:
        for number in count():
            if stream.tell() >= size:
                return
            stream.write(MADE[name](number).encode())


def read(path: Path) -> int:
    """Read as an audit does; how many records there were."""
    with path.open("rb") as stream:
        found = recognise(stream.read(HEAD))
        stream.seek(0)
        items = found[0].read(Source(path.name, stream), Options()) if found else ()
        return sum(item.records for item in items if isinstance(item, Stretch))


def compare(name: str, size: int) -> bool:
    """Measure one kind; whether its goals are reached."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        write(name, path, size)
        megabytes = path.stat().st_size / 1e6
        found = measured(read, path)
        print(
            f"{name:17}{megabytes:6.0f} MB {found.result:>8,} records {megabytes / found.seconds:6.0f} MB/s"
            f"  peak {found.memory:4.0f} MB"
        )
        kept = against(path, found.seconds, f"{'':17}")
    kept &= found.result > 0 and not found.memory > MEMORY
    if not kept:
        print(f"{'':17}GOAL MISSED")
    return kept


def main() -> int:
    """All kinds, or those named."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("names", nargs="*", default=list(MADE))
    arguments.add_argument("--size", type=int, default=256)
    given = arguments.parse_args()
    kept = [compare(name, given.size << 20) for name in given.names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
