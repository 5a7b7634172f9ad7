"""What a large EVTX file says, put together of its pieces."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from analyzer.fleet.crew import Crew, Results
from analyzer.fleet.file import ITEMS
from analyzer.fleet.units import Digest, Question, Whole
from analyzer.model import Item, Loss
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.layout import FileHeader
from analyzer.sources.evtx.parts import Known, joined
from analyzer.sources.evtx.ranges import BLOCK
from analyzer.sources.evtx.reader import Rest
from analyzer.sources.evtx.runs import Log
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.files import Account, resized
from analyzer.sources.folders import Entry
from analyzer.sources.shape import Source


class Pieces:
    """The pieces of a file that begins with a head, being read by a crew beside its hash."""

    def __init__(self, entry: Entry, head: bytes, number: int, crew: Crew) -> None:
        """Whose pieces they are, and how many."""
        self._entry = entry
        self._head = head
        self._number = number
        self._crew = crew

    def items(self, hashing: Results, pieces: Iterator[Results]) -> Iterator[Item]:
        """All items of the file, of its hash and of the pieces in their order; at last its `Input`."""
        account, known = Account(), Known()
        rests: list[Rest] = []
        refusals: list[Item] = []
        for piece in pieces:
            items, rest = _taken(piece)
            if rest is not None and known.may_share(rest):
                for unread in (hashing, *pieces):
                    unread.close()
                yield from islice(self._in_one_pass(), account.items, None)
                return
            rests += [rest] if rest is not None else []
            for item in items:
                if item not in refusals:
                    account.add(item)
                    yield item
                if isinstance(item, Loss) and item.kind == "refused" and not refusals:
                    refusals.append(item)
        yield from self._sums(rests, account)
        yield from self._closed(hashing, account, refusals)

    def _in_one_pass(self) -> Iterator[Item]:
        """All the items, where a record may be in two pieces; they begin with those given already."""
        whole = self._crew.submit(Whole(self._entry, self._entry.size), soon=True)
        return (item for item in whole if isinstance(item, ITEMS))

    def _sums(self, rests: Sequence[Rest], account: Account) -> Iterator[Item]:
        source = Source(self._entry.name, io.BytesIO(self._head))
        is_complete = len(rests) == self._number
        header = FileHeader.of(self._head if is_complete else b"")
        for item in joined(source, self._crew.terms.options, header, rests, self._asked):
            account.add(item)
            yield item
        account.guess = Evtx().recognise(self._head)
        account.format = account.guess.format if account.guess else account.format
        account.recovered, account.duplicates = source.recovered, source.duplicates

    def _closed(self, hashing: Results, account: Account, refusals: Sequence[Item]) -> Iterator[Item]:
        for result in hashing:
            if isinstance(result, Digest):
                if trouble := result.trouble:
                    loss = Loss(self._entry.name, None, None, None, None, trouble.kind, trouble.reason)
                    account.add(loss)
                    yield loss
                yield account.closed(self._entry.name, result.sha256, result.size)
                if not trouble and result.size != self._entry.size:
                    yield resized(self._entry.name, self._entry.size, result.size)
            elif isinstance(result, Loss) and result not in refusals:
                yield result

    def _asked(self, chunk: int, log: Log, ids: IntArray, times: IntArray) -> BoolArray:
        """Whether records stand in a block, told by whoever reads it again; if nobody can, they do."""
        question = Question(self._entry, BLOCK, chunk, log, ids, times)
        found = [r for r in self._crew.submit(question, soon=True) if isinstance(r, np.ndarray)]
        return found[0] if found else np.ones(ids.size, np.bool_)


def _taken(piece: Results) -> tuple[list[Item], Rest | None]:
    """What a piece says at once, and what it leaves to the end."""
    results = list(piece)
    rest = next((result for result in results if isinstance(result, Rest)), None)
    return [result for result in results if isinstance(result, ITEMS)], rest
