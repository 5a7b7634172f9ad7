"""Failed calls of WMI (5858): the way of the DnsServer module to its server.

The result is mostly WMI's own code (0x8004…), which says nothing of DNS; a DNS code
there was never seen publicly.
"""

from __future__ import annotations

import re

from analyzer.events.evidence import make_event
from analyzer.events.fields import Fields
from analyzer.events.identity import actor_name, host_name, is_same_host, key_guids
from analyzer.events.values import detect_code
from analyzer.model import Action, Event, Record

_DNS_NAMESPACE = re.compile(r"\broot[\\/]+(?:microsoft[\\/]+windows[\\/]+dns|microsoftdns)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:^|;)\s*(\w+) = ")


def interpret_wmi(record: Record) -> Event | None:
    """A failed call of the DNS server's WMI classes, or one that failed with a DNS code."""
    if record.event_id != 5858:
        return None
    data = Fields(record.fields if _has_result(record) else _pairs(record.message or ""))
    operation = data.get("Operation") or ""
    result = data.get("ResultCode")
    is_of_dns = bool(_DNS_NAMESPACE.search(operation))
    code = detect_code(result, "high" if is_of_dns else "low")
    if code is None and not is_of_dns:
        return None
    client = host_name(data.get("ClientMachine"))
    keys = key_guids(operation)
    return make_event(
        record,
        action=Action.ATTEMPT if code else Action.OTHER,
        outcome="failed" if code else None,
        server=host_name(record.computer) if is_of_dns else None,
        key_guid=keys[0] if len(keys) == 1 else None,
        actor=actor_name(data.get("User")) or actor_name(record.user),
        detail={
            "client": client,
            "pid": data.get("ClientProcessId") if is_same_host(client, record.computer) else None,
            "call": operation,
            "result": result,
        },
        matches=[code] if code else [],
    )


def _has_result(record: Record) -> bool:
    return Fields(record.fields).get("ResultCode") is not None


def _pairs(message: str) -> dict[str, str]:
    """What a message lists as `name = value; name = value`."""
    _, *parts = _NAME.split(message)
    return {name: value.strip() for name, value in zip(parts[::2], parts[1::2], strict=True)}
