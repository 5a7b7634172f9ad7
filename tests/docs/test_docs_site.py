"""The documentation is built into a site without a warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, pages


def test_the_site_is_built_without_warnings(tmp_path: Path) -> None:
    """Sphinx takes every warning for an error, and each page becomes one of the site."""
    build = (sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html")
    outcome = subprocess.run(
        [*build, ROOT / "docs", tmp_path / "site", "-d", tmp_path / "doctrees"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    made = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    wanted = (page.relative_to(ROOT / "docs") for page in pages() if page != ROOT / "README.md")
    assert {page.with_suffix(".html").as_posix() for page in wanted} <= made
