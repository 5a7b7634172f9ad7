from collections.abc import Callable, Iterable, Sequence

from analyzer.sources.evtx.binxml import Pointer
from analyzer.sources.evtx.definitions import Definition
from analyzer.sources.evtx.direct import Content

class Sample:
    def __init__(self, copy: bytes, offset: int, pointers: Sequence[Pointer]) -> None: ...
    def stands_at(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> bool: ...

class Known: ...

class Page:
    def __init__(
        self,
        chunk: bytes,
        definition_of: Callable[[bytes, int], tuple[Definition, int, bool]],
        known: dict[Definition, Known],
    ) -> None: ...
    def records(self, offsets: Iterable[int]) -> list[Content | None]: ...
