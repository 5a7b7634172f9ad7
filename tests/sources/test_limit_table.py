"""Limits of reading, as a configuration names them."""

from __future__ import annotations

import pytest

from analyzer.sources import LimitError, Limits, limits_of


def test_limits_of_a_configuration() -> None:
    """What it names is changed, what it does not name stays, what there is not is an error with the cure."""
    assert limits_of({}) == (Limits(), False)
    assert limits_of({"file": 5, "deleted": True}) == (Limits(file=5), True)
    for table, word in (
        ({"fiel": 5}, "'fiel'; there are"),
        ({"file": 0}, "whole number"),
        ({"file": True}, "whole number"),
        ({"file": "5"}, "whole number"),
        ({"deleted": 1}, "true or false"),
    ):
        with pytest.raises(LimitError, match=word):
            limits_of(table)
