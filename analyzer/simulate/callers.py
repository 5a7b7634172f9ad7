"""People and programs that ask servers for operations, and the traces Windows leaves on their hosts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from analyzer.knowledge import operation
from analyzer.model import KeyRole
from analyzer.simulate.effects import perform
from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import Host
from analyzer.simulate.logs import Logs, Mark
from analyzer.simulate.operations import Request
from analyzer.simulate.sessions import DNSCMD_EXE, Process, Session, start_process
from analyzer.simulate.traces import powershell, programs
from analyzer.simulate.world import Actor, World
from analyzer.simulate.zones import Roll, Zone


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why somebody tries something: the cause to be found, and the plant it belongs to."""

    cause: str = "unknown"
    plant: str = ""


ROUTINE = Purpose()


@dataclass(slots=True)
class Try:
    """One attempt as it truly was; `code` is what the server answered, whether or not anything shows it.

    `roll` is the roll that went on in the zone then: that of the key named, else of whichever key.
    """

    id: str
    time: datetime
    process: Process
    tool: Literal["cmdlet", "dnscmd"]
    request: Request
    purpose: Purpose
    role: KeyRole | None
    key_master: str | None
    roll: Roll | None
    code: int = 0

    @property
    def own(self) -> bool:
        """Whether the roll that went on was that of the key named; of any key, where none was named."""
        return self.roll is not None and self.request.guid in (None, self.roll.guid)


class Callers:
    """Everybody's attempts, as they are made; `tries` keeps their truth."""

    def __init__(self, world: World, logs: Logs) -> None:
        """Callers in that world, writing into those logs."""
        self.world = world
        self.logs = logs
        self.tries: list[Try] = []

    def cmdlet(self, session: Session, request: Request, purpose: Purpose = ROUTINE) -> Try:
        """Run one cmdlet of the DnsServer module."""
        session.next_pipeline()
        made = self._try(session.process, "cmdlet", request, purpose)
        time = self.world.now + self.world.seconds(0.12, 0.35)
        host = session.process.host
        if made.code and session.stops:
            entry = powershell.terminating_error(session, request, made.code, time)
            self.log(host, entry, made, made.code, "win32-error-id")
        if host.module_logging:
            later = time + timedelta(milliseconds=5)
            for entry in powershell.pipeline_details(session, request, later, failed=made.code != 0):
                self.log(host, entry, made)
        return made

    def dnscmd(self, host: Host, actor: Actor, request: Request, purpose: Purpose = ROUTINE) -> Try:
        """Run dnscmd: its exit status is the code."""
        known = operation(request.operation)
        verb = known.dnscmd if known else ""
        key = f" {{{request.guid.upper()}}}" if request.guid else ""
        line = f"dnscmd {request.server} /{verb} {request.zone}{key} /f"
        process = start_process(self.world, host, actor, DNSCMD_EXE, line)
        made = self._try(process, "dnscmd", request, purpose)
        self.log(host, programs.process_started(process, self.world.now), made)
        end = self.world.now + self.world.seconds(0.05, 0.3)
        self.log(host, programs.process_ended(process, made.code, end), made, made.code, "exit-status")
        return made

    def log(
        self,
        host: Host,
        entry: Entry,
        made: Try | None = None,
        code: int | None = None,
        form: str | None = None,
    ) -> None:
        """Log an entry of the try it belongs to, if of any; a `code` other than the try's is not its code."""
        mark = Mark(host.name, entry.channel, entry.event_id, entry.time)
        if made:
            mark.attempt = made.id
            if code and code == made.code:
                mark.code, mark.form = code, form
        self.logs.add(host.name, entry, mark)

    def _going_on(self, zone: Zone, guid: str | None) -> Roll | None:
        """The key's own roll, which may go on at a server that has lost the role, else the zone's."""
        own = (r for r in self.world.rolls if (r.zone, r.guid) == (zone.name, guid) and r.start and not r.end)
        return next(own, zone.rolling if zone.rolling and zone.rolling.start else None)

    def _try(
        self, process: Process, tool: Literal["cmdlet", "dnscmd"], request: Request, purpose: Purpose
    ) -> Try:
        zone = self.world.zones.get(request.zone)
        skd = zone.find(request.guid) if zone else None
        made = Try(
            id=f"T-{len(self.tries) + 1:05}",
            time=self.world.now,
            process=process,
            tool=tool,
            request=request,
            purpose=purpose,
            role=skd.role if skd else None,
            key_master=zone.key_master if zone else None,
            roll=self._going_on(zone, request.guid) if zone else None,
        )
        self.tries.append(made)
        made.code = perform(self.world, request, process.actor, made.id)
        return made
