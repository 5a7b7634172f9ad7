"""How a file is spoilt: bytes anywhere, and the parts by which each format is held together."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence
from zlib import crc32

_CHUNK, _HEADER, _RECORDS = 0x10000, 0x1000, 0x200
_RECORD = b"**\0\0"
_EDGES = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x1FF,
    0x200,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0xFFFFFFFF,
)
_TOKEN = re.compile(rb"\w+|[^\w\s]|\s+")
_WORDS = (
    b"9116",
    b"0x239C",
    b"-2147015780",
    b"99999999999999999999",
    b"-1",
    b"1e400",
    b"NaN",
    b"null",
    b"true",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"</Event>",
    b"<Event>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?x?>",
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"&lol;",
    b'<!DOCTYPE a [<!ENTITY b "cc">]>',
    b'"',
    b'""',
    b"'",
    b",",
    b";",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"\xf0\x9f\x92\xa9",
    b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59.9999999Z",
    b"2025-02-30",
    b"25:61:61",
    b"31.12.2025 24:00:00",
    b"1601-01-01",
    b"+24:00",
    b"/Date(-62135596800000)/",
    b"/Date(99999999999999999)/",
    b"\x1b[31;1m",
    b"**********************",
    b"PS>",
    b"Command completed successfully.",
)
_FEW = 4

Mutate = Callable[[bytearray, random.Random], None]


def mutated(data: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    """The file with one to some mutations; parts of other files may come in."""
    spoilt = bytearray(data)
    ways = _ALWAYS + (_EVTX if data.startswith(b"ElfFile") else _TEXT)
    for _ in range(1 + int(rng.expovariate(0.5))):
        if not spoilt:
            break
        if rng.random() < 0.05:
            _splice(spoilt, rng.choice(others), rng)
        else:
            rng.choice(ways)(spoilt, rng)
    if data.startswith(b"ElfFile") and rng.random() < 0.7:
        _reseal(spoilt)
    return bytes(spoilt)


def _spot(data: bytearray, rng: random.Random) -> int:
    """A place in the file, mostly before the zeros at its end: they fill most of a small EVTX."""
    used = len(data.rstrip(b"\0")) if rng.random() < 0.9 else 0
    return rng.randrange(used or len(data))


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 8)):
        data[_spot(data, rng)] ^= 1 << rng.randrange(8)


def _overwrite(data: bytearray, rng: random.Random) -> None:
    at = _spot(data, rng)
    length = min(rng.choice((1, 4, 16, 512)), len(data) - at)
    data[at : at + length] = rng.choice((bytes(length), b"\xff" * length, rng.randbytes(length)))


def _cut(data: bytearray, rng: random.Random) -> None:
    at = _spot(data, rng)
    if rng.random() < 0.3:
        del data[at:]
    else:
        del data[at : at + rng.randrange(1, 300)]


def _double(data: bytearray, rng: random.Random) -> None:
    at = _spot(data, rng)
    part = data[at : at + rng.randrange(1, 300)]
    data[at:at] = part * rng.choice((1, 1, 1, 2, 50))


def _number(data: bytearray, rng: random.Random) -> None:
    kind = rng.choice("BHIQ")
    size = struct.calcsize(kind)
    if len(data) > size:
        value = rng.choice(_EDGES) if rng.random() < 0.8 else rng.getrandbits(8 * size)
        at = min(_spot(data, rng), len(data) - size)
        struct.pack_into(f"<{kind}", data, at, value & ((1 << 8 * size) - 1))


def _splice(data: bytearray, other: bytes, rng: random.Random) -> None:
    start = rng.randrange(max(1, len(other)))
    at = _spot(data, rng)
    data[at:at] = other[start : start + rng.randrange(1, 2000)]


def _token(data: bytearray, rng: random.Random) -> None:
    """Put another word in place of one, or swap it with one further on."""
    near = rng.randrange(len(data))
    found = [m.span() for m in _TOKEN.finditer(data, near, min(near + 200, len(data)))]
    if not found:
        return
    start, end = rng.choice(found)
    match rng.randrange(_FEW):
        case 0:
            data[start:end] = rng.choice(_WORDS)
        case 1:
            other_start, other_end = rng.choice(found)
            data[start:end] = data[other_start:other_end]
        case 2:
            data[start:start] = rng.choice(_WORDS)
        case _:
            data[start:end] = data[start:end] * rng.choice((2, 3, 1000))


def _lines(data: bytearray, rng: random.Random) -> None:
    """Drop, double or move whole lines."""
    lines = bytes(data).split(b"\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    line = lines[at]
    match rng.randrange(3):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, line)
        case _:
            lines[to] = line
    data[:] = b"\n".join(lines)


def _nested(data: bytearray, rng: random.Random) -> None:
    at = _spot(data, rng)
    data[at:at] = rng.choice((b"[", b"{", b'{"a":', b"<a>", b"<Obj>", b"(", b'"')) * rng.choice(
        (3, 100, 5000)
    )


def _recoded(data: bytearray, rng: random.Random) -> None:
    with_mark = rng.choice((b"", b"\xff\xfe", b"\xef\xbb\xbf"))
    data[:] = with_mark + bytes(data).decode("latin-1").encode(
        rng.choice(("utf-16-le", "utf-16-be", "utf-8"))
    )


def _record_head(data: bytearray, rng: random.Random) -> None:
    """Spoil the head of a record: magic, size or id."""
    if (at := _somewhere(data, _RECORD, rng)) is not None and at + 24 <= len(data):
        struct.pack_into("<I", data, at + rng.choice((0, 4, 8, 12, 16)), _size(rng))


def _chunk_head(data: bytearray, rng: random.Random) -> None:
    """Spoil a number of a chunk's head, or its tables of names and templates."""
    if (at := _somewhere(data, b"ElfChnk\0", rng)) is not None and at + _RECORDS <= len(data):
        struct.pack_into("<I", data, at + 4 * rng.randrange(_RECORDS // 4), _size(rng))


def _binxml(data: bytearray, rng: random.Random) -> None:
    """Spoil a token, an offset or a count within a record."""
    if (at := _somewhere(data, _RECORD, rng)) is not None:
        place = at + 24 + rng.randrange(rng.choice((100, 600, 3000)))
        if place + 4 <= len(data):
            if rng.random() < 0.5:
                data[place] = rng.choice((0, 1, 2, 4, 5, 6, 7, 8, 9, 0xC, 0xD, 0xE, 0xF, 0x21, 0x41, 0x81))
            else:
                struct.pack_into("<I", data, place, _size(rng))


def _chunks(data: bytearray, rng: random.Random) -> None:
    """Double, drop or turn whole chunks."""
    count = max(1, (len(data) - _HEADER) // _CHUNK)
    at = _HEADER + rng.randrange(count) * _CHUNK
    chunk = data[at : at + _CHUNK]
    match rng.randrange(3):
        case 0:
            data += chunk
        case 1:
            data[at : at + _CHUNK] = bytes(len(chunk))
        case _:
            shift = 8 * rng.randrange(1, 64)
            data[at : at + _CHUNK] = chunk[shift:] + chunk[:shift]


def _size(rng: random.Random) -> int:
    return rng.choice(_EDGES) if rng.random() < 0.5 else rng.randrange(0, _CHUNK, rng.choice((1, 8)))


def _somewhere(data: bytearray, mark: bytes, rng: random.Random) -> int | None:
    """The place of a mark behind a random one, or the first."""
    at = data.find(mark, rng.randrange(len(data)))
    at = data.find(mark) if at < 0 else at
    return None if at < 0 else at


def _reseal(data: bytearray) -> None:
    """Bring the checksums up to date: damage that they would give away is the easier half."""
    if len(data) >= _HEADER:
        struct.pack_into("<I", data, 124, crc32(data[:120]))
    for at in range(_HEADER, len(data) - _RECORDS, _CHUNK):
        (free,) = struct.unpack_from("<I", data, at + 48)
        struct.pack_into(
            "<I", data, at + 52, crc32(data[at + _RECORDS : at + max(_RECORDS, min(free, _CHUNK))])
        )
        struct.pack_into("<I", data, at + 124, crc32(data[at : at + 120] + data[at + 128 : at + _RECORDS]))


_ALWAYS: tuple[Mutate, ...] = (_flip, _overwrite, _cut, _double, _number)
_TEXT: tuple[Mutate, ...] = (_token, _token, _token, _lines, _lines, _nested, _recoded)
_EVTX: tuple[Mutate, ...] = (_record_head, _record_head, _chunk_head, _chunk_head, _binxml, _binxml, _chunks)
