"""How people and automation come to collide with rollovers: scripts, tasks, retries, pipes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from analyzer.simulate.callers import ROUTINE, Callers, Purpose, Try
from analyzer.simulate.hosts import Host
from analyzer.simulate.operations import INVOKE, Request
from analyzer.simulate.sessions import Session, open_session
from analyzer.simulate.traces import programs
from analyzer.simulate.world import Actor, World

Script = Generator[timedelta, None, Try | None]
"""A script at work: yields how long it pauses, returns the try that its exit code speaks of."""


@dataclass(frozen=True, slots=True)
class Task:
    """A scheduled task that runs a PowerShell script.

    `exits_with` is the exit code of a script that failed: the error's own, or 1.
    """

    name: str
    script: str
    host: Host
    actor: Actor
    exits_with: Literal["code", "one"] = "code"


def play(world: World, script: Script, done: Callable[[Try | None], None] | None = None) -> None:
    """Let a script run on the world's clock, and say when it is done."""

    def step() -> None:
        try:
            pause = next(script)
        except StopIteration as end:
            if done:
                done(end.value)
        else:
            world.after(pause, step)

    step()


def run_task(callers: Callers, task: Task, body: Callable[[Session], Script]) -> None:
    """Run a task now: its history, its process, its script, and the script's exit code."""
    world = callers.world
    session = open_session(world, task.host, task.actor, task.script)
    process = session.process = replace(session.process, task=task.name)
    instance = world.guid()
    for entry in programs.task_started(process, task.name, instance, world.now):
        callers.log(task.host, entry)
    callers.log(task.host, programs.process_started(process, world.now))

    def done(failed: Try | None) -> None:
        code = failed.code if failed else 0
        exit_code = code if task.exits_with == "code" else int(code != 0)
        end = world.now + world.seconds(0.5, 1.2)
        callers.log(
            task.host, programs.process_ended(process, exit_code, end), failed, exit_code, "exit-status"
        )
        entry = programs.task_ended(process, task.name, instance, exit_code, end)
        callers.log(task.host, entry, failed, exit_code, "task-result")

    world.after(world.seconds(2, 6), lambda: play(world, body(session), done))


def each(
    callers: Callers,
    session: Session,
    requests: Sequence[Request],
    purpose: Purpose = ROUTINE,
    *,
    pause: float = 1.0,
) -> Script:
    """Ask for one operation after another, about `pause` seconds apart; the last failure is the exit."""
    failed = None
    for number, request in enumerate(requests):
        if number:
            yield callers.world.seconds(0.6 * pause, 1.4 * pause)
        made = callers.cmdlet(session, request, purpose)
        failed = made if made.code else failed
    return failed


def retry(
    callers: Callers,
    session: Session,
    request: Request,
    purpose: Purpose,
    *,
    every: timedelta,
    times: int,
) -> Script:
    """Ask again and again until it works or the script gives up."""
    made = None
    for number in range(times):
        if number:
            yield every + callers.world.seconds(0, 0.05 * every.total_seconds())
        made = callers.cmdlet(session, request, purpose)
        if made.code == 0:
            return None
    return made


def trigger_all(callers: Callers, session: Session, server: str, zone: str, purpose: Purpose) -> Script:
    """Pipe all keys of a zone into the rollover cmdlet: one rolls, the others queue."""
    keys = [skd.guid for skd in callers.world.zones[zone].skds]
    return each(callers, session, [Request(server, INVOKE, zone, k) for k in keys], purpose)


def local_times(
    zone: ZoneInfo, at: time, start: datetime, end: datetime, *, weekdays: Sequence[int] = range(7)
) -> Iterator[datetime]:
    """The UTC times of a task at a local time, daily or on some weekdays (Monday is 0).

    A local time that a clock change skips runs an hour later, as Windows does it.
    """
    day = start.astimezone(zone).date()
    while (when := datetime.combine(day, at, zone).astimezone(start.tzinfo)) < end:
        if day.weekday() in weekdays and when >= start:
            yield when
        day += timedelta(days=1)
