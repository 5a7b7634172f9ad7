"""JSON as collectors write it: compact, in UTF-8, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO


def dumps(value: object) -> str:
    """Compact JSON; text stays as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_lines(stream: BinaryIO, objects: Iterable[Mapping[str, Any]]) -> None:
    """Write an object a line."""
    stream.writelines(f"{dumps(value)}\n".encode() for value in objects)
