"""What ran a try: the scheduled task, the script, the program."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from analyzer.model import Action, Event

LONGEST_TASK = timedelta(days=1)
"""How long a task may run: after that its process id may be somebody else's."""

TASK = "task "
"""How the process of a try is called that a scheduled task made, before the task's name."""


class Tasks:
    """Which scheduled task ran as which process of which host, and since when."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Learn from the events that tell of a task and its process; they come in order of time."""
        self._starts: defaultdict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
        for event in events:
            if event.action == Action.TASK_RAN and {"task", "pid"} <= event.detail.keys():
                process = (event.host, event.detail["pid"])
                self._starts[process].append((event.time, event.detail["task"]))

    def of(self, host: str | None, pid: str | None, time: datetime) -> str | None:
        """The task whose process this was at that time, as `task <name>`; None where none is known."""
        starts = self._starts.get((host or "", pid or ""), [])
        place = bisect_right(starts, time, key=lambda start: start[0])
        if not place or time - starts[place - 1][0] > LONGEST_TASK:
            return None
        return TASK + starts[place - 1][1]


def process_of(event: Event) -> str | None:
    """What ran, as the event itself tells: the task before the script, the script before the program."""
    if task := event.detail.get("task"):
        return TASK + task
    return event.detail.get("script") or event.detail.get("process")
