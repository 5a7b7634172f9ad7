"""The formats in which entries can be written, by name."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast

from analyzer.knowledge.formats import LogFormat, log_format
from analyzer.simulate.emit import (
    azure,
    datadog,
    dns_debug,
    elastic_agent,
    eventviewer_csv,
    eventviewer_text,
    eventviewer_xml,
    evtx_dump_jsonl,
    evtx_dump_xml,
    filebeat_etw,
    get_eventlog,
    get_winevent,
    nxlog,
    python_evtx_xml,
    sentinel_csv,
    server_manager,
    splunk,
    wazuh,
    wevtutil_text,
    wevtutil_xml,
    winlogbeat,
    xml_view,
)
from analyzer.simulate.emit.cultures import CULTURES, EN_US, Culture
from analyzer.simulate.emit.recoded import Recoded
from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import Style, write_evtx

OEM = "oem"
"""The encoding of consoles, which depends on the culture."""

Entries = Iterable[Entry]
Write = Callable[[BinaryIO, Entries, str, Culture], None]
"""Writes entries as one file: a seekable stream, the entries in order, the zone of clocks, the culture."""


@dataclass(frozen=True, slots=True)
class Emitter:
    """A way to write entries: the format that comes out, who writes it, the culture of Windows.

    `encoding` is set where the text was saved anew in another one than the format's own.
    """

    format: LogFormat
    function: Write
    culture: Culture = EN_US
    encoding: str = ""

    @property
    def extension(self) -> str:
        """The end of a file's name, with the culture and the encoding where they are others than usual."""
        culture = "" if self.culture == EN_US else f".{self.culture.name}"
        return f"{culture}{'.' if self.encoding else ''}{self.encoding}{self.format.extension}"

    def write(self, stream: BinaryIO, entries: Entries, zone: str = "UTC") -> None:
        """Write the entries, one at a time; local times are those of `zone`."""
        if self.encoding:
            own = self.culture.oem if self.format.encoding == OEM else self.format.encoding
            stream = cast(BinaryIO, Recoded(stream, own, self.encoding))
        self.function(stream, entries, zone, self.culture)


def emitter(name: str) -> Emitter:
    """The emitter of that name, perhaps with a culture and an encoding: `eventviewer-csv@de-DE+cp1252`.

    KeyError where there is none, LookupError where the encoding is none.
    """
    name, _, encoding = name.partition("+")
    format_name, _, culture = name.partition("@")
    found = EMITTERS[format_name]
    if encoding:
        codecs.lookup(encoding)
    return replace(found, culture=_CULTURES[culture or EN_US.name], encoding=encoding)


_CULTURES = {culture.name: culture for culture in CULTURES}


def _plain(write: Callable[[BinaryIO, Entries], None]) -> Write:
    """A format without local times or a language."""
    return lambda stream, entries, _zone, _culture: write(stream, entries)


def _clocked(write: Callable[[BinaryIO, Entries, str], None]) -> Write:
    """A format with local times that looks the same in every culture."""
    return lambda stream, entries, zone, _culture: write(stream, entries, zone)


_WRITERS: dict[str, Write] = {
    "evtx": _plain(write_evtx),
    "evtx-literal": _plain(lambda s, e: write_evtx(s, e, Style(literal=True))),
    "evtx-export": _plain(lambda s, e: write_evtx(s, e, Style(renumbered=True))),
    "eventviewer-xml": lambda s, e, _, culture: eventviewer_xml.write(s, e, culture),
    "wevtutil-xml": _plain(wevtutil_xml.write),
    "xml-view": _plain(xml_view.write),
    "python-evtx-xml": _plain(python_evtx_xml.write),
    "evtx-dump-xml": _plain(evtx_dump_xml.write),
    "splunk-xml": _plain(splunk.write_xml),
    "evtx-dump-jsonl": _plain(evtx_dump_jsonl.write),
    "winlogbeat": _plain(winlogbeat.write),
    "elastic-agent": _plain(elastic_agent.write),
    "filebeat-etw": _plain(filebeat_etw.write),
    "nxlog": _clocked(nxlog.write),
    "nxlog-message": _clocked(lambda s, e, zone: nxlog.write(s, e, zone, in_message=True)),
    "datadog": _plain(datadog.write),
    "wazuh": _plain(wazuh.write),
    "azure-rows": _plain(azure.write),
    "azure-raw-xml": _plain(azure.write_diagnostics),
    "get-winevent-json-5": _clocked(get_winevent.write_json),
    "get-winevent-json-7": _clocked(
        lambda s, e, zone: get_winevent.write_json(s, e, zone, 7, compress=False)
    ),
    "get-winevent-csv-5": get_winevent.write_csv,
    "get-winevent-csv-7": partial(get_winevent.write_csv, version=7),
    "get-winevent-list": get_winevent.write_list,
    "get-winevent-list-all": partial(get_winevent.write_list, everything=True),
    "get-winevent-table": get_winevent.write_table,
    "get-eventlog-csv": get_eventlog.write,
    "eventviewer-csv": eventviewer_csv.write,
    "eventviewer-tabs": partial(eventviewer_csv.write, delimiter="\t"),
    "eventviewer-text": eventviewer_text.write,
    "eventviewer-text-xml": partial(eventviewer_text.write, with_xml=True),
    "wevtutil-text": lambda s, e, _, culture: wevtutil_text.write(s, e, None, culture),
    "wevtutil-text-local": lambda s, e, zone, culture: wevtutil_text.write(s, e, zone, culture, culture.oem),
    "server-manager": server_manager.write,
    "sentinel-csv": _plain(sentinel_csv.write),
    "splunk-csv": _clocked(splunk.write_csv),
    "dns-debug": dns_debug.write,
}
EMITTERS = {name: Emitter(log_format(name), write) for name, write in _WRITERS.items()}
"""Every format of entries, by name."""
