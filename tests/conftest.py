"""What tests share: where the real logs lie, and how a missing tool is reported."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2] / "shared" / "samples"


def missing(what: str) -> None:
    """Skip on a developer's machine, fail in CI: a check that CI lacks is no check."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real logs, read in place."""
    if not REAL.is_dir():
        missing("../shared/samples (real logs)")
    return REAL


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing("chromium")
    raise AssertionError
