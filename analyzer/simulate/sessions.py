"""Programs that run on a host, with the ids by which their traces hang together."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.simulate.hosts import Host
from analyzer.simulate.world import Actor, World

POWERSHELL_EXE = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
DNSCMD_EXE = r"C:\Windows\System32\dnscmd.exe"
PWSH_EXE = r"C:\Program Files\PowerShell\7\pwsh.exe"
POWERSHELL_VERSION = "5.1.20348.2227"
PWSH_VERSION = "7.4.6"


@dataclass(frozen=True, slots=True)
class Process:
    """One run of a program on a host, by an account; of a scheduled task, where `task` names one."""

    host: Host
    actor: Actor
    program: str
    command_line: str
    process_id: int
    task: str = ""


@dataclass(slots=True)
class Session:
    """One run of PowerShell: a console where `script` is empty.

    `stops` says that errors end the command (`-ErrorAction Stop`), as good scripts have
    it and people at a console do not: only then Windows logs an error's number.  `core`
    is PowerShell 7.
    """

    process: Process
    thread_id: int
    host_id: str
    runspace_id: str
    script: str
    stops: bool
    core: bool = False
    pipeline: int = 0
    sequence: int = 14

    @property
    def version(self) -> str:
        """The version of PowerShell."""
        return PWSH_VERSION if self.core else POWERSHELL_VERSION

    def next_pipeline(self) -> None:
        """Count one more pipeline, as ContextInfo does."""
        self.pipeline += 1
        self.sequence += 2


def open_session(
    world: World, host: Host, actor: Actor, script: str = "", *, stops: bool = True, core: bool = False
) -> Session:
    """Start PowerShell on a host, with a script or as a console."""
    arguments = f' -NoProfile -ExecutionPolicy Bypass -File "{script}"' if script else ""
    program = PWSH_EXE if core else POWERSHELL_EXE
    return Session(
        process=start_process(world, host, actor, program, program + arguments),
        thread_id=4 * world.rng.randint(300, 4000),
        host_id=world.guid(),
        runspace_id=world.guid(),
        script=script,
        stops=stops,
        core=core,
    )


def start_process(world: World, host: Host, actor: Actor, program: str, command_line: str) -> Process:
    """Start a program; process ids are multiples of four, as Windows gives them."""
    return Process(host, actor, program, command_line, 4 * world.rng.randint(250, 4000))
