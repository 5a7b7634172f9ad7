"""What is known of Windows: codes, events, statuses, operations, as tables with typed look-ups.

Sources are in `docs/facts.md`.  What was inferred is marked so where it is shown.
"""

from analyzer.knowledge.codes import Code, all_codes, code, code_named, is_dns_code, parse_code
from analyzer.knowledge.events import (
    AUDIT_CHANNEL,
    CLASSIC_CHANNEL,
    Channel,
    EventKind,
    channel_of,
    channels,
    event_kind,
    event_kinds,
    matters,
    observes,
    squeezed,
)
from analyzer.knowledge.rollover import (
    NEVER,
    Operation,
    Status,
    operation,
    operations,
    status,
    statuses,
)

__all__ = [
    "AUDIT_CHANNEL",
    "CLASSIC_CHANNEL",
    "NEVER",
    "Channel",
    "Code",
    "EventKind",
    "Operation",
    "Status",
    "all_codes",
    "channel_of",
    "channels",
    "code",
    "code_named",
    "event_kind",
    "event_kinds",
    "is_dns_code",
    "matters",
    "observes",
    "operation",
    "operations",
    "parse_code",
    "squeezed",
    "status",
    "statuses",
]
