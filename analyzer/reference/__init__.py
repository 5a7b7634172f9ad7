"""The reference pages of `docs/` and the man pages, written from the code that they describe."""

from analyzer.reference.documents import documents

__all__ = ["documents"]
