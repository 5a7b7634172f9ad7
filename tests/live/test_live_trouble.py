"""Servers that do not answer as they should: each kind of trouble has its clear result."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from analyzer.live import Address, Check, check, zone_name
from analyzer.live.page import lines
from tests.live.conftest import OTHER, Lab
from tests.live.servers import free_port

SILENT = "127.0.0.9"
MAKES = ("bind", "knot")


def _check(zone: str, server: Address, parents: tuple[Address, ...] = ()) -> Check:
    return check(zone_name(zone), [server], parents, datetime.now(UTC), 0.3)


def _kinds(found: Check) -> list[str]:
    return [t.kind for t in found.servers[0].troubles]


Reply = Callable[[bytes], bytes | None]


@contextmanager
def _answering(reply: Reply, questions: int = 1) -> Iterator[Address]:
    """A server that answers so many questions over UDP, or leaves them unanswered, and none over TCP."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        port = free_port(SILENT)
        tcp.bind((SILENT, port))
        tcp.listen()
        udp.bind((SILENT, port))
        udp.settimeout(5)

        def answer() -> None:
            for _ in range(questions):
                query, who = udp.recvfrom(4096)
                said = reply(query)
                if said is not None:
                    udp.sendto(said, who)

        thread = threading.Thread(target=answer)
        thread.start()
        yield Address(SILENT, port)
        thread.join()


def test_server_down() -> None:
    """Nobody listens: said once, and nothing else is asked."""
    found = _check("idle.test", Address(SILENT, free_port(SILENT)))
    assert _kinds(found) == ["unreachable"]
    assert not found.answered
    assert found.signed is None


def test_server_silent() -> None:
    """Somebody listens and says nothing, over UDP and over TCP."""
    with _answering(lambda _: None) as address:
        assert _kinds(_check("idle.test", address)) == ["time-out"]


def test_server_talks_nonsense() -> None:
    """What is no DNS message is no answer."""
    with _answering(lambda _: b"\x00\x01nonsense") as address:
        assert _kinds(_check("idle.test", address)) == ["malformed"]


def _soa_only(rcode: dns.rcode.Rcode | None) -> Reply:
    """Answers for the SOA, and for all else with an error or, without one, not at all."""

    def answer(wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        made = dns.message.make_response(query)
        made.flags |= dns.flags.AA
        if query.question[0].rdtype == dns.rdatatype.SOA:
            made.answer.append(dns.rrset.from_text("idle.test.", 300, "IN", "SOA", "ns1. host. 1 2 3 4 5"))
        elif rcode is None:
            return None
        else:
            made.set_rcode(rcode)
        return made.to_wire()

    return answer


def test_keys_not_told_are_not_absent() -> None:
    """A server that fails on DNSKEY has not said that the zone is unsigned."""
    with _answering(_soa_only(dns.rcode.SERVFAIL), 6) as address:
        found = _check("idle.test", address)
    assert _kinds(found) == ["servfail"] * 5
    assert (found.answered, found.signed, found.states) == (True, None, ())
    assert "not signed" not in "\n".join(lines(found, None))


def test_silence_costs_one_time_out() -> None:
    """A server that falls silent after the SOA is asked once more, and not five times."""
    with _answering(_soa_only(None), 2) as address:
        found = _check("idle.test", address)
    assert _kinds(found) == ["time-out"]
    assert found.signed is None


def test_error_codes_are_named() -> None:
    """Any other error is told by its name."""
    with _answering(_soa_only(dns.rcode.NOTIMP), 6) as address:
        assert "NOTIMP" in _check("idle.test", address).servers[0].troubles[0].text


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize(
    ("zone", "kind"),
    [("not-here.example", "refused"), ("broken.test", "servfail"), ("sub.idle.test", "nxdomain")],
)
def test_errors(lab: Lab, zone: str, kind: str, make: str) -> None:
    """A zone that the server does not serve, cannot load, or says not to exist."""
    assert _kinds(_check(zone, lab.children[make].address)) == [kind]


@pytest.mark.parametrize("make", MAKES)
def test_lame_delegation(lab: Lab, make: str) -> None:
    """A server that only refers to others has no authority for the zone."""
    assert _kinds(_check("idle.test", lab.parents[make].address)) == ["lame"]


@pytest.mark.parametrize("make", MAKES)
def test_name_that_is_no_zone(lab: Lab, make: str) -> None:
    """A name inside a zone is none: the zone it lies in is named."""
    found = _check("www.idle.test", lab.children[make].address)
    assert _kinds(found) == ["lame"]
    assert "idle.test" in found.servers[0].troubles[0].text


@pytest.mark.parametrize("make", MAKES)
def test_child_is_not_its_parent(lab: Lab, make: str) -> None:
    """A server of the zone itself cannot tell what the parent holds."""
    child = lab.children[make].address
    found = _check("idle.test", child, (child,))
    assert found.parents[0].trouble
    assert found.parents[0].trouble.kind == "lame"
    assert not found.delegation.known


@pytest.mark.parametrize("make", MAKES)
def test_one_of_two_down(lab: Lab, make: str) -> None:
    """A server that is down leaves the verdict to those that answer."""
    here, down = lab.children[make].address, Address(SILENT, free_port(SILENT))
    above = lab.parents[OTHER[make]].address
    found = check(zone_name("idle.test"), [down, here], [above, down], datetime.now(UTC), 0.3)
    assert [v.answers for v in found.servers] == [False, True]
    assert [s.likely for s in found.states] == ["NotRolling", "NotRolling"]
    assert found.delegation.known
    assert not found.faults
