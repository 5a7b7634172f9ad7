"""`python -m analyzer.policy docs/rules` writes the pages of all rules and profiles anew."""

from __future__ import annotations

import sys
from pathlib import Path

from analyzer.policy.markdown import documents

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in documents().items():
        (folder / name).write_bytes(text.encode())  # bytes, so that no system changes line ends
