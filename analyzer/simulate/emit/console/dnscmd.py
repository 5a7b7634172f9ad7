"""What dnscmd prints: English in every language of Windows, and in two notations of one number."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.knowledge import code
from analyzer.simulate.emit.console.runs import Call, Run


def lines(run: Run, *, twice: bool = True, prompt: bool = False) -> Iterator[str]:
    """The output of one run of dnscmd; `prompt` adds the command line as the screen showed it.

    Some operations print the status in a line of its own and again at the end
    (`twice`); which do so for keys was not seen.  Loses the host, the account, the
    process and the time, and what was asked of whom unless `prompt` is set.
    """
    for call in run.calls:
        if prompt:
            yield f"C:\\Windows\\system32>{call.text}"
        yield from outcome(call, twice=twice)


def outcome(call: Call, *, twice: bool = True) -> Iterator[str]:
    """The lines that dnscmd ends with."""
    if call.code == 0:
        yield from ("", "Command completed successfully.", "")
        return
    if twice:
        yield f"DNS Server failed to change zone {call.zone}."
        yield f"    Status = {call.code} (0x{call.code:08x})"
    known = code(call.code)
    yield ""
    yield f"Command failed:  {known.name}     {call.code}    0x{call.code:X}"
    yield ""
