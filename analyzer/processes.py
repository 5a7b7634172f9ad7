"""A worker process before it has a task: loading what reads takes it as long as the command takes to load.

So a command starts one first of all, and this module loads nothing that takes time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress

_BEGIN = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline())\n"
    "from analyzer.fleet.child import main; main()"
)


def started() -> subprocess.Popen[bytes]:
    """A process that takes terms and units at its standard input; it ends when that is closed."""
    command = [sys.executable, "-P", "-c", _BEGIN]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    assert process.stdin is not None  # noqa: S101  # it is a pipe
    with suppress(OSError):  # where it has died, whoever listens to it is told so
        process.stdin.write(json.dumps(sys.path).encode() + b"\n")
        process.stdin.flush()
    return process
