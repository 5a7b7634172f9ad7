"""Processes beside the command's own: loading what they need takes them as long as the command takes to load.

So a command starts them first of all, and this module loads nothing that takes time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import BinaryIO

READER = "analyzer.fleet.child"
PAINTER = "analyzer.report.charts.child"

_BEGIN = (
    "import gc, signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "gc.disable()\n"  # what is loaded stays: who works for long looks for garbage when all is there
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline())\n"
    "from importlib import import_module; import_module(sys.argv[1]).main()"
)


def usable_cores() -> int:
    """How many processes can work at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def started(module: str) -> subprocess.Popen[bytes]:
    """A process in which that module's `main` listens to its standard input; it ends when that is closed."""
    command = [sys.executable, "-P", "-c", _BEGIN, module]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    assert process.stdin is not None  # noqa: S101  # it is a pipe
    with suppress(OSError):  # where it has died, whoever listens to it is told so
        process.stdin.write(json.dumps(sys.path).encode() + b"\n")
        process.stdin.flush()
    return process


def pipes() -> tuple[BinaryIO, BinaryIO]:
    """Within such a process: what it is given, and where answers go; what else is printed goes to stderr."""
    sent = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, sent
