"""The context that PowerShell logs with its events: who ran what in which host, runspace and pipeline.

The labels of 4100 and 4103 are in the language of Windows, but their order is not; those
of the classic 800 are always English.
"""

from __future__ import annotations

import ntpath
import re
from dataclasses import dataclass

from analyzer.events.identity import account
from analyzer.events.typed import script_of

_LABELS = (
    "Severity",
    "Host Name",
    "Host Version",
    "Host ID",
    "Host Application",
    "Engine Version",
    "Runspace ID",
    "Pipeline ID",
    "Command Name",
    "Command Type",
    "Script Name",
    "Command Path",
    "Sequence Number",
    "User",
    "Connected User",
    "Shell ID",
)
_OLD_LABELS = (
    "DetailSequence",
    "DetailTotal",
    "SequenceNumber",
    "UserId",
    "HostName",
    "HostVersion",
    "HostId",
    "HostApplication",
    "EngineVersion",
    "RunspaceId",
    "PipelineId",
    "ScriptName",
    "CommandLine",
)
_FRONT = _LABELS.index("Host Application") + 1
"""The first labels: the last of them has a command line, in which lines may break."""

_ENGLISH = re.compile(rf"(?:^|\s)({'|'.join(sorted(_LABELS, key=len, reverse=True))}) = ?")
_OLD = re.compile(rf"(?:^|\s)({'|'.join(_OLD_LABELS)})=")
_LINE = re.compile(r"^[ \t]*([^\s=][^=\r\n]{0,39}?) = ?(.*)$", re.MULTILINE)
_PROGRAM = re.compile(r"\s*+(?:\"([^\"]+)\"|(.+?\.exe)\b|(\S+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What PowerShell tells of a run; what it leaves empty is None.

    `start` is where in the text the context begins; `application` is the command line
    of the process, `command` the line of the classic event.  Where a session runs for
    another account than its own, `user` is that other one.
    """

    start: int
    application: str | None
    runspace: str | None
    pipeline: str | None
    cmdlet: str | None
    script: str | None
    user: str | None
    is_for_another: bool
    command: str | None

    @property
    def session(self) -> str | None:
        """The pipeline, as the name of a session."""
        return f"ps:{self.runspace}/{self.pipeline}" if self.runspace and self.pipeline else None

    @property
    def program(self) -> str | None:
        """The program in which PowerShell ran, without its folder."""
        found = _PROGRAM.match(self.application or "")
        path = next(filter(None, found.groups()), "") if found else ""
        return ntpath.basename(path).lower() or None


def read_context(text: str) -> Context:
    """The context of a 4100 or 4103 in any language, or of an 800, wherever it stands in the text."""
    values, start = _split(_ENGLISH, text)
    if "Runspace ID" not in values:
        old, old_start = _split(_OLD, text)
        values, start = _renamed(old), old_start
    if "Runspace ID" not in values:
        values, start = _in_order(text)
    get = values.get
    application = get("Host Application")
    return Context(
        start=start,
        application=application,
        runspace=(get("Runspace ID") or "").lower() or None,
        pipeline=get("Pipeline ID"),
        cmdlet=get("Command Name"),
        script=get("Script Name") or script_of(application or ""),
        user=account(None, get("Connected User") or get("User")),
        is_for_another=get("Connected User") not in (None, get("User")),
        command=get("CommandLine"),
    )


def _split(pattern: re.Pattern[str], text: str) -> tuple[dict[str, str], int]:
    """The values between labels, the first of each label; and where the first label stands."""
    found = list(pattern.finditer(text))
    ends = [*(m.start() for m in found[1:]), len(text)][: len(found)]
    values: dict[str, str] = {}
    for m, end in zip(found, ends, strict=True):
        if value := text[m.end() : end].strip():
            values.setdefault(m[1], value)
    return values, found[0].start() if found else len(text)


def _renamed(old: dict[str, str]) -> dict[str, str]:
    """The values of an 800 under the labels of a 4103."""
    folded = {label.replace(" ", "").lower(): label for label in _LABELS} | {"userid": "User"}
    return {folded.get(name.lower(), name): value for name, value in old.items()}


def _in_order(text: str) -> tuple[dict[str, str], int]:
    """The values by their lines: up to the command line counted from the front, the rest from the end."""
    lines = list(_LINE.finditer(text))
    count = len(_LABELS) if len(lines) >= len(_LABELS) else len(_LABELS) - 1
    if len(lines) < count:
        return {}, len(text)
    labels = [label for label in _LABELS if count == len(_LABELS) or label != "Connected User"]
    kept = lines[:_FRONT] + lines[_FRONT - count :]
    found = zip(labels, (m[2].strip() for m in kept), strict=True)
    return {label: value for label, value in found if value}, lines[0].start()
