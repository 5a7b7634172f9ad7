"""Archives and exports of weeks, shared by the tests of delivery."""

from __future__ import annotations

from tests.archive.conftest import new_archive, new_url, server

__all__ = ["new_archive", "new_url", "server"]
