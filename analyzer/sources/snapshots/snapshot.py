"""One object that Get-DnsServerSigningKey, Get-DnsServerDnsSecZoneSetting or Get-DnsServerZone returned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from analyzer.model import Snapshot
from analyzer.sources.columns import fold
from analyzer.sources.head import text

_KEY, _OF_KEY = "keyid", frozenset({"keytype", "kskorzsk", "currentrolloverstatus", "rolloverperiod"})
_OF_SETTINGS = frozenset(
    {"denialofexistence", "nsec3iterations", "iskeymasterserver", "enablerfc5011keyrollover"}
)
_OF_ZONE = frozenset({"zonename", "zonetype"})
_HOST = ("pscomputername", "computername")
_NOISE = ("cim", "__", "runspaceid", "psshowcomputername", "pssourcejobinstanceid", "psstatus")
_DATE = re.compile(r"/Date\((-?\d{1,15})\)/")
_TYPE = re.compile(r"System\.[\w.]+\[\]")
"""What Export-Csv prints of a list."""

_TICKS_A_MICROSECOND = 10


def snapshot_kind(names: Iterable[str]) -> Literal["key", "zone"] | None:
    """What an object with these properties is a snapshot of, if of anything."""
    known = {fold(name) for name in names}
    if _KEY in known and known & _OF_KEY:
        return "key"
    return "zone" if known & _OF_SETTINGS or known >= _OF_ZONE else None


def read_snapshot(path: str, position: str, values: Mapping[str, object]) -> Snapshot | None:
    """The snapshot of an object; None where its properties are none of a key's or a zone's.

    It knows no time: no export says when it was made.
    """
    kind = snapshot_kind(values)
    if kind is None:
        return None
    fields = {n: printed(v) for n, v in values.items() if not n.lower().startswith(_NOISE)}
    folded = {fold(name): value for name, value in fields.items()}
    host = next((folded[name] for name in _HOST if folded.get(name)), None)
    return Snapshot(path, position, kind, host, folded.get("zonename") or None, None, fields)


def printed(value: object) -> str:
    """A property as PowerShell prints it: spans as `d.hh:mm:ss`, lists with commas, times in ISO 8601."""
    if isinstance(value, list):
        return ", ".join(map(printed, value))
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, bool):
        return str(value)
    word = text(value)
    found = _DATE.fullmatch(word)
    if found is None:
        return "" if _TYPE.fullmatch(word) else word
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
    except OverflowError:
        return word
    return moment.isoformat().replace("+00:00", "Z")


def span(length: timedelta) -> str:
    """A span of time as .NET prints it."""
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{length.days}." if length.days else ""
    return f"{days}{hours:02}:{minutes:02}:{seconds:02}"


def _object(value: Mapping[str, object]) -> str:
    """An object within a property, by the one thing that it stands for."""
    ticks = value.get("Ticks")
    if isinstance(ticks, int) and "TotalSeconds" in value:
        try:
            return span(timedelta(microseconds=ticks // _TICKS_A_MICROSECOND))
        except OverflowError:
            return text(ticks)
    inner = next(
        (value[name] for name in ("value", "Value", "Guid", "IPAddressToString") if name in value), None
    )
    return "" if inner is None or isinstance(inner, (list, dict)) else printed(inner)
