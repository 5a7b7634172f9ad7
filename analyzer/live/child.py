"""The zone as one of its servers shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import dns.dnssec
import dns.exception
import dns.name
import dns.rdatatype
import dns.rrset

from analyzer.live.address import Address
from analyzer.live.ask import Answer, Trouble, ask
from analyzer.live.view import Digest, Key, Listed, ServerView, Signature
from analyzer.model import KeyRole

TYPES = tuple(map(dns.rdatatype.from_text, ("SOA", "DNSKEY", "NS", "NSEC3PARAM", "CDS", "CDNSKEY")))
"""What is asked for; SOA first, for whoever does not answer that is asked nothing else."""

ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
SILENT = ("time-out", "unreachable")
"""Whoever says nothing once is asked nothing more: each silence costs seconds."""

SEP, REVOKE = 0x0001, 0x0080
MOST_LISTED = 13
"""Servers of an NS set whose addresses are looked up: as many as the root has."""

DIGESTS = {1: "SHA-1", 2: "SHA-256", 4: "SHA-384"}

Answers = dict[str, Answer]
Rdata = Any
"""A record of a type that only the wire tells; dnspython gives each type its own class."""


def view(zone: dns.name.Name, server: Address, asked: Iterable[Address], timeout: float) -> ServerView:
    """Ask a server for everything about a zone's keys; `asked` are the addresses of all servers asked."""
    answers: Answers = {}
    troubles: list[Trouble] = []
    for rdtype in TYPES:
        reply = ask(server, zone, rdtype, timeout)
        if isinstance(reply, Answer) and rdtype == dns.rdatatype.SOA and reply.rrset is None:
            reply = Trouble(f"{_text(zone)} SOA", "lame", _no_zone(reply))
        if isinstance(reply, Trouble):
            troubles.append(reply)
            if rdtype == dns.rdatatype.SOA:
                return ServerView(str(server), (reply,))
            if reply.kind in SILENT:
                break
        else:
            answers[dns.rdatatype.to_text(rdtype)] = reply
    published = answers["DNSKEY"].rrset if "DNSKEY" in answers else None
    signatures = tuple(_signatures(zone, answers, published))
    soa = answers["SOA"].rrset
    assert soa is not None  # noqa: S101 (without one it is no zone, which was told above)
    return ServerView(
        str(server),
        tuple(troubles),
        answers=True,
        tells_keys="DNSKEY" in answers,
        serial=soa[0].serial,
        keys=_keys(published, signatures),
        signatures=signatures,
        nsec3param=tuple(sorted(r.to_text() for r in _records(answers, "NSEC3PARAM"))),
        cds=digests(_records(answers, "CDS"), zone, tuple(published or ())),
        cdnskey=tuple(sorted(dns.dnssec.key_id(r) for r in _records(answers, "CDNSKEY") if r.algorithm)),
        ttls={name: a.rrset.ttl for name, a in answers.items() if a.rrset is not None},
        tcp=tuple(name for name, a in answers.items() if a.tcp),
        listed=tuple(_listed(server, _records(answers, "NS"), {a.ip for a in asked}, timeout)),
    )


def digests(records: Iterable[Rdata], owner: dns.name.Name, published: Sequence[Rdata]) -> tuple[Digest, ...]:
    """DS or CDS records, with the published key that each fits; a CDS that asks for removal is none."""
    return tuple(
        Digest(
            r.key_tag,
            algorithm_name(r.algorithm),
            DIGESTS.get(r.digest_type, str(int(r.digest_type))),
            _fitting(r, owner, published),
        )
        for r in sorted(records, key=lambda r: r.to_text())
        if r.algorithm
    )


def signed_at(signatures: dns.rrset.RRset | None) -> datetime | None:
    """When the newest of some signatures began to hold."""
    return max((_time(s.inception) for s in signatures or ()), default=None)


def algorithm_name(number: int) -> str:
    """The name of a DNSSEC algorithm, such as ECDSAP256SHA256, or its number."""
    return dns.dnssec.algorithm_to_text(number)


def _keys(published: dns.rrset.RRset | None, signatures: Sequence[Signature]) -> tuple[Key, ...]:
    found = []
    for key in published or ():
        tag, algorithm = dns.dnssec.key_id(key), algorithm_name(key.algorithm)
        own = {s.covers for s in signatures if (s.tag, s.algorithm) == (tag, algorithm)}
        role: KeyRole = "KSK" if key.flags & SEP else "ZSK"
        revoked = bool(key.flags & REVOKE)
        found.append(Key(tag, role, algorithm, int(key.flags), revoked, tuple(sorted(own)), key.to_text()))
    return tuple(sorted(found, key=lambda k: (k.role, k.algorithm, k.tag)))


def _signatures(
    zone: dns.name.Name, answers: Answers, published: dns.rrset.RRset | None
) -> Iterator[Signature]:
    for name, answer in answers.items():
        for s in sorted(answer.signatures or (), key=lambda s: (s.algorithm, s.key_tag)):
            yield Signature(
                name,
                s.key_tag,
                algorithm_name(s.algorithm),
                _time(s.inception),
                _time(s.expiration),
                _valid(zone, answer.rrset, s, published),
            )


def _valid(
    zone: dns.name.Name, rrset: dns.rrset.RRset | None, signature: Rdata, published: dns.rrset.RRset | None
) -> bool | None:
    """Whether the signature is that of a published key; whether it is in date is another question."""
    if rrset is None or published is None:
        return None
    if not any(dns.dnssec.key_id(k) == signature.key_tag for k in published):
        return None
    try:
        dns.dnssec.validate_rrsig(
            rrset,
            signature,
            {zone: published},
            now=signature.inception,
            policy=dns.dnssec.allow_all_policy,
        )
    except dns.exception.UnsupportedAlgorithm:
        return None
    except dns.exception.DNSException:
        return False
    return True


def _fitting(digest: Rdata, owner: dns.name.Name, published: Sequence[Rdata]) -> int | None:
    for key in published:
        try:
            made = dns.dnssec.make_ds(owner, key, digest.digest_type, policy=dns.dnssec.allow_all_policy)
        except dns.exception.DNSException:
            continue
        if (made.key_tag, made.algorithm, made.digest) == (digest.key_tag, digest.algorithm, digest.digest):
            return int(made.key_tag)
    return None


def _listed(server: Address, names: Sequence[Rdata], asked: set[str], timeout: float) -> Iterator[Listed]:
    silent = False
    for target in sorted(r.target for r in names)[:MOST_LISTED]:
        known: list[str] = []
        for rdtype in ADDRESSES if not silent else ():
            reply = ask(server, target, rdtype, timeout)
            if isinstance(reply, Answer):
                known.extend(record.address for record in reply.rrset or ())
            elif reply.kind in SILENT:
                silent = True
                break
        yield Listed(_text(target), tuple(sorted(known)), bool(asked & set(known)))


def _records(answers: Answers, name: str) -> Sequence[Rdata]:
    answer = answers.get(name)
    return tuple(answer.rrset or ()) if answer else ()


def _no_zone(reply: Answer) -> str:
    above = f"; the name lies in its zone {_text(reply.zone)}" if reply.zone else ""
    return f"no zone of that name is here{above}"


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
