"""The archive: what logs told, kept after they wrapped, and given back as of any time."""

from analyzer.archive.errors import ArchiveError
from analyzer.archive.ingest import Outcome, ingest
from analyzer.archive.prune import prune
from analyzer.archive.results import Result
from analyzer.archive.shelf import HORIZON, Shelf, load
from analyzer.archive.store import DEFAULT, Archive, open_archive
from analyzer.archive.weeks import Week

__all__ = [
    "DEFAULT",
    "HORIZON",
    "Archive",
    "ArchiveError",
    "Outcome",
    "Result",
    "Shelf",
    "Week",
    "ingest",
    "load",
    "open_archive",
    "prune",
]
