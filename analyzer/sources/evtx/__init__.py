"""EVTX, the format of Windows event logs: indexed as a whole, decoded only where it matters."""

from analyzer.sources.evtx.shape import Evtx

__all__ = ["Evtx"]
