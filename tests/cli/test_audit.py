"""`rollaudit audit` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from analyzer.cli import crews, main

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SCHEMA = ROOT / "analyzer" / "report" / "audit.schema.json"
FILES = {
    "audit.json",
    "detections.csv",
    "rollovers.csv",
    "findings.csv",
    "report.html",
    "report.md",
    "charts/daily.svg",
    "charts/timeline.svg",
    "charts/hours.svg",
}


def audit(*arguments: str | Path) -> Result:
    """The command with those arguments."""
    return CliRunner().invoke(main, ["audit", *map(str, arguments)])


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their name in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The report on the samples, and what the command said."""
    folder = tmp_path_factory.mktemp("audit")
    return folder, audit(SAMPLES, "-o", folder, "--tz", "Europe/Berlin")


def test_all_files_of_the_contract_are_written(report: tuple[Path, Result]) -> None:
    """Without further wishes the folder holds the page, Markdown, JSON, tables and charts."""
    folder, outcome = report
    assert outcome.exit_code == 0
    assert set(files(folder)) >= FILES


def test_the_json_follows_the_schema(report: tuple[Path, Result]) -> None:
    """`audit.json` is valid against the schema that is shipped."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    written = json.loads((report[0] / "audit.json").read_text(encoding="utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(written)] == []


def test_the_summary_is_short_and_says_what_to_do_next(report: tuple[Path, Result]) -> None:
    """Some ten lines: the verdict first, labelled simulated, and the next command last."""
    lines = report[1].output.splitlines()
    assert 5 <= len(lines) <= 12
    assert lines[0].startswith("PROBLEM: ")
    assert lines[0].endswith("(simulated logs)")
    assert lines[-1].startswith("next: ")


def test_the_same_input_gives_the_same_bytes(report: tuple[Path, Result], tmp_path: Path) -> None:
    """A second run, from another folder name, writes the same bytes in every format."""
    assert audit(SAMPLES, "-o", tmp_path, "--tz", "Europe/Berlin").exit_code == 0
    assert files(tmp_path) == files(report[0])


def test_simulated_logs_are_labelled_wherever_they_appear(report: tuple[Path, Result]) -> None:
    """Page, Markdown and JSON all say that the logs were simulated."""
    folder, _ = report
    assert json.loads((folder / "audit.json").read_text(encoding="utf-8"))["run"]["simulated"] is True
    for name in ("report.html", "report.md"):
        assert "imulated" in (folder / name).read_text(encoding="utf-8")


def test_the_committed_example_is_current(report: tuple[Path, Result]) -> None:
    """`reports/example` says what the samples give now; only versions and drawings may be older."""
    fresh, committed = files(report[0]), files(ROOT / "reports" / "example")
    assert set(fresh) == set(committed)
    for name in ("detections.csv", "rollovers.csv", "findings.csv", "evidence.json"):
        assert fresh[name] == committed[name], name
    now, then = (json.loads(one["audit.json"]) for one in (fresh, committed))
    assert {k: v for k, v in now.items() if k != "run"} == {k: v for k, v in then.items() if k != "run"}


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    """`--format json,csv` writes those and draws nothing."""
    assert audit(SAMPLES, "-o", tmp_path, "--format", "json,csv").exit_code == 0
    assert set(files(tmp_path)) == {"audit.json", "detections.csv", "rollovers.csv", "findings.csv"}


def test_zone_and_time_narrow_the_report(tmp_path: Path) -> None:
    """`--zone`, `--since` and `--until` choose what is reported; windows that touch the span stay whole."""
    chosen = ("--zone", "SHOP.example.", "--since", "2025-04-01", "--until", "2025-04-20")
    assert audit(SAMPLES, "-o", tmp_path, "--format", "json", *chosen).exit_code == 0
    written = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert {r["zone"] for r in written["rollovers"]} == {"shop.example"}
    assert any(r["start"] < "2025-04-01" for r in written["rollovers"])
    assert all("2025-04-01" <= d["time"] < "2025-04-21" for d in written["detections"])
    assert written["as_of"] == "2025-04-20T00:00:00.000000Z"


@pytest.mark.parametrize(("severity", "code"), [("low", 1), ("critical", 0)])
def test_findings_can_fail_a_script(tmp_path: Path, severity: str, code: int) -> None:
    """`--fail-on` ends with 1 where a finding is at least that severe, and only there."""
    worst = audit(SAMPLES, "-o", tmp_path, "--format", "json", "--fail-on", severity)
    assert worst.exit_code == code


def test_quiet_says_nothing(tmp_path: Path) -> None:
    """`--quiet` prints nothing where nothing is wrong."""
    assert audit(SAMPLES, "-o", tmp_path, "--format", "json", "--quiet").output == ""


def test_real_logs_hold_the_codes_that_they_hold(real: Path, tmp_path: Path) -> None:
    """126 in both 150s, 10049 in the four 404s and 407s, true ids, and no code of DNS at all."""
    assert audit(real / "evtx", "-o", tmp_path, "--format", "json").exit_code == 0
    written = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert sum(i["records_total"] for i in written["inputs"]) == 5058
    found = [(d["code"], d["event_id"], d["form"]) for d in written["detections"]]
    assert found.count((126, 150, "binary-dword")) == 2
    assert sum(code == 10049 and event in (404, 407) for code, event, _ in found) == 4
    assert not [code for code, *_ in found if 9000 <= code <= 9999]
    assert {d["record_id"] for d in written["detections"] if d["event_id"] == 150} == {11645, 11659}
    assert {d["time"][:4] for d in written["detections"]} <= {"2020", "2021", "2022", "2023", "2024"}


def test_damaged_logs_are_read_as_far_as_they_go(real: Path, tmp_path: Path) -> None:
    """Damage is in the report as losses, and the rest is there."""
    outcome = audit(real / "damaged", "-o", tmp_path, "--format", "json")
    assert outcome.exit_code == 0
    written = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert {loss["kind"] for loss in written["losses"]} == {"damaged"}


def test_losses_are_said_on_stderr(tmp_path: Path) -> None:
    """What could not be read is said where people look, and is no reason to fail."""
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "noise.evtx").write_bytes(b"no log " * 100)
    (logs / "good.evtx").write_bytes((SAMPLES / "dns1.corp.example" / "DNS Server.evtx").read_bytes())
    outcome = audit(logs, "-o", tmp_path / "out", "--format", "json")
    assert outcome.exit_code == 0
    assert "noise.evtx" in outcome.stderr


@pytest.mark.parametrize("content", [b"", b"This is no log.\n" * 9, b"\x30\0\0\0LfLe" + bytes(99)])
def test_nothing_to_read_ends_with_3(tmp_path: Path, content: bytes) -> None:
    """A folder with no readable log ends with 3 and a sentence, and writes no report."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "file.evtx").write_bytes(content)
    outcome = audit(tmp_path / "logs", "-o", tmp_path / "out")
    assert outcome.exit_code == 3
    assert "Nothing could be read." in outcome.output
    assert "Traceback" not in outcome.output
    assert not (tmp_path / "out").exists()


