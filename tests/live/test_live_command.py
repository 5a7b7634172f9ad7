"""`rollaudit check-zone` as people use it, with real servers and simulated logs of the same zone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.simulate.callers import Purpose
from analyzer.simulate.hosts import Host
from analyzer.simulate.operations import STEP, Request
from analyzer.simulate.sessions import open_session
from analyzer.simulate.simulation import add_key, add_zone, begin
from analyzer.simulate.world import Actor
from analyzer.simulate.write import write
from analyzer.simulate.zones import DAY, HOUR, Parent, ZoneSettings
from tests.live.conftest import OTHER, Lab

DNS1, OPS1 = "dns1.corp.example", "ops1.corp.example"
JDOE = Actor("CORP\\jdoe", "S-1-5-21-3457937927-2839227994-823803824-1104")


def run(lab: Lab, zone: str, *more: str, make: str = "bind") -> Result:
    """The command, asking a child of one make and a parent of the other."""
    child, parent = lab.children[make].address, lab.parents[OTHER[make]].address
    where = [f"{zone}.test", "--server", str(child), "--parent-server", str(parent)]
    return CliRunner().invoke(main, ["check-zone", *where, *more])


def logs(folder: Path, zone_name: str, ago: timedelta = timedelta(0), *, step: bool = False) -> str:
    """Simulated logs that end that long ago: a KSK began to roll five days before, and its DS never came.

    Where asked for, somebody ended the wait by hand after a day.
    """
    end = datetime.now(UTC) - ago
    simulation = begin(
        1, end - 20 * DAY, end, "UTC", [Host(DNS1, DNS1, "server"), Host(OPS1, OPS1, "operator")]
    )
    settings = ZoneSettings(integrated=False, propagation=timedelta(0), parent=Parent("never", ds_ttl=HOUR))
    zone = add_zone(simulation.world, zone_name, settings, [DNS1])
    ksk = add_key(simulation.world, zone, "KSK", 365 * DAY, end - 5 * DAY)
    add_key(simulation.world, zone, "ZSK", 30 * DAY, end - 10 * DAY)
    simulation.filler_per_day = {"Microsoft-Windows-DNSServer/Audit": 200.0, "DNS Server": 200.0}

    def force() -> None:
        session = open_session(simulation.world, simulation.logs.hosts[OPS1], JDOE)
        simulation.callers.cmdlet(session, Request(DNS1, STEP, zone.name, ksk.guid), Purpose("test", "step"))

    if step:
        simulation.world.agenda.at(end - 4 * DAY, force)
    simulation.run()
    write(simulation, folder)
    return str(folder)


@pytest.mark.parametrize("make", ["bind", "knot"])
def test_text(lab: Lab, make: str) -> None:
    """Everything that was seen, then the verdict."""
    result = run(lab, "ksk-waiting", make=make)
    assert result.exit_code == 0, result.output
    zone = lab.zones["ksk-waiting"]
    assert f"KSK {zone.tag('ksk-new')}, ECDSAP256SHA256, flags 257: signs DNSKEY" in result.stdout
    assert f"DS {zone.tag('ksk')}, ECDSAP256SHA256, SHA-256: fits the published key" in result.stdout
    assert "this is where Windows waits" in result.stdout
    assert "likely KskWaitingForDSUpdate" in result.stdout


def test_json(lab: Lab) -> None:
    """The same as values, with times and the delegation."""
    told = json.loads(run(lab, "ksk-seen", "--format", "json").stdout)
    zone = lab.zones["ksk-seen"]
    assert told["delegation"]["keys"] == sorted([zone.tag("ksk"), zone.tag("ksk-new")])
    assert told["delegation"]["ttl"] == 300
    assert told["time"].endswith("Z")
    assert (told["answered"], told["signed"], told["logs"]) == (True, True, None)


def test_agrees_with_the_logs(lab: Lab, tmp_path: Path) -> None:
    """The logs say that the KSK waits for its DS, and so it does; the parent's TTL is in the timing."""
    told = logs(tmp_path / "logs", "ksk-waiting.test")
    result = run(lab, "ksk-waiting", "--logs", told)
    assert result.exit_code == 0, result.output
    assert "agrees: By the logs" in result.stdout
    assert "the KSK is in KskWaitingForDSUpdate; what the servers show fits" in result.stdout
    assert "the parent's DS TTL is 300 s" in result.stdout
    assert "contradicts" not in result.stdout


def test_agrees_with_the_archive(lab: Lab, tmp_path: Path) -> None:
    """What the archive holds serves as well as the logs themselves."""
    told, archive = logs(tmp_path / "logs", "ksk-waiting.test"), str(tmp_path / "a.sqlite")
    assert CliRunner().invoke(main, ["ingest", told, "--archive", archive]).exit_code == 0
    result = run(lab, "ksk-waiting", "--archive", archive)
    assert "the KSK is in KskWaitingForDSUpdate; what the servers show fits" in result.stdout


def test_contradicts_the_logs(lab: Lab, tmp_path: Path) -> None:
    """The logs say that the KSK waits for its DS, and the servers show one KSK."""
    result = run(lab, "idle", "--logs", logs(tmp_path / "logs", "idle.test"))
    assert "contradicts: By the logs" in result.stdout
    assert "KskWaitingForDSUpdate; the servers show NotRolling" in result.stdout


def test_old_logs_do_not_contradict(lab: Lab, tmp_path: Path) -> None:
    """Logs that end ten days ago say what was then; since then the roll may have ended."""
    result = run(lab, "idle", "--logs", logs(tmp_path / "logs", "idle.test", 10 * DAY))
    assert "cannot tell: By the logs" in result.stdout
    assert "contradicts" not in result.stdout


def test_logs_of_another_zone(lab: Lab, tmp_path: Path) -> None:
    """Logs that do not name the zone tell nothing of it, and nothing is compared."""
    result = run(lab, "idle", "--logs", logs(tmp_path / "logs", "other.test"))
    assert "the logs tell nothing of this zone" in result.stdout


@pytest.mark.parametrize(
    ("zone", "severity"), [("ds-of-another", "high"), ("ksk-waiting", "high"), ("ksk-changed", "info")]
)
def test_forced_too_early(lab: Lab, tmp_path: Path, zone: str, severity: str) -> None:
    """A forced step is a fault where the parent has the old DS or a stray one, and else a note."""
    result = run(lab, zone, "--logs", logs(tmp_path / "logs", f"{zone}.test", step=True), "--format", "json")
    (finding,) = json.loads(result.stdout)["logs"]["findings"]
    assert (finding["rule"], finding["severity"]) == ("ROLL-FORCED", severity)
