"""Elastic Agent: Winlogbeat's document with the data stream it goes to, as Kibana exports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.simulate.emit import winlogbeat
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry

_DATASETS = {
    AUDIT_CHANNEL: "microsoft_dnsserver.audit",
    "Microsoft-Windows-PowerShell/Operational": "windows.powershell_operational",
    "Windows PowerShell": "windows.powershell",
    "Security": "system.security",
    "System": "system.system",
}


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries as hits of a search; loses what Winlogbeat loses."""
    write_lines(stream, map(_hit, entries))


def _hit(entry: Entry) -> dict[str, Any]:
    dataset = _DATASETS.get(entry.channel, "winlog.winlogs")
    document = winlogbeat.record(entry)
    document["event"]["dataset"] = dataset
    return {
        "_index": f".ds-logs-{dataset}-default",
        "_id": f"{entry.host}-{entry.record_id}",
        "_source": {
            **document,
            "agent": {"name": entry.host.partition(".")[0], "type": "filebeat", "version": "8.17.0"},
            "data_stream": {"dataset": dataset, "namespace": "default", "type": "logs"},
            "elastic_agent": {"version": "8.17.0"},
            "input": {"type": "winlog"},
        },
    }
