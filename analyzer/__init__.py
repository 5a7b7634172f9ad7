"""rollaudit reads Windows DNS Server logs and explains what 9116 says of key management.

    import analyzer

    report = analyzer.audit("logs", tz="Europe/Berlin")
    analyzer.rollovers(report)  # a table

What is named in `__all__` is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.api import (
        attempts,
        audit,
        detections,
        episodes,
        findings,
        read_events,
        rollovers,
    )

__version__ = "0.1.0"
__all__ = ["attempts", "audit", "detections", "episodes", "findings", "read_events", "rollovers"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("analyzer.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
