"""All benchmarks by turns, or those named; what they print goes into docs/benchmarks.md too.

    python -m tests.bench [bench_readers …]

Ends with 1 where one of them misses a goal.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.page import machine, put

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"


def run(script: Path) -> tuple[int, str]:
    """Run a benchmark, print what it prints; its exit code and that text."""
    print(f"== {script.stem}", flush=True)
    lines = []
    command = [sys.executable, "-u", str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines).strip("\n")


def section(script: Path, code: int, text: str, today: str) -> str:
    """What the page says of a benchmark: its own account of itself, and what it printed."""
    told = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    title, _, rest = told.partition("\n\n")
    goals = "no goal missed" if code == 0 else "a goal missed"
    head = f"## `{script.stem}`\n\n{_joined(title)}"
    return f"{head}\n\n{_joined(rest)}\n\n{today}, {machine()}; {goals}:\n\n```text\n{text}\n```"


def _joined(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Run them, and bring the page up to date after each."""
    scripts = {path.stem: path for path in sorted(HERE.glob("bench_*.py"))}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *scripts], default=[])
    codes = []
    for name in parser.parse_args().names or scripts:
        code, text = run(scripts[name])
        codes.append(code)
        page = PAGE.read_text(encoding="utf-8")
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        PAGE.write_text(put(page, name, section(scripts[name], code, text, today)), encoding="utf-8")
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
