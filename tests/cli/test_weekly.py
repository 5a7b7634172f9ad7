"""`rollaudit weekly` as people use it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.cli import weekly as command
from tests.archive.exports import small_fleet, weekly_exports


def run(*arguments: str | Path) -> Result:
    """The program with those arguments."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their name in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four weeks from 2025-W02 on."""
    folder = tmp_path_factory.mktemp("weekly-cli")
    weekly_exports(small_fleet(4, 4), 4, folder / "logs")
    path = folder / "a.sqlite"
    assert run("ingest", folder / "logs", "--archive", path).exit_code == 0
    return path


@pytest.fixture(scope="module")
def site(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, Result]:
    """The site after two weeks were reported, the first of them last; and what was said."""
    folder = tmp_path_factory.mktemp("site")
    last = run("weekly", "--archive", archive, "-o", folder)
    first = run("weekly", "--week", "2025-W02", "--archive", archive, "-o", folder)
    return folder, last, first


def test_the_default_is_the_last_complete_week(site: tuple[Path, Result, Result]) -> None:
    """By what the archive covers, whatever today is; the week's files are those of an audit and two more."""
    folder, last, first = site
    assert (last.exit_code, first.exit_code) == (0, 0)
    weeks = sorted(p.name for p in folder.iterdir() if p.name.startswith("20"))
    assert weeks == ["2025-W02", "2025-W04"]
    assert {"index.html", "weekly.json", "report.html", "report.md", "audit.json"} <= set(
        files(folder / weeks[1])
    )


def test_the_index_has_every_week_and_latest_leads_to_the_last(site: tuple[Path, Result, Result]) -> None:
    """Weeks are marked by shape as well as colour, and `latest` is a page, not a link of the file system."""
    folder, _, _ = site
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert {'href="2025-W02/index.html"', 'href="2025-W04/index.html"'} <= set(index.split())
    assert any(mark in index for mark in "◆▲●○")
    latest = folder / "latest" / "index.html"
    assert "../2025-W04/index.html" in latest.read_text(encoding="utf-8")
    assert not latest.is_symlink()


def test_every_link_leads_somewhere(site: tuple[Path, Result, Result]) -> None:
    """Links of pages lead to files that are there, or to weeks without a report."""
    folder, _, _ = site
    reports = {p.name for p in folder.iterdir()}
    for page in folder.rglob("index.html"):
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert target.exists() or target.parent.name not in reports, (page, link)


def links(page: Path) -> list[str]:
    """The addresses that a page links to."""

    class Links(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "a":
                self.found.append(dict(attrs)["href"] or "")

    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def test_simulated_weeks_say_so(site: tuple[Path, Result, Result]) -> None:
    """Page, facts and index."""
    folder, last, _ = site
    assert json.loads((folder / "2025-W02" / "weekly.json").read_text(encoding="utf-8"))["simulated"]
    assert "Simulated" in (folder / "2025-W02" / "index.html").read_text(encoding="utf-8")
    assert "Simulated" in (folder / "index.html").read_text(encoding="utf-8")
    assert "(simulated logs)" in last.stdout


def test_coverage_comes_first(site: tuple[Path, Result, Result]) -> None:
    """Before anything that was found stands what could be seen."""
    page = (site[0] / "2025-W04" / "index.html").read_text(encoding="utf-8")
    assert page.index('id="coverage"') < page.index('id="findings"') < page.index('id="change"')


def test_the_same_week_again_gives_the_same_bytes(
    site: tuple[Path, Result, Result], archive: Path, tmp_path: Path
) -> None:
    """Every file of the week, charts among them."""
    folder, _, _ = site
    assert run("weekly", "--week", "2025-W02", "--archive", archive, "-o", tmp_path).exit_code == 0
    assert files(tmp_path / "2025-W02") == files(folder / "2025-W02")


def test_last_goes_by_the_clock(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--last` takes the week before today's, and says where the archive knows nothing of it."""
    monkeypatch.setattr(command, "the_clock", lambda: datetime(2025, 2, 12, tzinfo=UTC))
    outcome = run("weekly", "--last", "--archive", archive, "-o", tmp_path)
    assert outcome.exit_code == 0
    assert (tmp_path / "2025-W06").is_dir()
    assert "2025-W06 is not whole" in outcome.stderr


def test_wrong_words_are_usage_errors(archive: Path, tmp_path: Path) -> None:
    """A week that does not exist, two weeks at once, an unknown zone end with 2."""
    for arguments, said in (
        (("--week", "2025-W53"), "2025-W53"),
        (("--week", "yesterday"), "2026-W45"),
        (("--week", "2025-W02", "--last"), "exclude"),
        (("--week-tz", "Europe/Atlantis"), "Europe/Atlantis"),
        (("--profile", "none-such"), "none-such"),
    ):
        outcome = run("weekly", *arguments, "--archive", archive, "-o", tmp_path)
        assert (outcome.exit_code, said in outcome.output) == (2, True)


def test_nothing_to_report_ends_with_3(archive: Path, tmp_path: Path) -> None:
    """A week before the archive begins, and an archive that is empty, write nothing."""
    assert run("weekly", "--week", "2024-W50", "--archive", archive, "-o", tmp_path / "r").exit_code == 3
    (tmp_path / "logs").mkdir()
    run("ingest", tmp_path / "logs", "--archive", tmp_path / "empty.sqlite")
    empty = run("weekly", "--archive", tmp_path / "empty.sqlite", "-o", tmp_path / "r")
    assert (empty.exit_code, "rollaudit ingest" in empty.stderr) == (3, True)
    assert not (tmp_path / "r").exists()


def test_there_must_be_an_archive(tmp_path: Path) -> None:
    """A wrong path is an error, and no file is made there."""
    outcome = run("weekly", "--archive", tmp_path / "none.sqlite", "-o", tmp_path / "r")
    assert outcome.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights, which a new folder inherits")
def test_what_is_new_is_its_owners_alone(archive: Path, tmp_path: Path) -> None:
    """Site, weeks and mail are closed to others; a folder that is there keeps its rights."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    theirs.mkdir(mode=0o755)
    for site in (ours, theirs):
        mail = site / "mail" / "week.eml"
        assert run("weekly", "--archive", archive, "-o", site, "--email", mail).exit_code == 0
        closed = [site / "2025-W04", site / "latest", site / "mail", mail, site / "index.html"]
        assert [p.stat().st_mode & 0o077 for p in closed] == [0] * len(closed)
    assert [p.stat().st_mode & 0o777 for p in (ours, theirs)] == [0o700, 0o755]


def test_logs_that_are_given_go_into_the_archive_first(archive: Path, tmp_path: Path) -> None:
    """The site is that of `ingest` and `weekly`, however many processes read, and of logs by URL, too."""
    logs = archive.parent / "logs"
    assert run("weekly", "--archive", archive, "-o", tmp_path / "apart").exit_code == 0
    apart = files(tmp_path / "apart")
    assert "2025-W04/audit.json" in apart
    ways = {"1": (logs, "1"), "3": (logs, "3"), "url": (f"local://{logs.as_posix()}", "2")}
    for name, (place, jobs) in ways.items():
        given = (place, "--jobs", jobs, "--archive", tmp_path / f"{name}.sqlite", "-o", tmp_path / name)
        outcome = run("weekly", *given)
        assert outcome.exit_code == 0, outcome.output
        assert " files read, " in outcome.stderr
        assert not outcome.stderr.startswith("0 files")
        assert files(tmp_path / name) == apart
    again = run("weekly", *given)
    assert again.stderr.startswith("0 files read, ")
    assert files(tmp_path / "url") == apart
