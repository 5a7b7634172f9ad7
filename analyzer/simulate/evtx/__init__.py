"""Writes EVTX files as Windows does (MS-EVEN6 2.2.12), for logs that never were."""

from analyzer.simulate.evtx.style import Style
from analyzer.simulate.evtx.values import EPOCH
from analyzer.simulate.evtx.writer import write_evtx

__all__ = ["EPOCH", "Style", "write_evtx"]
