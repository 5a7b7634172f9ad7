"""The files that paths lead to, and the names under which reports know them."""

from __future__ import annotations

import io
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_LINK = "a link out of the folder, or to nothing, is not followed; give what it leads to"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a path leads to: its name in reports, and why it is not read, if it is not."""

    path: Path
    name: str
    refusal: str | None = None
    size: int = 0

    def open(self) -> io.FileIO:
        """The file as it stands on the disk; OSError where the system does not open it."""
        return self.path.open("rb", buffering=0)


def walk(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Every file that is read, sorted, with its name in reports: see `entries`."""
    yield from ((entry.path, entry.name) for entry in entries(paths) if entry.refusal is None)


def entries(paths: Iterable[Path]) -> list[Entry]:
    """All that the paths lead to, in their order and sorted below each; what two paths lead to is there once.

    A name is relative to the path given, with `/`; a file given itself is known by its
    own name.  Where that gives two files one name, the paths' own names go before it.
    """
    found: list[tuple[Path, Entry]] = []
    seen: set[str] = set()
    for root in paths:
        for entry in _below(root, _real(root), "") if root.is_dir() else [_file(root, root.name)]:
            real = _real(entry.path)
            if entry.refusal is not None or real not in seen:
                found.append((root, entry))
                seen.add(real)
    return _named_apart(found)


def _below(folder: Path, real: str, prefix: str) -> Iterator[Entry]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names, not paths, are what is sorted and joined
    except OSError as error:
        yield Entry(folder, prefix.rstrip("/") or _printable(folder.name), _why(error))
        return
    for name in names:
        path = folder / name
        shown = prefix + _printable(name)
        target, here = _real(path), os.path.join(real, name)  # noqa: PTH118  # realpath gives text
        if target == here:
            yield from _below(path, here, f"{shown}/") if path.is_dir() else [_file(path, shown)]
        elif not _within(target, real, prefix):
            yield Entry(path, shown, _LINK)


def _within(target: str, real: str, prefix: str) -> bool:
    """Whether a link's target lies in the folder given, where it is met anyway."""
    root = Path(real)
    for _ in range(prefix.count("/")):
        root = root.parent
    return Path(target).is_relative_to(root) and Path(target).exists()


def _file(path: Path, name: str) -> Entry:
    try:
        told = path.stat()
    except OSError as error:
        return Entry(path, name, _why(error))
    refusal = None if stat.S_ISREG(told.st_mode) else "a pipe, socket or device is no log file"
    return Entry(path, name, refusal, told.st_size)


def _named_apart(found: Sequence[tuple[Path, Entry]]) -> list[Entry]:
    """The entries, no two under one name."""
    count = Counter(entry.name for _, entry in found)
    named: list[Entry] = []
    taken: Counter[str] = Counter()
    for root, entry in found:
        name = entry.name
        if count[name] > 1:
            parent = Path(_real(root)) if root.is_dir() else Path(_real(root)).parent
            name = f"{_printable(parent.name)}/{name}"
        taken[name] += 1
        named.append(replace(entry, name=name if taken[name] == 1 else f"{name} ({taken[name]})"))
    return named


def _printable(name: str) -> str:
    """A file's name as text that can be written, whatever bytes it is made of."""
    return name.encode("utf-8", "backslashreplace").decode()


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _why(error: OSError) -> str:
    return f"it cannot be opened: {error.strerror or error}"
