"""What is new is its owner's alone, for it holds evidence; what is there keeps its rights.

On Windows new files and folders inherit the rights of the folder that they are in.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600


def own_folder(path: Path) -> None:
    """Make the folder, unless it is there."""
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)


def write_own(path: Path, data: bytes) -> None:
    """Write the file anew."""
    path.touch(_FILE)
    path.write_bytes(data)
