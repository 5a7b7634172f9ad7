"""Template definitions of the usual shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.simulate.evtx.binxml import Type
from analyzer.sources.evtx import elements, templates
from analyzer.sources.evtx.layout import CHUNK, TEMPLATE_HEAD
from tests.sources.evtx.crafted import crafted, event_data, slots

_VALUES = [(Type.STRING, "Zone".encode("utf-16-le")), (Type.UINT32, b"\x9c\x23\0\0")]
_CHUNK, _AT = crafted(event_data(*slots(_VALUES), name="Rollover"), _VALUES)
_OFFSET = _AT[0] + 38
_SIZE = TEMPLATE_HEAD + int.from_bytes(_CHUNK[_OFFSET + 20 : _OFFSET + 24], "little")


def _by_python_evtx(chunk: bytes) -> tuple[templates.Layout, set[int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "read_definition", lambda *_: None)
        layout, names = templates._read(chunk, _OFFSET, _SIZE)
    return layout, set(names)


def test_a_usual_definition_needs_no_python_evtx() -> None:
    """The definition of a simulated record is read, and tells what python-evtx tells of it."""
    assert elements.read_definition(_CHUNK, _OFFSET, _SIZE - TEMPLATE_HEAD) is not None
    layout, names = templates._read(_CHUNK, _OFFSET, _SIZE)
    assert (layout, set(names)) == _by_python_evtx(_CHUNK)
    assert (layout.event_id, layout.record_id, layout.time) == (3, 10, 6)


_DAMAGE = st.lists(
    st.tuples(st.integers(TEMPLATE_HEAD, _SIZE - 1), st.integers(0, 0x46)), min_size=1, max_size=4
)


@given(_DAMAGE)
def test_what_is_read_of_a_damaged_definition_is_what_python_evtx_reads(
    damage: list[tuple[int, int]],
) -> None:
    """Either damage is noticed and left to python-evtx, or both read the same."""
    chunk = bytearray(_CHUNK)
    for place, byte in damage:
        chunk[_OFFSET + place] = byte
    if elements.read_definition(bytes(chunk), _OFFSET, _SIZE - TEMPLATE_HEAD) is not None:
        layout, names = templates._read(bytes(chunk), _OFFSET, _SIZE)
        assert (layout, set(names)) == _by_python_evtx(bytes(chunk))


def _nested(depth: int) -> Iterator[bytes]:
    yield b"\x0f\x01\x01\x00"
    for _ in range(depth):
        yield b"\x01\xff\xff\0\0\0\0" + (8).to_bytes(4, "little") + b"\x02"
    yield b"\x04" * depth + b"\0"


def test_a_deep_definition_does_not_exhaust_the_stack() -> None:
    """Elements may be nested as deep as a chunk is long."""
    body = b"".join(_nested(4_000))
    chunk = bytes(64 + TEMPLATE_HEAD) + body
    found = elements.read_definition(chunk.ljust(CHUNK, b"\0"), 64, len(body))
    assert found is not None
    assert len(found[1]) == np.unique(found[1]).size == 4_000
