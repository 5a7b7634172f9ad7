"""python-evtx, kept from following damage round in circles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from Evtx.Evtx import ChunkHeader, Record
from Evtx.Nodes import (
    BinaryTypeNode,
    BXmlTypeNode,
    FiletimeTypeNode,
    NameStringNode,
    RootNode,
    TemplateNode,
    WstringArrayTypeNode,
)
from Evtx.Views import render_root_node

from analyzer.sources.evtx.layout import LAST_TIME, RECORDS
from analyzer.sources.evtx.times import moment

_FEW = 64
"""Behind them nothing stands: a whole record ends with its size, which is not zero."""

MOST_IN_VAIN = 2000
"""Records of a block: about a second.  Damaged logs have some dozens that only python-evtx reads."""

_SPELLING: dict[type, Callable[[Any], str]] = {
    BinaryTypeNode: lambda value: value.binary().hex().upper(),
    FiletimeTypeNode: lambda value: moment(min(value.unpack_qword(0), LAST_TIME)).isoformat(),
    WstringArrayTypeNode: lambda value: "\n".join(_texts(value.binary())),
}
"""Values that python-evtx writes like nobody else: in base64, by way of floats, as XML within XML."""


class _OnDemand(dict[int, Any]):
    """What stands at an offset, read when it is asked for."""

    def __init__(self, read: Callable[[int], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, offset: int) -> Any:
        return self._read(offset)


class Chunk(ChunkHeader):  # type: ignore[misc]  # python-evtx has no types
    """A chunk whose names and templates are read where records name them.

    python-evtx follows the chunk's own lists of them first, which damage can close
    to a ring without end.
    """

    def __init__(self, chunk: bytes) -> None:
        """Take a whole chunk; nothing is read yet."""
        super().__init__(_without_slack(chunk), 0)
        self._names = _OnDemand(self.add_string)
        self._definitions = _OnDemand(self.add_template)

    def strings(self) -> _OnDemand:
        """Names by their offset."""
        return self._names

    def templates(self) -> _OnDemand:
        """Template definitions by their offset."""
        return self._definitions

    def add_string(self, offset: int, parent: Any = None) -> Any:
        """The name at an offset."""
        return NameStringNode(self._buf, offset, self, parent or self)

    def add_template(self, offset: int, parent: Any = None) -> Any:
        """The template definition at an offset."""
        return TemplateNode(self._buf, offset, self, parent or self)


def record_xml(chunk: bytes, offset: int) -> str | None:
    """The XML of the record at an offset of a whole chunk; None where python-evtx cannot read it."""
    try:
        root = Record(_without_slack(chunk), offset, Chunk(chunk)).root()
        _spell(root)
        return str(render_root_node(root))
    except Exception:  # it stumbles over damage in as many ways as there are bytes
        return None


class Patience:
    """How often python-evtx may still be asked in vain: garbage costs it as much time as a hundred records.

    Counted within a block, so that a file says the same in parts and in one pass.
    """

    def __init__(self) -> None:
        """It is asked whenever the first reader refuses a record."""
        self.left = MOST_IN_VAIN
        self.untried = 0

    def xml(self, chunk: bytes, offset: int) -> str | None:
        """What `record_xml` gives; None without trying once it was in vain too often."""
        if self.left <= 0:
            self.untried += 1
            return None
        text = record_xml(chunk, offset)
        self.left -= text is None
        return text


def _without_slack(chunk: bytes) -> bytes:
    """The chunk without the zeros at its end, of each of which python-evtx would make an object."""
    return chunk.rstrip(b"\0").ljust(RECORDS, b"\0") + bytes(_FEW)


def _spell(root: RootNode) -> None:
    """Have the values of a record written as other readers do."""
    for value in root.substitutions():
        if isinstance(value, BXmlTypeNode):
            _spell(value.root())
        elif spelling := _SPELLING.get(type(value)):
            value.string = partial(spelling, value)


def _texts(units: bytes) -> list[str]:
    return units.decode("utf-16-le", "replace").removesuffix("\0").split("\0")
