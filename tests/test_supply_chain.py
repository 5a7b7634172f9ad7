"""What is installed: bounded for users, pinned for CI, and the pins within the bounds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = ROOT / ".ci" / "constraints.txt"
DATED = {"libevtx-python", "tzdata"}
"""Packages whose versions are dates, which promise nothing of what fits together."""
INSTALLED = ("test", "lint")
"""The extras that CI installs."""


def pins() -> dict[str, str]:
    """The pinned version of every package."""
    lines = [line for line in PINS.read_text("utf-8").splitlines() if not line.startswith("#")]
    found = [re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)", line) for line in lines]
    assert all(found), "every line is a pin"
    return {canonicalize_name(one[1]): one[2] for one in found if one}


def requirements() -> Iterator[tuple[str, Requirement]]:
    """Every requirement of the project, with the extra that it is of."""
    project = PROJECT["project"]
    extras = {"": project["dependencies"], "build": PROJECT["build-system"]["requires"]}
    for extra, lines in (extras | project["optional-dependencies"]).items():
        yield from ((extra, Requirement(line)) for line in lines)


def test_every_dependency_is_bounded() -> None:
    """From below, and from above by the next version that may break what is used of it."""
    for _, one in requirements():
        operators = {part.operator for part in one.specifier}
        assert ">=" in operators, one
        assert "<" in operators or one.name in DATED, one
        assert one.url is None


def test_every_pin_is_within_the_bounds() -> None:
    """Of all extras, so that CI tests what users may get."""
    pinned = pins()
    for _, one in requirements():
        version = pinned.get(canonicalize_name(one.name))
        assert version is None or one.specifier.contains(version, prereleases=True), (str(one), version)


def test_all_that_ci_installs_is_pinned() -> None:
    """Every direct dependency that this Python needs, and sorted so that a change shows."""
    pinned = pins()
    for extra, one in requirements():
        if extra in ("", "build", *INSTALLED) and (one.marker is None or one.marker.evaluate()):
            assert canonicalize_name(one.name) in pinned, one
    assert list(pinned) == sorted(pinned, key=str.lower)
    assert len(pinned) > 60


def test_ci_uses_the_pins() -> None:
    """The script that makes the environment, and what has it made anew when they change."""
    assert "PIP_CONSTRAINT" in (ROOT / ".ci" / "venv").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^\$\(VENV\)/\.\w+: (.*)$", makefile, re.MULTILINE)
    assert targets == ["$(INSTALLED)"] * 3
    (installed,) = re.findall(r"^INSTALLED := (.*)$", makefile, re.MULTILINE)
    assert ".ci/constraints.txt" in installed.split()