def test_wrong_words_are_usage_errors(tmp_path: Path) -> None:
    """A missing path, an unknown format, zone or time end with 2 and name what is wrong."""
    for arguments, said in (
        ((tmp_path / "nowhere",), "nowhere"),
        ((tmp_path, "--format", "docx"), "docx"),
        ((tmp_path, "--tz", "Europe/Atlantis"), "Europe/Atlantis"),
        ((tmp_path, "--since", "yesterday"), "yesterday"),
    ):
        outcome = audit(*arguments)
        assert (outcome.exit_code, said in outcome.output) == (2, True)


def test_a_checklist_of_the_user_s_is_filled(tmp_path: Path) -> None:
    """`--stig-checklist` writes a filled copy beside the report and leaves the file alone."""
    rule = {"rule_version": "WDNS-22-000056", "status": "not_reviewed", "finding_details": "", "comments": ""}
    mine = tmp_path / "mine.cklb"
    mine.write_text(json.dumps({"title": "t", "stigs": [{"rules": [rule]}]}), encoding="utf-8")
    before = mine.read_bytes()
    chosen = ("--format", "json", "--profile", "windows-stig", "--stig-checklist", mine)
    assert audit(SAMPLES, "-o", tmp_path / "out", *chosen).exit_code == 0
    filled = json.loads((tmp_path / "out" / "checklist.cklb").read_text(encoding="utf-8"))
    assert filled["stigs"][0]["rules"][0]["comments"].startswith("rollaudit: by profile windows-stig")
    assert "simulated" in filled["stigs"][0]["rules"][0]["comments"]
    assert mine.read_bytes() == before


def test_what_is_no_checklist_is_a_usage_error(tmp_path: Path) -> None:
    """Before anything is read, a file that is no checklist ends with 2."""
    (tmp_path / "mine.cklb").write_text("{}", encoding="utf-8")
    outcome = audit(SAMPLES, "-o", tmp_path / "out", "--stig-checklist", tmp_path / "mine.cklb")
    assert (outcome.exit_code, "no CKLB checklist" in outcome.output) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("writer", ["audit_json", "html"])
def test_an_interrupted_audit_leaves_nothing(
    writer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a file nor a process, whether charts are being drawn or have been."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(crews, "usable_cores", lambda: 2)
    monkeypatch.setattr(f"analyzer.report.{writer}.write", interrupted)
    before = set(psutil.Process().children())
    outcome = audit(SAMPLES, "-o", tmp_path / "report", "--format", "json,html")
    assert outcome.exit_code == 130
    assert list(tmp_path.iterdir()) == []
    assert set(psutil.Process().children()) <= before


def test_a_painter_changes_nothing(
    report: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is the same byte for byte, however many cores there are."""
    for cores in (1, 2):
        monkeypatch.setattr(crews, "usable_cores", lambda cores=cores: cores)
        folder = tmp_path / str(cores)
        assert audit(SAMPLES, "-o", folder, "--tz", "Europe/Berlin").exit_code == 0
        assert files(folder) == files(report[0])
