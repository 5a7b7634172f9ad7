"""The layout of an EVTX file, as far as it is read here.

Sources: MS-EVEN6 2.2.12 (BinXml), and Metz, "Windows XML Event Log (EVTX) format"
(libevtx).  All numbers are little-endian.  Offsets within BinXml count from the
start of the chunk.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Self
from zlib import crc32

FILE_MAGIC = b"ElfFile\0"
FILE_HEADER = 0x1000
CHUNK_MAGIC = b"ElfChnk\0"
CHUNK = 0x10000
RECORDS = 0x200
"""Where the first record of a chunk begins."""

RECORD_MAGIC = 0x2A2A
SMALLEST_RECORD = 32
"""Bytes of a record that holds nothing: header, an empty fragment, copy of the size; in eights."""

ARRAY = 38
"""Where in a record its array of values stands, or the definition if it stands there too."""

TEMPLATE_HEAD = 24
"""Bytes of a template definition before its elements: next offset, GUID, size."""

LAST_TIME = 2_650_467_744_000_000_000 - 1
"""The last FILETIME of the year 9999; a datetime holds no later one."""

_FILE_HEADER = struct.Struct("<8s34xH80xI")
_CHECKED = 120
"""Bytes of the file's header under its checksum."""

_CHUNK_HEADER = struct.Struct("<8s4QIII")
_CHECKSUM, _CHECKSUM_AT = struct.Struct("<II"), 48
_RECORD_HEADER = struct.Struct("<IIQ")
_COPY = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """What a chunk says of itself: the header ids of its records, and where they end.

    Nothing of it means anything unless it is `sound`: plausible, and under the
    right magic or over the very record that it calls the first.
    """

    sound: bool
    first: int
    last: int
    free: int

    @classmethod
    def of(cls, chunk: bytes) -> Self:
        """The header of a whole chunk."""
        magic, _, _, first, last, _, _, free = _CHUNK_HEADER.unpack_from(chunk)
        plausible = RECORDS <= free <= CHUNK and -1 <= last - first <= CHUNK // SMALLEST_RECORD
        first_record = _RECORD_HEADER.unpack_from(chunk, RECORDS)[::2]
        known = magic == CHUNK_MAGIC or first_record == (RECORD_MAGIC, first)
        return cls(plausible and known, first, last, free)

    @staticmethod
    def is_checked(chunk: bytes) -> bool:
        """Whether the checksum of a whole chunk's records is right, or was left out."""
        free, checksum = _CHECKSUM.unpack_from(chunk, _CHECKSUM_AT)
        return checksum in (0, crc32(chunk[RECORDS : max(RECORDS, min(free, CHUNK))]))


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """The head of a record; `header_id` numbers the records of the file, and is not EventRecordID.

    A record is `whole` where the copy of its size stands at its end.
    """

    size: int
    header_id: int
    whole: bool

    @classmethod
    def at(cls, chunk: bytes, offset: int) -> Self | None:
        """The head of the record at an offset of a whole chunk; None where no record can begin."""
        if offset + SMALLEST_RECORD > len(chunk):
            return None
        magic, size, header_id = _RECORD_HEADER.unpack_from(chunk, offset)
        if magic != RECORD_MAGIC or size < SMALLEST_RECORD or size % 8 or offset + size > len(chunk):
            return None
        return cls(size, header_id, _COPY.unpack_from(chunk, offset + size - 4)[0] == size)


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What a file says of itself: how many chunks it has; a number that a dirty file may have outgrown.

    It means something only where the header is `sound`: whole, under the right checksum.
    """

    whole: bool
    sound: bool
    chunks: int

    @classmethod
    def of(cls, header: bytes) -> Self:
        """The header, of the first bytes of a file."""
        if len(header) < FILE_HEADER:
            return cls(whole=False, sound=False, chunks=0)
        magic, chunks, checksum = _FILE_HEADER.unpack_from(header)
        return cls(True, magic == FILE_MAGIC and checksum == crc32(header[:_CHECKED]), chunks)
