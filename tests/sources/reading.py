"""What tests of reading share: bytes as a source, and the sum of an account."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TypeVar

from analyzer.model import Input, Item, Loss, Record, Tally
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.shape import Options, Source

T = TypeVar("T", bound=Item)


def evtx_items(data: bytes) -> list[Item]:
    """All items of an EVTX file."""
    return list(Evtx().read(Source("a.evtx", io.BytesIO(data)), Options()))


def only(kind: type[T], items: Iterable[Item]) -> list[T]:
    """The items of one kind."""
    return [item for item in items if isinstance(item, kind)]


def check_account(items: list[Item]) -> Input:
    """The one `Input` among the items of one file, having made sure that it adds up."""
    (account,) = only(Input, items)
    assert account.records_decoded == len(only(Record, items))
    assert account.records_tallied == sum(tally.count for tally in only(Tally, items))
    assert account.records_lost == sum(loss.count or 0 for loss in only(Loss, items))
    parts = (account.records_decoded, account.records_tallied, account.records_lost)
    assert account.records_total == sum(parts)
    return account
