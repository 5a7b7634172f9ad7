"""Output of a PowerShell script or prompt that was redirected into a file, or copied from the screen."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.simulate.emit.console.errors import long_view, short_view
from analyzer.simulate.emit.console.languages import ENGLISH, Language
from analyzer.simulate.emit.console.runs import Run

_PROMPT = "PS C:\\Windows\\system32> "


def lines(
    run: Run, language: Language = ENGLISH, width: int = 80, version: int = 5, *, copied: bool = False
) -> Iterator[str]:
    """What a run printed; `copied` from the screen it has the prompts and what was typed.

    Loses the host, the account, the process and all times; without prompts also every
    try that succeeded.
    """
    for call in run.calls:
        if copied:
            yield f"{_PROMPT}{call.text}"
        yield from call.output
        if call.code and version == 5:
            yield from long_view(call, run, language, width)
        elif call.code:
            yield from short_view(call, run)
    if copied:
        yield _PROMPT
