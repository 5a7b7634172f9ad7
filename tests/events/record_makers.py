"""Records as sources hand them on, in the shapes that Windows logs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from analyzer.events import interpret
from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Event, Record

TIME = datetime(2026, 3, 2, 2, 0, 1, tzinfo=UTC)
GUID = "60901e33-ad11-429b-bbc8-0234171931c0"
OTHER_GUID = "96e2236a-4a4e-4f0a-9d0c-1f4c2f3a4b5c"
BRACED = f"{{{GUID.upper()}}}"
ZONE = "secure.example"
INVOKE = "Invoke-DnsServerSigningKeyRollover"
RUNSPACE = "e9d4be2a-52cd-483a-a7d1-e10f67df6e6c"
SESSION = f"ps:{RUNSPACE}/13"

POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell")
POWERSHELL_7 = ("PowerShellCore/Operational", "PowerShellCore")
OLD_POWERSHELL = ("Windows PowerShell", "PowerShell")
TASKS = ("Microsoft-Windows-TaskScheduler/Operational", "Microsoft-Windows-TaskScheduler")
SECURITY = ("Security", "Microsoft-Windows-Security-Auditing")
WMI = ("Microsoft-Windows-WMI-Activity/Operational", "Microsoft-Windows-WMI-Activity")
AUDIT = (AUDIT_CHANNEL, "Microsoft-Windows-DNSServer")
CLASSIC = (CLASSIC_CHANNEL, "Microsoft-Windows-DNS-Server-Service")

LABELS = (
    "Severity", "Host Name", "Host Version", "Host ID", "Host Application", "Engine Version", "Runspace ID",
    "Pipeline ID", "Command Name", "Command Type", "Script Name", "Command Path", "Sequence Number", "User",
    "Connected User", "Shell ID",
)  # fmt: skip
GERMAN = (
    "Schweregrad", "Hostname", "Hostversion", "Host-ID", "Hostanwendung", "Modulversion", "Runspace-ID",
    "Pipeline-ID", "Befehlsname", "Befehlstyp", "Skriptname", "Befehlspfad", "Sequenznummer", "Benutzer",
    "Verbundener Benutzer", "Shell-ID",
)  # fmt: skip


def record(log: tuple[str, str], event_id: int, fields: dict[str, str] | None = None, **more: Any) -> Record:
    """A record of host `OPS.corp.example`."""
    channel, provider = log
    values: dict[str, Any] = {
        "record_id": 42,
        "time": TIME,
        "computer": "OPS.corp.example",
        "path": "log.evtx",
    } | more
    return Record(
        position="c0+0x200",
        provider=provider,
        channel=channel,
        event_id=event_id,
        fields=fields or {},
        **values,
    )


def event_of(*given: Any, **more: Any) -> Event | None:
    """The event that a record made of these values is, if it is one."""
    found = list(interpret([record(*given, **more)]))
    assert len(found) <= 1
    return found[0] if found else None


def told(*given: Any, **more: Any) -> Event:
    """The event of such a record, which must be one."""
    found = event_of(*given, **more)
    assert found is not None
    return found


def context(labels: tuple[str, ...] = LABELS, **changes: str) -> str:
    """A ContextInfo as PowerShell 5.1 prints it; changes by English label, with `_` for blanks."""
    values = {
        "Severity": "Warning",
        "Host Name": "ConsoleHost",
        "Host Version": "5.1.20348.2227",
        "Host ID": "5a3793a4-31d1-4d3d-a8d1-4cd874d06e70",
        "Host Application": r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
        "Engine Version": "5.1.20348.2227",
        "Runspace ID": RUNSPACE,
        "Pipeline ID": "13",
        "Command Name": INVOKE,
        "Command Type": "Function",
        "Sequence Number": "24",
        "User": r"CORP\Anna",
        "Shell ID": "Microsoft.PowerShell",
    } | {name.replace("_", " "): value for name, value in changes.items()}
    return "".join(
        f"        {label} = {values.get(name, '')}\r\n" for name, label in zip(LABELS, labels, strict=True)
    )


def failure(code: object = "WIN32 9116", cmdlet: str = INVOKE, sentence: str = "Failed.") -> dict[str, str]:
    """The data of a 4100."""
    payload = f"Error Message = {sentence}\r\nFully Qualified Error ID = {code},{cmdlet}\r\n"
    return {"ContextInfo": context(Command_Name=cmdlet), "UserData": "", "Payload": payload}


def details(cmdlet: str = INVOKE, error: str | None = None, **bindings: str) -> str:
    """A 4103's payload in English."""
    lines = [f'CommandInvocation({cmdlet}): "{cmdlet}"']
    lines += [f'ParameterBinding({cmdlet}): name="{n}"; value="{v}"' for n, v in bindings.items()]
    lines += [f'NonTerminatingError({cmdlet}): "{error}"'] if error is not None else []
    return "".join(f"{line}\r\n" for line in lines)
