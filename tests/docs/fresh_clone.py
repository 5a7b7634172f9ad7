"""The commands of README, in their order, in a fresh clone: `python -m tests.docs.fresh_clone`.

Those that install are run, too; those that take many minutes are not.  Prints how long each took.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.docs.pages import ROOT, RUN, blocks
from tests.docs.running import lacking, said

SECONDS = 900


def main() -> int:
    """The number of blocks that failed, or printed something else than README says."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "rollaudit"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        for block in blocks(clone / "README.md"):
            is_long = block.not_run is not None and not block.not_run.startswith("installs")
            if block.language not in RUN or is_long:
                continue
            begun = time.monotonic()
            code, lines = said(block, clone, clone / ".venv" / "bin", "bash", SECONDS)
            missed = lacking(block.expected, lines)
            print(f"{time.monotonic() - begun:6.1f} s  line {block.line}: {block.text.splitlines()[0]}")
            if code or missed is not None:
                failed += 1
                print(*lines, f"exit code {code}; not printed: {missed}", sep="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
