"""Schedules for the programs that keep them: the week's logs go in, the week's report comes out.

Each runs on Monday at 06:00 in the machine's own time, when the week before is over.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from xml.sax.saxutils import escape

HOUR = 6


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run: the program, where the logs are, where archive and site are, and how weeks are told.

    `folder` is where it runs; relative paths are below it.
    """

    program: str
    logs: str
    archive: str
    site: str
    tz: str
    folder: str

    @property
    def commands(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The two commands, one after the other."""
        weekly = ("weekly", "--last", "--week-tz", self.tz, "--archive", self.archive, "-o", self.site)
        return (self.program, "ingest", "--quiet", self.logs, "--archive", self.archive), (
            self.program,
            *weekly,
        )


def systemd(job: Job) -> str:
    """A service and its timer in one text, a file for each."""
    ingest, weekly = (" ".join(map(_systemd_word, command)) for command in job.commands)
    return f"""\
# /etc/systemd/system/rollaudit.service
[Unit]
Description=Weekly report on DNSSEC key rollovers

[Service]
Type=oneshot
WorkingDirectory={job.folder.replace("%", "%%")}
ExecStart={ingest}
ExecStart={weekly}

# /etc/systemd/system/rollaudit.timer
[Unit]
Description=Monday morning, for the weekly report on DNSSEC key rollovers

[Timer]
OnCalendar=Mon *-*-* {HOUR:02}:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def cron(job: Job) -> str:
    """A line of a crontab."""
    commands = " && ".join(shlex.join(command) for command in (("cd", job.folder), *job.commands))
    # In a crontab a percent sign ends the line.
    return f"# Weekly report on DNSSEC key rollovers\n0 {HOUR} * * 1 {commands.replace('%', chr(92) + '%')}\n"


def taskscheduler(job: Job) -> str:
    """A task of Windows' Task Scheduler, to be registered with
    Register-ScheduledTask -TaskName rollaudit -Xml (Get-Content rollaudit.xml -Raw)."""
    actions = "".join(
        f"""
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(" ".join(map(_windows_word, arguments)))}</Arguments>
      <WorkingDirectory>{escape(job.folder)}</WorkingDirectory>
    </Exec>"""
        for program, *arguments in job.commands
    )
    text = f"""\
<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Weekly report on DNSSEC key rollovers</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>2026-01-05T{HOUR:02}:00:00</StartBoundary>
      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>
          <Monday />
        </DaysOfWeek>
      </ScheduleByWeek>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT4H</ExecutionTimeLimit>
  </Settings>
  <Actions>{actions}
  </Actions>
</Task>
"""
    # Without other characters than ASCII it can be saved in any encoding.
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


SCHEDULERS = {"systemd": systemd, "cron": cron, "taskscheduler": taskscheduler}


def _systemd_word(word: str) -> str:
    """A word of a command line of systemd: its specifiers and variables are doubled."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if set(" \t'\"\\;") & set(word) or not word else plain


def _windows_word(word: str) -> str:
    """A word of a command line of Windows; a backslash before a closing quote is doubled."""
    if word and not set(' \t"') & set(word):
        return word
    quoted = word.replace('"', '\\"')
    return f'"{quoted}{chr(92) if quoted.endswith(chr(92)) else ""}"'
