"""Running the blocks of a page, and holding what they print against what the page shows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.docs.pages import Block

SECONDS = 120


def said(
    block: Block, folder: Path, programs: Path, shell: str, seconds: int = SECONDS
) -> tuple[int, list[str]]:
    """The exit code of a block and the lines that it prints, run in the folder with these programs first."""
    program = [shell, "-euo", "pipefail"] if block.language == "sh" else [sys.executable]
    outcome = subprocess.run(
        [*program, "-c", block.text],
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join((str(programs), os.environ["PATH"])), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    return outcome.returncode, outcome.stdout.splitlines()


def lacking(expected: Iterable[str], printed: Iterable[str]) -> str | None:
    """The first line that was expected and is not printed, or not in this order; `...` stands for any."""
    left = iter([line.rstrip() for line in printed])
    return next((line for line in expected if line != "..." and line.rstrip() not in left), None)
