"""Export-Clixml: objects with the types of their properties (MS-PSRP 2.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import BinaryIO
from xml.sax.saxutils import escape

from analyzer.simulate.emit import times
from analyzer.simulate.emit.powershell.values import Thing, Value

_NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_CIM = "Microsoft.Management.Infrastructure.CimInstance"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNSIGNED_32 = 1 << 32


def write(stream: BinaryIO, things: Iterable[Thing], zone: str = "UTC") -> None:
    """Write the objects in UTF-16, as 5.1 does; loses nothing but the culture."""
    stream.write(b"\xff\xfe")
    stream.writelines(f"{line}\r\n".encode("utf-16-le") for line in _lines(things, zone))


def _lines(things: Iterable[Thing], zone: str) -> Iterator[str]:
    yield f'<Objs Version="1.1.0.1" xmlns="{_NAMESPACE}">'
    known: dict[str, int] = {}
    references = count()
    for thing in things:
        yield f'  <Obj RefId="{next(references)}">'
        if thing.type_name in known:
            yield f'    <TNRef RefId="{known[thing.type_name]}" />'
        else:
            reference = known[thing.type_name] = len(known)
            yield f'    <TN RefId="{reference}">'
            yield from (f"      <T>{escape(t)}</T>" for t in (thing.type_name, _CIM, "System.Object"))
            yield "    </TN>"
        yield f"    <ToString>{escape(thing.type_name.rpartition('/')[2])}</ToString>"
        yield "    <Props>"
        for name, value in thing.properties.items():
            yield from _property(name, value, zone, references)
        yield "    </Props>"
        yield "  </Obj>"
    yield "</Objs>"


def _property(name: str, value: Value, zone: str, references: Iterator[int]) -> Iterator[str]:
    if value is None:
        yield f'      <Nil N="{name}" />'
    elif isinstance(value, tuple):
        yield f'      <Obj N="{name}" RefId="{next(references)}">'
        yield "        <LST>"
        yield from (f"          <S>{_text(item)}</S>" for item in value)
        yield "        </LST>"
        yield "      </Obj>"
    else:
        tag, spelt = _leaf(value, zone)
        yield f'      <{tag} N="{name}">{spelt}</{tag}>'


def _leaf(value: str | int | bool | datetime | timedelta, zone: str) -> tuple[str, str]:
    if isinstance(value, bool):
        return "B", str(value).lower()
    if isinstance(value, int):
        return "U32" if 0 <= value < _UNSIGNED_32 else "I64", str(value)
    if isinstance(value, datetime):
        return "DT", times.local(value, zone).isoformat()
    if isinstance(value, timedelta):
        return "TS", _duration(value)
    return "S", _text(value)


def _duration(value: timedelta) -> str:
    """ISO 8601 in days, hours, minutes and seconds, those that are zero left out."""
    hours, rest = divmod(value.seconds, 3600)
    parts = ((hours, "H"), (rest // 60, "M"), (rest % 60, "S"))
    clock = "".join(f"{count}{letter}" for count, letter in parts if count)
    days = f"{value.days}D" if value.days else ""
    return f"P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0S"


def _text(value: str) -> str:
    return escape(_CONTROL.sub(lambda m: f"_x{ord(m[0]):04X}_", value))
