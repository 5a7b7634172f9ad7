"""Ids of what a report lists: a short hash of what identifies a thing."""

from __future__ import annotations

import base64
import hashlib
import json

LENGTH = 10
"""Characters of base32 after the prefix: 50 bits, so a million things collide with odds of 1 in 2000."""


def make_id(prefix: str, *parts: object) -> str:
    """An id such as `D-k3v7q2mxya`, the same for the same parts, whatever else is read.

    Parts are compared as text, times among them; None differs from an empty text.
    """
    identity = json.dumps([None if part is None else str(part) for part in parts])
    digest = hashlib.blake2s(identity.encode()).digest()
    return f"{prefix}-{base64.b32encode(digest).decode().lower()[:LENGTH]}"
