"""No name of a zone, host or account gets out of an anonymized audit, and everything still fits together."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from pyarrow import parquet

from analyzer import pipeline, reading
from analyzer.anonymize import KEPT, Names, anonymized
from analyzer.cli import main
from analyzer.formats import FORMATS, lacking
from analyzer.report import write
from analyzer.report.charts import _DRAWINGS
from analyzer.report.charts.canvas import NARROW, WIDE, style
from analyzer.request import Request
from analyzer.simulate.fleet import fleet
from analyzer.simulate.write import write as write_fleet
from analyzer.sources import Options

SAMPLES = Path(__file__).parents[1] / "samples"
REQUEST = Request((SAMPLES,), tz="Europe/Berlin", zones=())
KEY = b"a secret"
FORMS = tuple(name for name in FORMATS if not lacking(name))
LOGS = (
    *("evtx", "get-eventlog-csv", "winlogbeat", "wevtutil-text", "eventviewer-text", "sentinel-csv", "wazuh"),
    *("azure-raw-xml", "transcript-5-commands", "console-5", "dnscmd-prompt", "script-log-record"),
    *("dns-debug", "snapshot-list", "snapshot-json-7", "snapshot-clixml", "get-winevent-json-7"),
)
SAME = ("kind", "code", "outcome", "relation", "cause", "rule", "severity", "trigger", "verdict", "signal")

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=3, max_size=12).filter(
    lambda word: word not in KEPT and not word.isdecimal() and not re.fullmatch(r"-+|n[0-9a-f]{9}", word)
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The report on the samples as it is, and anonymized."""
    made = []
    for key in (None, KEY):
        folder = tmp_path_factory.mktemp("report") / "r"
        write(pipeline.run(REQUEST, key=key), folder, FORMS if key else ("json", "html", "csv"))
        made.append(folder)
    return made[0], made[1]


def names_in_truth(folder: Path) -> set[str]:
    """Every zone, host, account and SID of a simulated fleet, as its truth tells them; and short forms."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    hosts = {name for h in truth["hosts"] for name in (h["host"], h["computer"], *h["aliases"])}
    people = {a["actor"] for a in truth["attempts"] if a["actor"] and not a["actor"].startswith("NT ")}
    found = {zone["zone"] for zone in truth["zones"]} | hosts | people
    found |= {name.partition(".")[0] for name in hosts} | {name.rpartition("\\")[2] for name in people}
    found |= {a["sid"] for a in truth["attempts"] if (a["sid"] or "").startswith("S-1-5-21-")}
    return {name.lower() for name in found} - {"system"}


def pattern_of(names: set[str]) -> re.Pattern[str]:
    """Any of the names as a word of its own."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in longest_first))


def text_of(path: Path) -> str:
    """All that a file says, its name among it: its bytes as text, and what readers of its kind show."""
    raw = path.read_bytes()
    said = [path.name, *(raw.decode(encoding, "replace") for encoding in ("utf-8", "utf-16-le", "utf-16-be"))]
    if path.suffix == ".pdf":
        document = pypdf.PdfReader(path)
        said += [str(document.metadata), str(document.outline)]
        said += [page.extract_text().replace("\n", "") for page in document.pages]
    elif path.suffix == ".parquet":
        said.append(str(parquet.read_table(path).to_pylist()))
    elif path.suffix == ".json":
        said.append(str(json.loads(raw)))
    return "\n".join(said).lower()


def names_of_samples() -> set[str]:
    """Every zone, host, account and SID that the samples' fields hold, short forms of hosts among them."""
    read = reading.read([SAMPLES], Options())
    names = Names.found_in(read, KEY)
    found = {name for name in names.whole if not name.startswith("s-1-") or name.startswith("s-1-5-21")}
    hosts = {event.host for event in read.events} | {stretch.host for stretch in read.stretches}
    accounts = {name.rpartition("\\")[2] for name in found if "\\" in name}
    return {name.lower() for name in found | accounts | {host.partition(".")[0] for host in hosts}} - {
        "system"
    }


def test_no_name_is_in_any_file(folders: tuple[Path, Path]) -> None:
    """Neither in text, data, charts, ids nor in the names of files."""
    plain, hidden = folders
    found = names_of_samples() | names_in_truth(SAMPLES)
    assert len(found) > 15
    pattern = pattern_of(found)
    everything = "".join(text_of(path) for path in plain.rglob("*") if path.is_file())
    assert len(set(pattern.findall(everything))) > 10
    written = [path for path in hidden.rglob("*") if path.is_file()]
    kinds = {".json", ".html", ".md", ".csv", ".svg", ".png", ".sarif", ".xml"}
    assert {path.suffix for path in written} >= kinds | ({".pdf", ".parquet"} & _extras())
    for path in written:
        text = text_of(path)
        assert not set(pattern.findall(text)), path.name
        for spelled in (json.dumps(name)[1:-1] for name in found):
            assert "\\" not in spelled or spelled not in text, path.name


def _extras() -> set[str]:
    return {f".{name}" for name in ("pdf", "parquet") if not lacking(name)}


