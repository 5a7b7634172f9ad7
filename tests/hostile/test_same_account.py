"""`doctor`, `audit.json` and the page say the same of every file: which ids were read, which are missing."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.simulate import damage
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, numbered, written

KINDS = ("damaged", "absent", "filtered")
SUMS = ("expected", "read", *KINDS)
WAYS = {
    "bits": damage.bits_flipped,
    "overwritten": damage.overwritten,
    "truncated": damage.truncated,
    "zeroed": damage.zeroed,
    "stale": damage.stale,
    "magic": damage.magic_broken,
    "wrapped": damage.wrapped,
}


def damaged_files(folder: Path) -> Path:
    """Files damaged in every way, one with ids taken out here and there, one that a filter made."""
    entries = numbered([STARTED, BIND_FAILED, STARTED, PIPELINE] * 60, first=70_000)
    sound = written(entries)
    for name, spoil in WAYS.items():
        for seed in range(3):
            (folder / f"{name}-{seed}.evtx").write_bytes(spoil(sound, random.Random(f"{name}{seed}")).data)
    one_log = numbered([STARTED] * 240, first=70_000)
    (folder / "thinned.evtx").write_bytes(written([e for n, e in enumerate(one_log) if n % 40 or not n]))
    (folder / "filtered.evtx").write_bytes(written(one_log[::6]))
    return folder


def said(folder: Path, out: Path) -> tuple[str, dict[str, Any], str]:
    """What doctor prints of a folder, and the JSON and the page of its audit."""
    run = CliRunner()
    told = run.invoke(main, ["doctor", str(folder)])
    made = run.invoke(main, ["audit", str(folder), "-o", str(out), "--format", "json,html", "-q"])
    assert (told.exit_code, made.exit_code) == (0, 0)
    page = re.sub(r"<[^>]+>", " ", (out / "report.html").read_text("utf-8"))
    return told.output, json.loads((out / "audit.json").read_text("utf-8")), page


def check(folder: Path, out: Path) -> dict[str, Any]:
    """Every account adds up, and the three say the same numbers of every log and of all."""
    told, report, page = said(folder, out)
    accounts, totals = report["record_ids"], report["summary"]["record_ids"]
    assert accounts
    for one in accounts:
        assert one["expected"] - one["read"] == sum(one[kind] for kind in KINDS)
        for kind in KINDS:
            assert one[kind] == sum(m["count"] for m in one["missing"] if m["kind"] == kind)
        lines = told.partition(f"{one['path']}\n")[2].partition(f"{one['host']}, channel {one['channel']}:")[
            2
        ]
        line = lines.splitlines()[1]
        assert f"record ids {one['first_id']} to {one['last_id']}" in line
        if one["missing"]:
            assert f"{one['read']:,} of {one['expected']:,} read" in line
            assert all(f"{one[kind]:,} {kind}" in line for kind in KINDS if one[kind])
            assert f"{one['first_id']} to {one['last_id']}" in page
        else:
            assert "none missing" in line
    assert totals["logs"] == len(accounts)
    assert [totals[name] for name in SUMS] == [sum(one[name] for one in accounts) for name in SUMS]
    sums = ", ".join(f"{totals[name]:,} {name}" for name in SUMS)
    assert f"record ids: {sums}" in told
    assert f"with record ids: {sums}." in page
    return report


@pytest.mark.parametrize("name", ["evtx", "damaged", "xml", "json", "text"])
def test_real_logs(real: Path, tmp_path: Path, name: str) -> None:
    """Of every file of the samples that numbers its records."""
    check(real / name, tmp_path)


def test_a_form_without_ids(real: Path) -> None:
    """There is nothing to account for, and that is said."""
    told = CliRunner().invoke(main, ["doctor", str(real / "csv")]).output
    assert "record ids: 0 expected, 0 read, 0 damaged, 0 absent, 0 filtered" in told


def test_damaged_logs(tmp_path: Path) -> None:
    """Of simulated files damaged in every way; what a filter left out is not called absent."""
    (tmp_path / "logs").mkdir()
    report = check(damaged_files(tmp_path / "logs"), tmp_path / "report")
    of = {one["path"]: one for one in report["record_ids"]}
    assert (of["thinned.evtx"]["absent"], of["thinned.evtx"]["filtered"]) == (5, 0)
    assert (of["filtered.evtx"]["absent"], of["filtered.evtx"]["filtered"]) == (0, 39 * 5)
    assert sum(one["damaged"] for one in of.values()) > 0
