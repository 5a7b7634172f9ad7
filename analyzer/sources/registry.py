"""Every log format that can be read, each in a module of its own."""

from __future__ import annotations

from analyzer.sources.csv import Csv
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.json import Json
from analyzer.sources.made_up import MadeUp
from analyzer.sources.manifest import Manifest
from analyzer.sources.shape import Shape
from analyzer.sources.snapshots.clixml import Clixml
from analyzer.sources.text.console import Console
from analyzer.sources.text.copied import Copied
from analyzer.sources.text.debuglog import DebugLog
from analyzer.sources.text.powershell_output import PropertyList, PropertyTable
from analyzer.sources.text.transcript import Transcript
from analyzer.sources.xml import EventXmlText

SHAPES: tuple[Shape, ...] = (
    Evtx(),
    EventXmlText(),
    Json(),
    Csv(),
    Clixml(),
    Copied(),
    Transcript(),
    DebugLog(),
    PropertyList(),
    PropertyTable(),
    Console(),
    MadeUp(),
    Manifest(),
)
