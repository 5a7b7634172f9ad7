"""The files that paths lead to, and the names under which reports know them."""

from __future__ import annotations

import io
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.sources.urls import Place, Url, real

_LINK = "a link out of the folder, or to nothing, is not followed; give what it leads to"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a path or URL leads to: its name in reports, and why it is not read, if it is not.

    A `size` of 0 may not be known.
    """

    path: Place
    name: str
    refusal: str | None = None
    size: int = 0

    def open(self, *, ahead: bool = True) -> io.RawIOBase:
        """The file as it lies there; OSError where it cannot be opened.

        Of a remote one more is fetched than is asked for, if it is read `ahead`, in its order.
        """
        if isinstance(self.path, Url):
            from analyzer.sources.remote import open_url  # noqa: PLC0415 (few need it)

            return open_url(self.path, ahead=ahead)
        return self.path.open("rb", buffering=0)

    def length(self, opened: io.RawIOBase) -> int:
        """How many bytes it had when it was opened, or found; 0 where that is not known."""
        return os.fstat(opened.fileno()).st_size if isinstance(opened, io.FileIO) else self.size


def walk(paths: Iterable[Place]) -> Iterator[tuple[Place, str]]:
    """Every file that is read, sorted, with its name in reports: see `entries`."""
    yield from ((entry.path, entry.name) for entry in entries(paths) if entry.refusal is None)


def entries(paths: Iterable[Place]) -> list[Entry]:
    """All that the paths lead to, in their order and sorted below each; what two paths lead to is there once.

    A name is relative to the path given, with `/`; a file given itself is known by its
    own name.  Where that gives two files one name, the paths' own names go before it.
    """
    found: list[tuple[Place, Entry]] = []
    seen: set[object] = set()
    for root in paths:
        for entry in _at(root):
            identity = real(entry.path)
            if entry.refusal is not None or identity not in seen:
                found.append((root, entry))
                seen.add(identity)
    return _named_apart(found)


def _at(root: Place) -> Iterator[Entry]:
    if isinstance(root, Url):
        yield from _behind(root)
    elif root.is_dir():
        yield from _below(root, os.path.realpath(root), "")
    else:
        yield _file(root, root.name)


def _behind(url: Url) -> Iterator[Entry]:
    from analyzer.sources.remote import find  # noqa: PLC0415 (few need it)

    try:
        yield from (Entry(file, _printable(name), None, size) for file, name, size in find(url))
    except OSError as error:
        yield Entry(url, _printable(url.name or str(url)), _why(error))


def _below(folder: Path, real: str, prefix: str) -> Iterator[Entry]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names, not paths, are what is sorted and joined
    except OSError as error:
        yield Entry(folder, prefix.rstrip("/") or _printable(folder.name), _why(error))
        return
    for name in names:
        path = folder / name
        shown = prefix + _printable(name)
        target, here = os.path.realpath(path), os.path.join(real, name)  # noqa: PTH118  # realpath gives text
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


def _named_apart(found: Sequence[tuple[Place, Entry]]) -> list[Entry]:
    """The entries, no two under one name."""
    count = Counter(entry.name for _, entry in found)
    named: list[Entry] = []
    taken: Counter[str] = Counter()
    for root, entry in found:
        name = entry.name
        if count[name] > 1:
            name = f"{_printable(_parent(root, entry))}/{name}"
        taken[name] += 1
        named.append(replace(entry, name=name if taken[name] == 1 else f"{name} ({taken[name]})"))
    return named


def _printable(name: str) -> str:
    """A file's name as text that can be written, whatever bytes it is made of."""
    return name.encode("utf-8", "backslashreplace").decode()


def _parent(root: Place, entry: Entry) -> str:
    """The folder given, or that of a file which was given itself."""
    if isinstance(entry.path, Url):
        return entry.path.folder_of(entry.name)
    path = Path(os.path.realpath(root if isinstance(root, Path) else entry.path))
    return path.name if path.is_dir() else path.parent.name


def _why(error: OSError) -> str:
    return f"it cannot be opened: {error.strerror or error}"
