"""Wheel and sdist are whole: what is built from them runs where nothing of this checkout is at hand."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from analyzer import __version__
from tests.docs.pages import ROOT


def run(*program: str | Path, cwd: Path) -> str:
    """What a program prints; it must end well."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    outcome = subprocess.run(
        [str(word) for word in program],
        cwd=cwd,
        env=clean,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist of this checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (packed,) = folder.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / packed.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel built from the sdist, by pip and without network."""
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    run(*pip, "--wheel-dir", sdist.parent, sdist, cwd=sdist.parent)
    (built,) = sdist.parent.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that has the wheel, and of this one only the dependencies."""
    folder = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    place = run(
        programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    )
    # A path in a .pth file is not searched for .pth files in turn, so that the checkout stays out of reach.
    (Path(place.strip()) / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_the_wheel_runs_by_itself(installed: Path, tmp_path: Path) -> None:
    """`rollaudit` has its own package, and makes a report of the samples with all that this needs."""
    where = run(installed / "python", "-c", "import analyzer; print(analyzer.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run(installed / "rollaudit", "--version", cwd=tmp_path) == f"rollaudit {__version__}\n"
    run(installed / "rollaudit", "audit", ROOT / "samples", "-o", "report", cwd=tmp_path)
    made = {path.name for path in (tmp_path / "report").iterdir()}
    assert made >= {"report.html", "report.md", "audit.json", "charts", "findings.csv"}


def test_the_module_is_the_command(installed: Path, tmp_path: Path) -> None:
    """`python -m analyzer` says what `rollaudit` says."""
    by_name = run(installed / "rollaudit", "explain", "9116", cwd=tmp_path)
    assert run(installed / "python", "-m", "analyzer", "explain", "9116", cwd=tmp_path) == by_name
    module = run(installed / "python", "-m", "analyzer", "-h", cwd=tmp_path).replace(
        "python -m analyzer", "rollaudit"
    )
    assert module == run(installed / "rollaudit", "-h", cwd=tmp_path)


def test_the_shell_completes(installed: Path, tmp_path: Path) -> None:
    """A shell that asks gets commands, and the choices of an option."""
    asked = {"_ROLLAUDIT_COMPLETE": "bash_complete"}
    for words, wanted in (("rollaudit che", "check-zone"), ("rollaudit audit --fail-on cr", "critical")):
        asked |= {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        outcome = subprocess.run(
            [installed / "rollaudit"],
            cwd=tmp_path,
            env=os.environ | asked,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert outcome.stdout == f"plain,{wanted}\n"


def test_the_wheel_holds_data_and_man_pages(wheel: Path) -> None:
    """Every data file beside the code is in it, and the man pages where systems look for them."""
    names = zipfile.ZipFile(wheel).namelist()
    ours = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "analyzer").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
    ]
    assert set(ours) <= set(names)
    pages = {Path(name).name for name in names if "/share/man/man1/" in name}
    assert pages == {path.name for path in (ROOT / "docs" / "man").iterdir()}


def test_the_sdist_holds_what_the_tests_need(sdist: Path) -> None:
    """Whoever packages it can run the tests and read the documentation."""
    assert {"analyzer", "docs", "samples", "tests", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"} <= {
        path.name for path in sdist.iterdir()
    }
