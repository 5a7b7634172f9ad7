"""Bytes become records: files are found, recognised by their content, and read by the shape they have."""

from analyzer.sources.files import read
from analyzer.sources.folders import walk
from analyzer.sources.shape import Options
from analyzer.sources.streams import LimitError, Limits, limits_of
from analyzer.sources.urls import Place, Url, place_of

__all__ = ["LimitError", "Limits", "Options", "Place", "Url", "limits_of", "place_of", "read", "walk"]
