"""JSON text that can be shown on any terminal: what hides or steers is spelled as an escape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from analyzer.safe_text import UNSAFE_IN_JSON


def dumps(value: Any) -> str:
    """A value as JSON with a line an item, its keys in their order."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    return UNSAFE_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def spelled(time: datetime) -> str:
    """A time in UTC with six decimals and `Z`, so that times sort as text."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
