"""No name of a zone, host or account gets out of an anonymized audit, and everything still fits together."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import pipeline, reading
from analyzer.anonymize import Names, anonymized
from analyzer.formats import FORMATS, lacking
from analyzer.report import write
from analyzer.request import Request
from analyzer.sources import Options

SAMPLES = Path(__file__).parents[1] / "samples"
REQUEST = Request((SAMPLES,), tz="Europe/Berlin", zones=())
KEY = b"a secret"
FORMS = tuple(name for name in FORMATS if name not in ("pdf", "parquet") and not lacking(name))
SAME = ("kind", "code", "outcome", "relation", "cause", "rule", "severity", "trigger", "verdict", "signal")

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=3, max_size=12).filter(
    lambda word: not word.isdecimal() and not re.fullmatch(r"-+|n[0-9a-f]{9}", word)
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The report on the samples as it is, and anonymized."""
    made = []
    for key in (None, KEY):
        folder = tmp_path_factory.mktemp("report") / "r"
        write(pipeline.run(REQUEST, key=key), folder, FORMS)
        made.append(folder)
    return made[0], made[1]


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
    found = names_of_samples()
    assert len(found) > 10
    pattern = re.compile(
        "|".join(rf"(?<![\w-]){re.escape(n)}(?![\w-])" for n in sorted(found, key=len)[::-1])
    )
    everything = "".join(p.read_text("utf-8", "replace").lower() for p in plain.rglob("*") if p.is_file())
    assert set(pattern.findall(everything))
    for path in (p for p in hidden.rglob("*") if p.is_file()):
        text = path.read_text("utf-8", "replace").lower()
        assert not set(pattern.findall(text)), path.name
        assert not pattern.search(path.name.lower())
        for spelled in (json.dumps(name)[1:-1] for name in found):
            assert "\\" not in spelled or spelled not in text, path.name


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