def test_no_name_is_drawn_or_said(tmp_path: Path) -> None:
    """Neither in the pixels of charts, whose words are those that matplotlib is given, nor on the screen."""
    pattern = pattern_of(names_in_truth(SAMPLES))
    report = pipeline.run(REQUEST, key=KEY)
    for shape in (WIDE, NARROW):
        with style():
            words = [
                text.get_text() for draw in _DRAWINGS.values() for text in draw(report, shape).findobj(Text)
            ]
        assert len(words) > 100
        assert not pattern.search("\n".join(words).lower())
    key = tmp_path / "key"
    key.write_bytes(KEY)
    options = ["--anonymize-key", str(key), "-o", str(tmp_path / "r"), "--format", "json"]
    asked = ["--zone", "shop.example", "--server", "dns1.corp.example"]
    outcome = CliRunner().invoke(main, ["audit", str(SAMPLES), *options, *asked])
    assert outcome.exit_code == 0
    assert not pattern.search(outcome.output.lower().replace(str(SAMPLES).lower(), ""))
    assert not pattern.search(text_of(tmp_path / "r" / "audit.json"))


def test_no_name_gets_out_of_any_format_of_logs(tmp_path: Path) -> None:
    """EVTX, tables, XML, JSON, copied text, transcripts, consoles, scripts' logs and exported settings."""
    write_fleet(fleet(11, 2, 3), tmp_path / "logs", LOGS)
    pattern = pattern_of(names_in_truth(tmp_path / "logs"))
    forms = ("html", "md", "json", "csv", "evidence", "sarif", "junit")
    write(pipeline.run(Request((tmp_path / "logs",)), key=KEY), tmp_path / "r", forms)
    for path in (p for p in (tmp_path / "r").rglob("*") if p.is_file()):
        assert not set(pattern.findall(text_of(path))), path.name


def test_everything_still_fits_together(folders: tuple[Path, Path]) -> None:
    """All lists are as long as before, and what they say beside names is the same."""
    plain, hidden = (json.loads((folder / "audit.json").read_text("utf-8")) for folder in folders)
    lists = [name for name, value in plain.items() if isinstance(value, list)]
    for name in lists:
        assert len(plain[name]) == len(hidden[name]), name
        for column in SAME:
            assert _counted(plain[name], column) == _counted(hidden[name], column), (name, column)
    for name, column in (
        ("attempts", "zone"),
        ("attempts", "actor"),
        ("rollovers", "zone"),
        ("coverage", "host"),
    ):
        assert sorted(_counted(plain[name], column).values()) == sorted(
            _counted(hidden[name], column).values()
        )
    ids = {attempt["id"] for attempt in hidden["attempts"]}
    assert {found["attempt_id"] for found in hidden["detections"]} - {None} <= ids
    assert plain["summary"].keys() == hidden["summary"].keys()


def _counted(rows: list[dict[str, Any]], column: str) -> Counter[str]:
    return Counter(str(row.get(column)) for row in rows)


@given(
    st.lists(words, min_size=1, max_size=3), words, st.text(max_size=20), st.binary(min_size=1, max_size=8)
)
def test_names_go_from_every_text(labels: list[str], user: str, around: str, key: bytes) -> None:
    """Wherever a name stands, whole or in part; short and long names of a host stay akin."""
    host = ".".join(labels)
    read = {
        "host": host,
        "actor": f"LAB\\{user}",
        "text": f"{around} {host.upper()}: {labels[0]} {user}@x {around}",
    }
    names = Names.found_in({"host": host, "actor": read["actor"]}, key)
    made = anonymized(read, names)
    for word in (*labels, user):
        assert not re.search(
            rf"(?<![\w.-]){re.escape(word)}(?![\w.-])", made["text"].removeprefix(around), re.IGNORECASE
        ) or (word in around.lower())
    assert made["host"].split(".")[0] == names.name(labels[0])
    assert names.text(host) == made["host"]


def test_the_same_key_gives_the_same_names() -> None:
    """So that reports of different weeks agree; another key gives others."""
    names = [Names.found_in({"zone": "corp.example"}, key).text("corp.example") for key in (b"a", b"a", b"b")]
    assert names[0] == names[1] != names[2]


def test_sids_keep_their_domain_and_their_well_known_end() -> None:
    """Accounts of one domain stay so; 500 is the Administrator everywhere, and S-1-5-18 names nobody."""
    names = Names.found_in({}, KEY)
    one, two = (names.text(f"S-1-5-21-1004336348-1177238915-682003330-{rid}") for rid in (500, 1104))
    assert one.endswith("-500")
    assert one.rpartition("-")[0] == two.rpartition("-")[0]
    assert "1104" not in two
    assert "1004336348" not in one
    assert names.name("S-1-5-18") == "S-1-5-18"


def test_words_that_are_no_names_stay() -> None:
    """Codes, numbers and the words of Windows are not touched, nor the names of its own logs."""
    names = Names.found_in({"zone": "10.in-addr.arpa", "host": "a.b", "actor": r"NT AUTHORITY\SYSTEM"}, KEY)
    said = "WIN32 9116 of 10 in Microsoft-Windows-DNSServer/Audit by SYSTEM (a version 10.0.17763.1.2)"
    assert names.text(said) == said
    assert names.path("dc1/Microsoft-Windows-DNSServer%4Audit.evtx").endswith(
        "/Microsoft-Windows-DNSServer%4Audit.evtx"
    )
    assert "dc1" not in names.path("dc1/x.evtx")
