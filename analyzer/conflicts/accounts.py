"""Which account a SID is: the DNS server logs who asked as a SID, the caller's logs give the name as well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from analyzer.model import Event

OF_ACCOUNTS = ("S-1-5-21-", "S-1-12-1-")
"""How the SIDs of accounts of a domain, a computer or Entra ID begin; others name roles, not somebody."""


def account_names(events: Iterable[Event]) -> dict[str, str]:
    """The name of each SID that events tell together with a name; the most told where it was renamed."""
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        sid = event.detail.get("sid", "")
        if event.actor and event.actor != sid and sid.startswith(OF_ACCOUNTS):
            told[sid][event.actor] += 1
    return {sid: max(names, key=lambda n: (names[n], n)) for sid, names in sorted(told.items())}
