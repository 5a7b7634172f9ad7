"""CSV and its variants with tabs, semicolons or bars."""

from analyzer.sources.csv.shape import Csv

__all__ = ["Csv"]
