"""Event XML, whoever wrote it: Windows, Event Viewer, evtx_dump, python-evtx, collectors, copies of it."""

from analyzer.sources.xml.shape import EventXmlText

__all__ = ["EventXmlText"]
