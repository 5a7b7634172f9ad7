"""Compressed files and archives, known by their magic and unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from analyzer.sources.streams import Bytes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ZIP = "zip"
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")

_MOST_MEMORY = 256 << 20
"""For the dictionary of an unpacker; the strongest presets need 65 MiB (xz) and 128 MiB (zstd)."""


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to compress one file."""

    name: str
    magic: bytes
    unpack: Callable[[BinaryIO], Bytes]


class _Unpacker(Protocol):
    """What `lzma` and `zstd` call a decompressor."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Unpacked(io.RawIOBase):
    """What `LZMAFile` and `ZstdFile` do, with unpackers whose memory is bounded, which theirs is not."""

    def __init__(self, unpacker: Callable[[], _Unpacker], packed: BinaryIO) -> None:
        super().__init__()
        self._new = unpacker
        self._unpacker = unpacker()
        self._packed = packed
        self._rest = b""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while True:
            if self._unpacker.eof:
                # Another stream may follow, behind zeros.
                self._rest = self._unpacker.unused_data.lstrip(b"\0")
                self._rest = self._rest or self._packed.read(io.DEFAULT_BUFFER_SIZE).lstrip(b"\0")
                if not self._rest:
                    return 0
                self._unpacker = self._new()
            elif self._unpacker.needs_input and not self._rest:
                self._rest = self._packed.read(io.DEFAULT_BUFFER_SIZE)
                if not self._rest:
                    raise EOFError("the compressed data end too early")
            unpacked = self._unpacker.decompress(self._rest, len(view))
            self._rest = b""
            if unpacked:
                view[: len(unpacked)] = unpacked
                return len(unpacked)


def _xz() -> _Unpacker:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY)


def _zstd() -> _Unpacker:
    window: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _MOST_MEMORY.bit_length() - 1}
    return zstd.ZstdDecompressor(options=window)


PACKINGS = (
    Packing("gzip", b"\x1f\x8b\x08", lambda packed: gzip.GzipFile(fileobj=packed)),
    Packing("xz", b"\xfd7zXZ\x00", partial(_Unpacked, _xz)),
    Packing("bzip2", b"BZh", bz2.BZ2File),
    Packing("zstd", b"\x28\xb5\x2f\xfd", partial(_Unpacked, _zstd)),
)


def packing_of(head: bytes) -> Packing | None:
    """How a file that begins so is compressed, if it is."""
    return next((packing for packing in PACKINGS if head.startswith(packing.magic)), None)


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip archive."""
    return head.startswith(_ZIP_MAGICS)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; opening it may raise what `zipfile` raises."""

    name: str
    encrypted: bool
    open: Callable[[], zipfile.ZipExtFile]


def members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """The files of an archive, by name."""
    for info in sorted(archive.infolist(), key=lambda i: (i.filename, i.header_offset)):
        if not info.filename.endswith("/"):
            encrypted = bool(info.flag_bits & 1)
            yield Member(info.filename.replace("\\", "/"), encrypted, partial(_open, archive, info))


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
    return cast(zipfile.ZipExtFile, archive.open(info))
