"""Computers, and which of their logs are on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.entry import Provider

POWERSHELL_CHANNEL = "Microsoft-Windows-PowerShell/Operational"
PWSH_CHANNEL = "PowerShellCore/Operational"
OLD_POWERSHELL_CHANNEL = "Windows PowerShell"
TASKS_CHANNEL = "Microsoft-Windows-TaskScheduler/Operational"
SECURITY_CHANNEL = "Security"
SYSMON_CHANNEL = "Microsoft-Windows-Sysmon/Operational"
DSC_CHANNEL = "Microsoft-Windows-DSC/Operational"
SYSTEM_CHANNEL = "System"

DNS_AUDIT = Provider("Microsoft-Windows-DNSServer", "EB79061A-A566-4698-9119-3ED2807060E7")
DNS_CLASSIC = Provider("Microsoft-Windows-DNS-Server-Service", "71A551F5-C893-4849-886B-B5EC8502641E")
DNS_CLASSIC_2012 = Provider(DNS_CLASSIC.name, DNS_CLASSIC.guid, "DNS")
POWERSHELL = Provider("Microsoft-Windows-PowerShell", "A0C1853B-5C40-4B15-8766-3CF1C58F985A")
PWSH = Provider("PowerShellCore", "F90714A8-5509-434A-BF6D-B1624C8A19A2")
OLD_POWERSHELL = Provider("PowerShell")
TASKS = Provider("Microsoft-Windows-TaskScheduler", "DE7B24EA-73C8-4A09-985D-5BDADCFA9017")
AUDITING = Provider("Microsoft-Windows-Security-Auditing", "54849625-5478-4994-A5BA-3E3B0328C30D")
EVENTLOG = Provider("Microsoft-Windows-Eventlog", "FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148")
SYSMON = Provider("Microsoft-Windows-Sysmon", "5770385F-C22A-43E0-BF4C-06F5698FFBD9")
DSC = Provider("Microsoft-Windows-DSC", "50DF9E12-A8C4-4939-B281-47E1325BA63E")

StageForm = Literal["powershell", "name", "number"]
DNS_CHANNELS = (AUDIT_CHANNEL, CLASSIC_CHANNEL)


@dataclass(frozen=True, slots=True)
class Jump:
    """A clock that somebody set forth or back `by` so much at one moment, and right again at another."""

    at: datetime
    until: datetime
    by: timedelta


@dataclass(frozen=True, slots=True)
class Host:
    """A computer: `name` is its full name in lower case, `computer` how its logs spell it.

    By default Windows logs neither modules nor the history of tasks nor processes;
    terminating errors of PowerShell it always logs.  `first_ids` says at which record
    id a channel stands when the simulation begins; `skew` is how far its clock is
    ahead, beside any `jump`.  `aliases` are its other names.  `stage_form` is how events 784 and 785 print a
    stage, which is not known.
    """

    name: str
    computer: str
    kind: Literal["server", "operator"]
    old: bool = False
    module_logging: bool = False
    task_history: bool = False
    process_auditing: bool = False
    stage_form: StageForm = "powershell"
    skew: timedelta = timedelta(0)
    jump: Jump | None = None
    aliases: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    first_ids: dict[str, int] = field(default_factory=dict)

    def clock(self, time: datetime) -> datetime:
        """What its clock shows at a time."""
        jump = self.jump
        jumped = jump.by if jump and jump.at <= time < jump.until else timedelta(0)
        return time + self.skew + jumped

    def logs(self, channel: str) -> bool:
        """Whether that channel of this host is written at all."""
        if channel in self.off:
            return False
        return {
            TASKS_CHANNEL: self.task_history,
            OLD_POWERSHELL_CHANNEL: self.module_logging,
            SECURITY_CHANNEL: self.process_auditing,
            AUDIT_CHANNEL: self.kind == "server",
            CLASSIC_CHANNEL: self.kind == "server",
        }.get(channel, True)
