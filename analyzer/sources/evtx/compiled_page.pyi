from collections.abc import Callable, Iterable, Sequence

from analyzer.sources.evtx.definitions import Definition
from analyzer.sources.evtx.direct import Content
from analyzer.sources.evtx.scalars import Spelling

class Texts:
    end: int
    def __init__(self, named: Sequence[tuple[str, Spelling, int, int]]) -> None: ...
    def __call__(self, chunk: bytes, at: int) -> dict[str, str]: ...

class Known: ...

class Page:
    def __init__(
        self,
        chunk: bytes,
        definition_of: Callable[[bytes, int], tuple[Definition, int, bool]],
        known: dict[Definition, Known],
    ) -> None: ...
    def records(self, offsets: Iterable[int]) -> list[Content | None]: ...
