"""The log that a script keeps of itself: a time before each line, and the error in the script's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from analyzer.knowledge import code
from analyzer.simulate.emit import times
from analyzer.simulate.emit.console.dnscmd import outcome
from analyzer.simulate.emit.console.errors import long_view
from analyzer.simulate.emit.console.runs import Call, Run
from analyzer.simulate.emit.cultures import EN_US, Culture

Says = Literal["error-id", "error-code", "exit-code", "hresult", "message", "record", "dnscmd"]
"""How the script tells of an error: a field of the exception, an exit code, the sentence, or raw output."""

Clock = Literal["culture", "iso", "offset"]


def lines(
    run: Run,
    says: Says = "error-id",
    clock: Clock = "iso",
    zone: str = "UTC",
    culture: Culture = EN_US,
) -> Iterator[str]:
    """The script's log of a run: each try, and how it ended.

    Loses the host, the account and the process; the zone, unless the clock is `offset`;
    the number, where the script logs the sentence only (`message`).
    """
    for call in run.calls:
        time = times.local(call.time, zone)
        stamp = {
            "culture": culture.clock(time),
            "iso": time.strftime("%Y-%m-%d %H:%M:%S"),
            "offset": time.isoformat(timespec="seconds"),
        }[clock]
        yield f"[{stamp}] [INFO] {call.text}"
        if call.code == 0:
            yield f"[{stamp}] [INFO] {call.operation} on {call.zone} done"
            continue
        first, *rest = _told(call, run, says)
        yield f"[{stamp}] [ERROR] {first}"
        yield from rest


def _told(call: Call, run: Run, says: Says) -> list[str]:
    failed = f"{call.operation} on {call.zone} ({call.server}) failed"
    return {
        "error-id": lambda: [f"{failed}: {call.failure} (WIN32 {call.code},{call.operation})"],
        "error-code": lambda: [f"{failed}: error_Code={call.code}"],
        "exit-code": lambda: [f"{failed} with exit code {call.code}"],
        "hresult": lambda: [f"{failed}: HRESULT {code(call.code).hresult_signed}"],
        "message": lambda: [f"{failed}: {call.failure}"],
        "record": lambda: [f"{failed}:", *long_view(call, run, width=80)],
        "dnscmd": lambda: [f"{failed}:", *outcome(call)],
    }[says]()
