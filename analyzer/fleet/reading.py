"""All files below paths, given out as units and put together again in the order of the files."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from analyzer.fleet.crew import Crew, Results
from analyzer.fleet.file import File
from analyzer.model import Item
from analyzer.sources.folders import entries
from analyzer.sources.urls import Place


def read(
    paths: Sequence[Place],
    crew: Crew,
    skip: Callable[[Place, str], bool] = lambda path, name: False,  # noqa: ARG005 (the default skips nothing)
) -> Iterator[Item]:
    """What `sources.read` gives, whoever does the work; files of which `skip` says so are not read.

    The crew begins at once, before the first item is asked for.  What has to be ended
    while it is read is a `Loss`; a file has no `Input` where that is all of it.  `skip`
    hears of files some time before their turn.
    """
    begun: deque[File] = deque()
    found = (entry for entry in entries(paths) if entry.refusal or not skip(entry.path, entry.name))
    results = _given_out((File(entry, crew) for entry in found), crew, begun)
    return _items(list(islice(results, 1)), results, begun)


def _items(first: list[Results], others: Iterator[Results], begun: deque[File]) -> Iterator[Item]:
    for results in chain(first, others):
        file = begun.popleft()
        yield from file.items(results, islice(others, len(file.units) - 1))


def _given_out(files: Iterator[File], crew: Crew, begun: deque[File]) -> Iterator[Results]:
    """The results of the units of all files, in order; units are given out as far as the crew reaches."""
    ahead: deque[Results] = deque()
    for file in files:
        begun.append(file)
        for unit in file.units:
            ahead.append(crew.submit(unit))
            if len(ahead) > crew.reach:
                yield ahead.popleft()
    while ahead:
        yield ahead.popleft()
