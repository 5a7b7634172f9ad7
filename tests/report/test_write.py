from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.formats import FORMATS, lacking
from analyzer.report import write
from analyzer.report.audit_json import LISTS
from analyzer.report.report import Report

KEYS = ("daily", "timeline", "weeks", "forest", "hours", "position", "durations", "parameters", "presence")
ALL = tuple(name for name in FORMATS if name != "pdf" and not lacking(name))
"""Every format that can be written here; PDF, which takes long, has a test of its own."""
AGAIN = """
import pickle, sys
from dataclasses import replace
from pathlib import Path
from analyzer.measures import measure
import pytest

from analyzer.formats import FORMATS, lacking
from analyzer.report import write
from analyzer.report.audit_json import LISTS
report = pickle.loads(Path(sys.argv[1]).read_bytes())
names = "attempts episodes rollovers coverage assessments findings".split()
lists = {name: getattr(report, name) for name in [*names, "settings", "trends"]}
clauses = {row.clause for row in report.measures.parameters}
measures = measure(**lists, clauses=clauses, period=report.period, tz=report.run.tz)
write(replace(report, measures=measures), Path(sys.argv[2]), sys.argv[3:])
"""


def files(directory: Path) -> dict[str, bytes]:
    """The content of all files below a directory by their relative paths."""
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def test_all_formats_are_written(demo: Report, tmp_path: Path) -> None:
    """A new folder gets every file that the command line promises."""
    write(demo, tmp_path / "new" / "report", ALL)
    charts = [f"charts/{key}.{kind}" for key in KEYS for kind in ("svg", "png")]
    tables = ["detections.csv", "rollovers.csv", "findings.csv", "evidence.json"]
    typed = [f"tables/{name}.parquet" for name in LISTS if "parquet" in ALL]
    pages = ["report.html", "report.md", "audit.json", "report.sarif", "report.junit.xml"]
    assert sorted(files(tmp_path / "new" / "report")) == sorted([*pages, *tables, *charts, *typed])


def test_only_what_was_asked_for_is_written(demo: Report, tmp_path: Path) -> None:
    """One format brings no other with it."""
    write(demo, tmp_path, ["json"])
    assert sorted(files(tmp_path)) == ["audit.json"]


def test_same_report_same_bytes(demo: Report, tmp_path: Path) -> None:
    """Another process with another order of hashes writes every format byte for byte the same."""
    write(demo, tmp_path / "one", ALL)
    (tmp_path / "report").write_bytes(pickle.dumps(demo))
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "report"), str(tmp_path / "two"), *ALL],
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo"},
    )
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_lines_end_alike_everywhere(demo: Report, tmp_path: Path) -> None:
    """No text format holds a carriage return, so that Windows and Linux write the same."""
    write(demo, tmp_path, ["html", "md", "json", "csv", "sarif", "junit"])
    assert not [name for name, content in files(tmp_path).items() if b"\r" in content]


def test_a_run_that_is_interrupted_leaves_no_half_report(
    demo: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of an earlier report stay as they are, and nothing else is left."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    write(demo, tmp_path / "report", ["json"])
    before = files(tmp_path)
    monkeypatch.setattr("analyzer.report.markdown.write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(demo, tmp_path / "report", ALL)
    assert files(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.skipif(os.name == "nt", reason="folders inherit the rights of their parent there")
def test_a_new_folder_is_its_owners_alone(demo: Report, tmp_path: Path) -> None:
    """Evidence names people: nobody else may read it; the rights of a folder that was there stay."""
    write(demo, tmp_path / "new", ["json"])
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "there").mkdir(mode=0o755)
    write(demo, tmp_path / "there", ["json"])
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("formats", "painted", "drawn"),
    [(("json", "csv"), False, False), (("csv", "html"), False, True), (("csv", "html"), True, False)],
)
def test_only_what_shows_charts_loads_what_draws(
    formats: tuple[str, ...], painted: bool, drawn: bool
) -> None:
    """Loading ahead brings matplotlib for formats with charts that nobody else draws."""
    program = (
        f"import sys; from analyzer.report import load; load({formats!r}, {painted})\n"
        "print('matplotlib' in sys.modules, 'analyzer.report.csv_tables' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(drawn), "True"]
