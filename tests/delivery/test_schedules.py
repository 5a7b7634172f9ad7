"""Schedules are what the real programs take."""

from __future__ import annotations

import ctypes
import os
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from analyzer.delivery.schedules import Job, cron, systemd, taskscheduler
from tests.conftest import missing

XSD = Path(__file__).with_name("task.xsd")
PLAIN = Job("/bin/true", "logs", "rollaudit.sqlite", "reports", "Europe/Berlin", "/")
STRANGE = Job("/bin/true", "my logs/50% & <more>", "an 'archive'.sqlite", 'a "site"', "UTC", "/")
JOBS = pytest.mark.parametrize("job", [PLAIN, STRANGE], ids=["plain", "strange"])


@JOBS
def test_systemd_takes_the_units(job: Job, tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say against service and timer."""
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze (Debian: systemd)")
    units = re.split(r"^# /etc/systemd/system/(\S+)\n", systemd(job), flags=re.MULTILINE)[1:]
    files = [tmp_path / name for name in units[::2]]
    for path, text in zip(files, units[1::2], strict=True):
        path.write_text(text)
    assert [path.name for path in files] == ["rollaudit.service", "rollaudit.timer"]
    outcome = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in outcome.stderr.splitlines() if "rollaudit" in line]
    assert (outcome.returncode, ours) == (0, [])


def test_systemd_runs_on_monday_morning() -> None:
    """The calendar expression means Mondays at six."""
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze (Debian: systemd)")
    (when,) = re.findall(r"OnCalendar=(.*)", systemd(PLAIN))
    said = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True)
    assert "Next elapse: Mon" in said.stdout
    assert "06:00:00" in said.stdout


@JOBS
def test_cron_takes_the_line(job: Job, tmp_path: Path) -> None:
    """`crontab` checks it without a word, and the shell runs the commands with their words whole."""
    if not shutil.which("crontab"):
        missing("crontab (Debian: cron)")
    table = tmp_path / "crontab"
    table.write_text(cron(job))
    checks = [
        subprocess.run(["crontab", option, table], capture_output=True, check=False)
        for option in ("-T", "-n")
    ]
    assert any(check.returncode == 0 for check in checks)
    line = cron(job).splitlines()[1].split(None, 5)
    assert line[:5] == ["0", "6", "*", "*", "1"]
    assert not re.search(r"(?<!\\)%", line[5])
    parts = [shlex.split(part) for part in line[5].replace("\\%", "%").split(" && ")]
    assert parts == [["cd", job.folder], *map(list, job.commands)]


@JOBS
def test_the_task_follows_the_schema(job: Job, tmp_path: Path) -> None:
    """`xmllint` validates the task against the schema of the Task Scheduler's documentation."""
    if not shutil.which("xmllint"):
        missing("xmllint (Debian: libxml2-utils)")
    task = tmp_path / "task.xml"
    task.write_text(taskscheduler(job), encoding="ascii")
    outcome = subprocess.run(
        ["xmllint", "--noout", "--schema", XSD, task], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr


def test_a_wrong_task_does_not_follow_the_schema(tmp_path: Path) -> None:
    """The schema minds the order of a trigger's elements, as the Task Scheduler does."""
    if not shutil.which("xmllint"):
        missing("xmllint (Debian: libxml2-utils)")
    text = taskscheduler(PLAIN)
    enabled = "      <Enabled>true</Enabled>\n"
    wrong = text.replace(enabled, "").replace("</StartBoundary>\n", f"</StartBoundary>\n{enabled}")
    (tmp_path / "task.xml").write_text(wrong)
    check = ["xmllint", "--noout", "--schema", XSD, tmp_path / "task.xml"]
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


@JOBS
def test_windows_takes_the_words_whole(job: Job) -> None:
    """The arguments come apart again as Windows' own rules say."""
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    given = [node.text or "" for node in ET.fromstring(taskscheduler(job)).iter(f"{space}Arguments")]
    split = _windows_split if os.name == "nt" else _split
    assert [split(line) for line in given] == [list(command[1:]) for command in job.commands]


def _split(line: str) -> list[str]:
    """The words of a line by the rules of CommandLineToArgvW, as far as quotes and backslashes go."""
    words = re.findall(r'(?:"((?:\\.|[^"\\])*)"|(\S+))', line)
    return [re.sub(r'\\(["\\])', r"\1", quoted) if quoted else bare for quoted, bare in words]


def _windows_split(line: str) -> list[str]:
    count = ctypes.c_int()
    shell = ctypes.windll.shell32.CommandLineToArgvW  # type: ignore[attr-defined]
    shell.restype = ctypes.POINTER(ctypes.c_wchar_p)
    found = shell(f"program {line}", ctypes.byref(count))
    return [found[n] for n in range(1, count.value)]
