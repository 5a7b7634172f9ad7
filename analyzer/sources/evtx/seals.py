"""Chunks whose checksum does not fit although all their records can be read: a note that costs no record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from analyzer.model import Loss
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import IntArray, Rows, distinct
from analyzer.sources.evtx.layout import CHUNK, ChunkHeader
from analyzer.sources.evtx.times import moment

_WHY = "the log was copied while it was written to, a disk failed, or somebody changed it"


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A chunk whose checksum does not fit its records, which can be read: by number in the file.

    Their ids and times are those of the first and last of them.
    """

    number: int
    ids: tuple[int, int]
    times: tuple[int, int]


def unsealed(block: Block, rows: Rows, wanted: IntArray, known: Sequence[int]) -> Iterator[Unsealed]:
    """The chunks of the `wanted` records whose checksum is wrong, but for those `known` to be damaged.

    Only chunks from which evidence is taken are checked: of all chunks it would take as
    long as reading them.
    """
    for number in distinct(wanted // CHUNK, block.chunks)[0].tolist():
        if number not in known and not ChunkHeader.is_checked(block.chunk(number)):
            start, end = np.searchsorted(rows.at, (number * CHUNK, (number + 1) * CHUNK))
            yield Unsealed(
                block.first + number, _ends(rows.record_id[start:end]), _ends(rows.time[start:end])
            )


def notes(path: str, found: Sequence[Unsealed]) -> Iterator[Loss]:
    """What is said of such chunks, those side by side together; no record is lost."""
    for _, group in groupby(enumerate(found), lambda pair: pair[1].number - pair[0]):
        run = [one for _, one in group]
        chunks = "1 chunk" if len(run) == 1 else f"{len(run):,} chunks"
        yield Loss(
            path,
            f"c{run[0].number}+0x0",
            min(one.ids[0] for one in run),
            max(one.ids[1] for one in run),
            0,
            "damaged",
            f"the checksum of {chunks} does not fit the records, which can all be read: {_WHY}",
            moment(min(one.times[0] for one in run)),
            moment(max(one.times[1] for one in run)),
        )


def _ends(numbers: IntArray) -> tuple[int, int]:
    return int(numbers.min()), int(numbers.max())
