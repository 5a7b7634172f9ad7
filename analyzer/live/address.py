"""The address of a server as a user names it: an IP address, never a name, for nobody is asked for one."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

DNS_PORT = 53


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a DNS server listens."""

    ip: str
    port: int = DNS_PORT

    def __str__(self) -> str:
        """The spelling that `address` reads; the port only where it is not DNS's own."""
        if self.port == DNS_PORT:
            return self.ip
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


def address(text: str) -> Address:
    """Read `192.0.2.1`, `192.0.2.1:5300`, `2001:db8::1` or `[2001:db8::1]:5300`; ValueError for all else."""
    bare = text.strip()
    if bare.startswith("["):
        host, bracket, rest = bare[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError(_said(text))
        port = rest[1:]
    elif bare.count(":") == 1:
        host, _, port = bare.partition(":")
    else:
        host, port = bare, ""
    try:
        return Address(str(ip_address(host)), _port(port))
    except ValueError:
        raise ValueError(_said(text)) from None


def _port(text: str) -> int:
    if not text:
        return DNS_PORT
    number = int(text)
    if not 0 < number < 1 << 16:
        raise ValueError(text)
    return number


def _said(text: str) -> str:
    return f"{text!r} is no IP address; write 192.0.2.1, 192.0.2.1:5300 or [2001:db8::1]:5300"
