"""One question to one server: its answer, or in a word what is wrong with it.

Over UDP first, over TCP where the answer is cut off or none comes, for large answers are
what firewalls drop.  Recursion is not wanted: what counts is what a server itself holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from analyzer.live.address import Address

PAYLOAD = 1232
"""The UDP answer asked for, in bytes: passes everywhere unfragmented (DNS flag day 2020)."""

TroubleKind = Literal[
    "time-out", "unreachable", "servfail", "refused", "lame", "malformed", "nxdomain", "error"
]

WORDS: dict[TroubleKind, str] = {
    "time-out": "no answer in time, over UDP and TCP",
    "unreachable": "cannot be reached",
    "servfail": "SERVFAIL: it has the zone and cannot serve it, or asked another server in vain",
    "refused": "REFUSED: it does not serve this zone to us",
    "lame": "lame: it answers without authority for the zone",
    "malformed": "its answer is no DNS message that can be read",
    "nxdomain": "NXDOMAIN: it says that there is no such name",
    "error": "it answers with an error",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A question that got no answer to go by."""

    question: str
    kind: TroubleKind
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with authority; `tcp` says that it came over TCP."""

    message: dns.message.Message
    name: dns.name.Name
    rdtype: dns.rdatatype.RdataType
    tcp: bool

    @property
    def rrset(self) -> dns.rrset.RRset | None:
        """The records asked for, if there are any."""
        return self._find(self.rdtype, dns.rdatatype.NONE)

    @property
    def signatures(self) -> dns.rrset.RRset | None:
        """The RRSIGs of the records asked for."""
        return self._find(dns.rdatatype.RRSIG, self.rdtype)

    @property
    def zone(self) -> dns.name.Name | None:
        """The zone that a negative answer comes from: the owner of its SOA."""
        return next((s.name for s in self.message.authority if s.rdtype == dns.rdatatype.SOA), None)

    def _find(
        self, rdtype: dns.rdatatype.RdataType, covers: dns.rdatatype.RdataType
    ) -> dns.rrset.RRset | None:
        section = self.message.answer
        return self.message.get_rrset(section, self.name, dns.rdataclass.IN, rdtype, covers)


def ask(
    server: Address, name: dns.name.Name, rdtype: dns.rdatatype.RdataType, timeout: float
) -> Answer | Trouble:
    """Ask a server for records with their signatures; each of at most two tries takes `timeout` seconds."""
    query = dns.message.make_query(name, rdtype, want_dnssec=True, payload=PAYLOAD)
    query.flags &= ~dns.flags.RD
    question = f"{name.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(rdtype)}"
    try:
        message, tcp = _exchange(query, server, timeout)
    except dns.exception.Timeout:
        return _trouble(question, "time-out")
    except OSError as problem:
        return _trouble(question, "unreachable", problem.strerror or str(problem))
    except (dns.exception.DNSException, EOFError, ValueError) as problem:
        return _trouble(question, "malformed", str(problem))
    return _judged(question, Answer(message, name, rdtype, tcp))


def _exchange(
    query: dns.message.Message, server: Address, timeout: float
) -> tuple[dns.message.Message, bool]:
    try:
        return dns.query.udp_with_fallback(query, server.ip, timeout, server.port, ignore_unexpected=True)
    except dns.exception.Timeout:
        return dns.query.tcp(query, server.ip, timeout, server.port), True


def _judged(question: str, answer: Answer) -> Answer | Trouble:
    rcode = answer.message.rcode()
    if rcode == dns.rcode.NXDOMAIN and answer.message.flags & dns.flags.AA:
        return _trouble(question, "nxdomain")
    if rcode in (dns.rcode.REFUSED, dns.rcode.NOTAUTH):
        return _trouble(question, "refused")
    if rcode == dns.rcode.SERVFAIL:
        return _trouble(question, "servfail")
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return _trouble(question, "error", dns.rcode.to_text(rcode))
    if not answer.message.flags & dns.flags.AA:
        return _trouble(question, "lame")
    return answer


def _trouble(question: str, kind: TroubleKind, detail: str = "") -> Trouble:
    return Trouble(question, kind, f"{WORDS[kind]} ({detail})" if detail else WORDS[kind])
