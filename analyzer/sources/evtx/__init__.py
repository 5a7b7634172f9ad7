"""EVTX, the format of Windows event logs: indexed as a whole, decoded only where it matters."""
