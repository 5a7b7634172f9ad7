"""What people and scripts keep of their sessions: transcripts, output, logs of their own.

These are made of tries, not of entries: Windows logs none of it.  Each module's
`lines(run, …)` gives the lines of one run without their ends; `write` ends and encodes them.
"""

from analyzer.simulate.emit.console.files import CONSOLES, Console, console
from analyzer.simulate.emit.console.runs import Call, Run, look, runs, with_looks
from analyzer.simulate.emit.console.text import write

__all__ = ["CONSOLES", "Call", "Console", "Run", "console", "look", "runs", "with_looks", "write"]
