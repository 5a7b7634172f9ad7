"""Which operations a zone's key master would refuse while one of its keys rolls, and with which code.

Preconditions are those of MS-DNSP 3.1.4.1 and of Microsoft's page on manual rollovers;
that a failed one gives this code is inferred from the codes' texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analyzer.knowledge import all_codes, operations, status
from analyzer.model import KeyRole, Rollover
from analyzer.rollover.windows import WAITS_FOR_DS

INVOKE, STEP = "Invoke-DnsServerSigningKeyRollover", "Step-DnsServerSigningKeyRollover"
NOT_FOR_A_ZSK = "DNS_ERROR_NOT_ALLOWED_ON_ZSK"
RPC_OF_CHANGES = "ModifyZoneSigningKeyDescriptor"
"""Whatever it changes, adds or removes: not during the waiting periods of a roll."""

Which = Literal["the rolling key", "another key", "any key"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that would be refused: on which key of the zone, with which of the codes.

    `if_queued`: only once the key waits in the queue; the first try puts it there.
    """

    operation: str
    key: Which
    codes: tuple[int, ...]
    if_queued: bool = False


def refusals(role: KeyRole | None, stage: str | None) -> tuple[Refusal, ...]:
    """What would be refused while a key of a role is in a stage, by operation.

    `stage` is a status in any spelling; None where it is not known, and then a step may
    be refused.
    """
    return tuple(sorted(_refusals(role, stage), key=lambda r: (r.operation, r.key)))


def refused_at(rollover: Rollover, when: datetime) -> tuple[Refusal, ...]:
    """What would be refused at a time because of a rollover; nothing where it was surely not rolling then."""
    first, last = rollover.start_min or rollover.start, rollover.end_max or rollover.end
    if (first and when < first) or (last and when >= last):
        return ()
    stage = next((s.name for s in reversed(rollover.stages) if s.start <= when), None)
    return refusals(rollover.key_role, stage)


def _refusals(role: KeyRole | None, stage: str | None) -> Iterator[Refusal]:
    rolling, queued, not_waiting = (_codes(state) for state in ("rolling", "queued", "not-waiting"))
    yield Refusal(INVOKE, "the rolling key", rolling)
    yield Refusal(INVOKE, "another key", queued, if_queued=True)
    known = status(stage) if stage else None
    if known is None or known.number != WAITS_FOR_DS:
        of_a_zsk = () if role == "KSK" else _codes("", NOT_FOR_A_ZSK)
        yield Refusal(STEP, "the rolling key", (*of_a_zsk, *not_waiting))
    for operation in operations():
        if operation.rpc == RPC_OF_CHANGES:
            yield Refusal(operation.cmdlet, "the rolling key" if operation.names_key else "any key", rolling)


def _codes(exposure: str, name: str = "") -> tuple[int, ...]:
    """The codes that a state of a key exposes, or the one of a name."""
    asked = (c for c in all_codes() if (c.name == name if name else c.exposure == exposure))
    return tuple(c.number for c in asked if c.number is not None)
