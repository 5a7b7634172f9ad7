"""Files behind URLs: found and read by fsspec, a few megabytes at once, wherever in the file these are.

Whatever goes wrong is an `OSError`, in words that hold no secret of the URL.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from analyzer.sources.urls import Url

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STEP = 4 << 20
"""Bytes asked for at once: so many that round trips cost little, so few that slow lines show progress."""

_WEB = ("http://", "https://")
_NOWHERE = "it is not there"


def lack(url: Url) -> str | None:
    """What has to be installed before a URL can be read, in a sentence; None where nothing has."""
    try:
        from fsspec import get_filesystem_class  # noqa: PLC0415 (an extra)
    except ImportError:
        return f"{url.protocols[0]}:// needs fsspec: pip install 'rollaudit[remote]'."
    for protocol in url.protocols:
        try:
            get_filesystem_class(protocol)
        except ImportError as error:
            return f"{protocol}:// needs a package of its own: {str(error).rstrip('.')}."
        except ValueError:
            return f"{protocol}:// is no protocol that fsspec knows."
    return None


def find(url: Url) -> list[tuple[Url, str, int]]:
    """The files that a URL leads to, sorted, with names and sizes: itself, or those below or that fit it.

    A name is relative to the folder given, or is the file's own.  A size of 0 may not be known.
    """
    with _plainly(url):
        system, path = _reached(url)
        system.invalidate_cache()
        found: list[tuple[Url, str, int]] = []
        for root, told in _matching(system, path).items():
            below = system.find(root, detail=True) if told["type"] == "directory" else {root: told}
            for inner, info in below.items():
                file = Url(url.given, inner)
                name = inner[len(root.rstrip("/")) :].lstrip("/") or file.name
                if info["type"] != "directory" and not name.endswith("/"):
                    found.append((file, name, _size(system, inner, info)))
        return sorted(found, key=lambda one: one[1].split("/"))


def open_url(url: Url, *, ahead: bool) -> Remote:
    """The file, to be read in its order, if `ahead`, or here and there."""
    with _plainly(url):
        system, path = _reached(url)
        return Remote(url, system, path, ahead)


class Remote(io.RawIOBase):
    """A file of which only the ranges that are read are fetched, as far as its server can do that."""

    def __init__(self, url: Url, system: Any, path: str, ahead: bool) -> None:
        """Open it."""
        super().__init__()
        self._url = url
        self._again: Callable[[], Any] = partial(system.open, path, "rb", block_size=0)
        self._on_web = path.startswith(_WEB)
        self._at = 0
        cache = "readahead" if ahead else "none"
        self._file = system.open(path, "rb", block_size=STEP, cache_type=cache)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """Whether it costs nothing to begin elsewhere; of what is packed, or comes as one stream, it does."""
        from fsspec.spec import AbstractBufferedFile  # noqa: PLC0415 (an extra)

        return isinstance(self._file, AbstractBufferedFile) and bool(self._file.size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stand elsewhere."""
        with _plainly(self._url):
            self._at = int(self._file.seek(offset, whence))
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Some of what follows, as much as is fetched at once."""
        view = memoryview(buffer).cast("B")[:STEP]
        with _plainly(self._url):
            data = self._read(len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Be done with it."""
        with suppress(Exception):
            self._file.close()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return bytes(self._file.read(size))
        except ValueError:
            if not self._on_web:
                raise
            # A web server that sends nothing but whole files: what was read of it is passed over.
            stream, left = self._again(), self._at
            while left and (passed := stream.read(min(left, STEP))):
                left -= len(passed)
            self._file = stream
            return bytes(stream.read(size))


def _reached(url: Url) -> tuple[Any, str]:
    """The file system of a URL, and the path in it."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 (an extra)

    system, path = url_to_fs(url.given)
    return system, path if url.inner is None else url.inner


def _matching(system: Any, path: str) -> dict[str, dict[str, Any]]:
    """What is at a path, or else what fits it as a pattern."""
    try:
        told = system.info(path)
    except FileNotFoundError:
        fitting = system.glob(path, detail=True) if set("*?[") & set(path) else {}
        if path.startswith(_WEB):
            fitting = {name: info for name, info in fitting.items() if info["type"] != "directory"}
        if not fitting:
            raise
        return dict(fitting)
    if path.startswith(_WEB) and path.endswith("/"):
        raise OSError(
            "a web server has no folders: name its files, or give a pattern such as https://…/*.evtx"
        )
    return {path: told}


def _size(system: Any, path: str, info: dict[str, Any]) -> int:
    """A file's length; lists of links do not tell it."""
    if info.get("size") is None and path.startswith(_WEB):
        with suppress(FileNotFoundError):
            info = system.info(path)
    return info.get("size") or 0


@contextmanager
def _plainly(url: Url) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # file systems fail in as many ways as there are
        raise OSError(_why(url, error)) from None


def _why(url: Url, error: BaseException) -> str:
    error = error.__cause__ or error  # fsspec says of every answer of a web server that nothing is there
    status, message = getattr(error, "status", None), getattr(error, "message", "")
    if isinstance(error, FileNotFoundError) or status == 404:
        return _NOWHERE
    if isinstance(status, int):
        return url.hide(f"the server answers {status} {message}".strip())
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return url.hide(lines[0])
