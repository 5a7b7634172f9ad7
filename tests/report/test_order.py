from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer.report.order import ORDER
from analyzer.report.report import Report


def test_a_report_is_the_same_whatever_the_order_of_its_lists(
    build: Callable[..., Report], demo: Report
) -> None:
    """Every list is sorted by a full key when the report is made."""
    lists: dict[str, Any] = {name: getattr(demo, name) for name in ORDER if hasattr(demo, name)}
    turned = {name: tuple(reversed(rows)) for name, rows in lists.items()}
    again = build(simulated=True, blind_spots=demo.blind_spots, **turned)
    assert again == demo


def test_the_worst_finding_comes_first(demo: Report) -> None:
    """Findings are sorted by severity, then by confidence, and what bears no zone comes last."""
    assert [(f.severity, f.confidence) for f in demo.findings] == [
        ("high", "high"),
        ("medium", "high"),
        ("medium", "medium"),
        ("info", "low"),
    ]
