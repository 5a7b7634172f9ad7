"""Addresses as users name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.live import Address, address


@given(st.ip_addresses(), st.integers(1, 65535))
def test_spelling_is_read_back(ip: object, port: int) -> None:
    """What an address is printed as is what it is read from, of both kinds and with any port."""
    known = Address(str(ip), port)
    assert address(str(known)) == known


@pytest.mark.parametrize(
    "text", ["", "ns1.corp.example", "192.0.2.1:0", "192.0.2.1:65536", "[::1", "[::1]5300", "1.2.3"]
)
def test_anything_else_is_refused(text: str) -> None:
    """Names, ports out of range and halves of brackets are no address."""
    with pytest.raises(ValueError, match="no IP address"):
        address(text)
