"""Readers of every emitted format that know nothing of the emitters, by the format's name."""

from __future__ import annotations

from tests.simulate.read_back_json import JSON_READERS
from tests.simulate.read_back_text import CLOCKS, TEXT_READERS
from tests.simulate.read_back_xml import XML_READERS

__all__ = ["CLOCKS", "READERS"]

READERS = XML_READERS | JSON_READERS | TEXT_READERS
