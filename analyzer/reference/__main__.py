"""`python -m analyzer.reference docs` writes `docs/reference/*.md` and `docs/man/*.1` anew."""

from __future__ import annotations

import sys
from pathlib import Path

from analyzer.reference.documents import FOLDERS, documents

if __name__ == "__main__":
    root = Path(sys.argv[1])
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
        for old in (root / folder).iterdir():
            old.unlink()
    for name, text in documents().items():
        (root / name).write_bytes(text.encode())  # bytes, so that no system changes line ends
