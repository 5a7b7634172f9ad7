"""The XML namespaces of events."""

from __future__ import annotations

EVENT = "http://schemas.microsoft.com/win/2004/08/events/event"

USER_DATA = {
    "LogFileCleared": "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
    "Operation_ClientFailure": "http://manifests.microsoft.com/win/2006/windows/WMI",
}
"""The namespaces of the elements within UserData, by the name of the root."""
