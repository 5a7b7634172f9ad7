"""What a server of the parent zone says of a zone's DS set."""

from __future__ import annotations

from collections.abc import Iterable

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from analyzer.live.address import Address
from analyzer.live.ask import Trouble, ask
from analyzer.live.child import digests, signed_at
from analyzer.live.view import Key, ParentView

NOT_THE_PARENT = "lame: it answers for the zone itself and not for its parent, so it cannot know the DS"


def view(zone: dns.name.Name, server: Address, published: Iterable[Key], timeout: float) -> ParentView:
    """Ask a server of the parent for the DS set; `published` are the keys that its digests may fit."""
    reply = ask(server, zone, dns.rdatatype.DS, timeout)
    if isinstance(reply, Trouble):
        return ParentView(str(server), reply)
    if reply.rrset is None:
        if reply.zone is None or reply.zone == zone:
            return ParentView(str(server), Trouble(f"{zone} DS", "lame", NOT_THE_PARENT))
        return ParentView(str(server))
    keys = sorted({k.record for k in published})
    records = [dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DNSKEY, k) for k in keys]
    return ParentView(
        str(server),
        ds=digests(reply.rrset, zone, records),
        ttl=reply.rrset.ttl,
        signed=signed_at(reply.signatures),
    )
