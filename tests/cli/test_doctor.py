"""`rollaudit doctor` as people use it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.simulate.emit import emitter
from analyzer.simulate.scenario import small_scenario
from analyzer.simulate.texts import write_snapshots
from tests.simulate.sample_entries import STARTED

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def doctor(*paths: Path) -> Result:
    """The command on those paths."""
    return CliRunner().invoke(main, ["doctor", *map(str, paths)])


def test_each_file_has_its_account() -> None:
    """Of every file: the format, how many records it holds, what they cover, whether ids are missing."""
    outcome = doctor(SAMPLES / "dns1.corp.example")
    logs = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["logs"]
    log = next(one for one in logs if one["path"] == "dns1.corp.example/DNS Server.evtx")
    assert outcome.exit_code == 0
    assert "DNS Server.evtx\n  EVTX, " in outcome.output
    assert f"dns1.corp.example, channel DNS Server: {log['records']} records" in outcome.output
    assert f"record ids {log['first_id']} to {log['last_id']}, none missing" in outcome.output
    assert outcome.output.rstrip().endswith("0 lost")


def test_real_logs_are_told_apart(real: Path) -> None:
    """The real logs' 5,058 records are all counted, and each channel says what it is good for."""
    outcome = doctor(real / "evtx")
    assert outcome.exit_code == 0
    assert "7 files, 5,058 records, 0 lost" in outcome.output
    assert "tells of keys and rollovers" in outcome.output
    assert "tells of neither rollovers nor failed commands" in outcome.output


def test_damage_is_no_reason_to_stop(real: Path) -> None:
    """Damaged files are read as far as they go, and what is lost is said."""
    outcome = doctor(real / "damaged")
    assert outcome.exit_code == 0
    assert "damaged" in outcome.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("old.evt", b"\x30\0\0\0LfLe" + bytes(100), "wevtutil"),
        ("text.evtx", b"This is no log.\n" * 10, "text.evtx"),
        ("empty.evtx", b"", "empty"),
        ("noise.bin", bytes(range(7, 256)) * 40, "noise.bin"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_cure(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """A file that holds no log is named, ends with 3 where it is the only one, and nothing is thrown."""
    (tmp_path / name).write_bytes(content)
    outcome = doctor(tmp_path)
    assert outcome.exit_code == 3
    assert said in outcome.output
    assert "Traceback" not in outcome.output


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    """A folder without files ends with 3 and a sentence."""
    outcome = doctor(tmp_path)
    assert outcome.exit_code == 3
    assert "Nothing could be read." in outcome.output


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    """A path that is not there ends with 2 and names the path."""
    outcome = doctor(tmp_path / "nowhere")
    assert outcome.exit_code == 2
    assert "nowhere" in outcome.output


@pytest.mark.parametrize(
    ("name", "recognised", "lacks"),
    [
        (
            "eventviewer-csv",
            "CSV (Event Viewer)",
            "no computer name, no record ids, no time zone",
        ),
        ("eventviewer-text", "Event Viewer, copied as text", "no record ids, no time zone"),
        ("winlogbeat", "JSON (Winlogbeat or Elastic Agent)", "times to the millisecond only"),
    ],
)
def test_what_a_file_is_and_lacks_is_said(name: str, recognised: str, lacks: str, tmp_path: Path) -> None:
    """What it was recognised as, how surely and why, and what nothing in it tells."""
    stream = io.BytesIO()
    emitter(name).write(stream, [STARTED])
    (tmp_path / "log").write_bytes(stream.getvalue())
    outcome = doctor(tmp_path)
    assert outcome.exit_code == 0
    assert f"log\n  {recognised}, " in outcome.output
    assert "\n  recognised with high confidence: " in outcome.output
    (line,) = (line for line in outcome.output.splitlines() if line.endswith(" in this file"))
    assert lacks in line
    assert ", channel :" not in outcome.output
    assert "  , " not in outcome.output


def test_a_place_that_no_log_names_is_unknown(tmp_path: Path) -> None:
    """Where a copy names neither computer nor channel, both are said to be unknown."""
    (tmp_path / "app.csv").write_text(
        "Level,Date and Time,Source,Event ID,Task Category\n"
        "Error,3/21/2017 2:15:36 PM,Some Application,7,None,It failed.\n",
        encoding="utf-8",
    )
    assert "host unknown, channel unknown: 1 record, " in doctor(tmp_path).output


def test_settings_are_something_that_was_read(tmp_path: Path) -> None:
    """A folder that holds settings of keys alone was read, and says how many there are."""
    write_snapshots(small_scenario(), tmp_path, "snapshot-list")
    outcome = doctor(tmp_path)
    assert outcome.exit_code == 0
    assert "  settings of " in outcome.output
