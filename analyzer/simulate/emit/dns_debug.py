"""The DNS server's debug log: packets, and the texts of classic events without their ids."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from analyzer.simulate.emit import times
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.entry import Entry

_KEY = (
    "Message logging key (for packets - other items use a subset of these fields):",
    "\tField #  Information         Values",
    "\t-------  -----------         ------",
    "\t   1     Date",
    "\t   2     Time",
    "\t   3     Thread ID",
    "\t   4     Context",
    "\t   5     Internal packet identifier",
    "\t   6     UDP/TCP indicator",
    "\t   7     Send/Receive indicator",
    "\t   8     Remote IP",
    "\t   9     Xid (hex)",
    "\t  10     Query/Response      R = Response",
    "\t                             blank = Query",
    "\t  11     Opcode              Q = Standard Query",
    "\t                             N = Notify",
    "\t                             U = Update",
    "\t                             ? = Unknown",
    "\t  12     [ Flags (hex)",
    "\t  13     Flags (char codes)  A = Authoritative Answer",
    "\t                             T = Truncated Response",
    "\t                             D = Recursion Desired",
    "\t                             R = Recursion Available",
    "\t  14     ResponseCode ]",
    "\t  15     Question Type",
    "\t  16     Question Name",
)
_NAMES = ("www.corp.example", "dc1.corp.example", "_ldap._tcp.corp.example", "9116.lab.example")
_KINDS = ("A", "AAAA", "SRV", "DNSKEY", "TXT")
_PORTS = (53, 9116, 9120, 49152)
_SLACK = timedelta(milliseconds=400)


def write(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    packets: int = 2,
    largest: int | None = None,
    seed: int = 0,
    *,
    details: bool = False,
) -> None:
    """Write the entries of the classic channel as EVENT lines, with some `packets` before each.

    With `details` the message of each packet follows below its line, ports among it.

    Where the file would grow above `largest` bytes it is begun anew, as the server does:
    all before is gone, and the header tells of a wrap.  Text is UTF-8.

    Loses the event id, the record id, the channel, the provider, the computer, the
    process, the level, all data, Binary, the zone, and time below a second.
    """
    rng = random.Random(seed)
    start = stream.tell()
    for number, entry in enumerate(entries):
        if number == 0:
            stream.write(_bytes(_header(_clock(entry.time, zone, culture), None)))
        elif largest is not None and stream.tell() - start > largest:
            stream.seek(start)
            stream.truncate()
            now = _clock(entry.time, zone, culture)
            stream.write(_bytes(_header(now, now)))
        before = _clock(entry.time - _SLACK, zone, culture)
        stream.writelines(_bytes(_packet(rng, before, details)) for _ in range(packets))
        stream.write(_bytes(_event(entry, zone, culture)))


def _clock(time: datetime, zone: str, culture: Culture) -> str:
    return culture.clock(times.local(time, zone))


def _header(created: str, wrapped: str | None) -> Iterator[str]:
    yield f"DNS Server log file creation at {created}"
    if wrapped:
        yield f"Log file wrap at {wrapped}"
    yield ""
    yield from _KEY
    yield ""


def _event(entry: Entry, zone: str, culture: Culture) -> Iterator[str]:
    first, *rest = entry.message.replace("\r\n", "\n").split("\n")
    yield f"{_clock(entry.time, zone, culture)} {entry.thread_id:04X} EVENT   {first}"
    yield from rest


def _packet(rng: random.Random, clock: str, details: bool) -> Iterator[str]:
    """A query and its answer; columns have fixed widths, flags stand in places of their own."""
    thread, packet, xid = rng.getrandbits(13), rng.getrandbits(40), rng.getrandbits(16)
    address = f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}"
    name = "".join(f"({len(label)}){label}" for label in rng.choice(_NAMES).split(".")) + "(0)"
    kind = rng.choice(_KINDS)
    end = f"{kind:6} {name}"
    begin = f"{clock} {thread:04X} PACKET  {packet:016X} UDP"
    yield f"{begin} Rcv {address:15} {xid:04x}   Q [0001   D   NOERROR] {end}"
    if details:
        yield from _details(f"UDP question info at {packet:016X}", address, rng.choice(_PORTS), xid, name)
    yield f"{begin} Snd {address:15} {xid:04x} R Q [8085 A DR  NOERROR] {end}"
    if details:
        yield from _details(f"UDP response info at {packet:016X}", address, rng.choice(_PORTS), xid, name)


def _details(title: str, address: str, port: int, xid: int, name: str) -> Iterator[str]:
    yield title
    yield f"  Remote addr {address}, port {port}"
    yield "  Message:"
    yield f"    XID       0x{xid:04x}"
    yield "    QCOUNT    1"
    yield "    QUESTION SECTION:"
    yield f'    Name      "{name}"'
    yield ""


def _bytes(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
