"""Questions to real DNS servers: what they show of a zone's keys, and whether that fits the logs."""

from analyzer.live.address import Address, address
from analyzer.live.check import Check, check, zone_name
from analyzer.live.compare import Comparison, compare

__all__ = ["Address", "Check", "Comparison", "address", "check", "compare", "zone_name"]
