"""Reports for tests: a demo of eight weeks with a stuck KSK, and one in which every text is an attack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.conflicts.rows import Recurrence, Statistic, Trend
from analyzer.model import (
    Assessment,
    Diagnosis,
    Episode,
    Hole,
    Input,
    Loss,
    Remedy,
    Setting,
    Sighting,
)
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from tests.conftest import missing
from tests.report.makers import (
    ADMIN,
    AUDIT,
    END,
    INVOKE,
    KSK,
    POWERSHELL,
    SET,
    TASK,
    ZSK,
    at,
    attempt,
    covering,
    detection,
    finding,
    report_of,
    rollover,
    setting,
)

Build = Callable[..., Report]
NPM = Path(__file__).resolve().parents[2] / ".venv" / "npm" / "node_modules"
"""Where `make test` puts what tests need of npm: axe-core, and the schema of SARIF."""


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder of packages of npm."""
    if not NPM.is_dir():
        missing("axe-core and @microsoft/jest-sarif of npm")
    return NPM


@pytest.fixture(scope="session")
def build() -> Build:
    """A function that builds a report of the given lists, its numbers measured from them."""
    return report_of


@pytest.fixture(scope="session")
def demo(build: Build) -> Report:
    """Eight weeks of four zones: a nightly task that meets ZSK rollovers, and a KSK that waits for its DS."""
    rollovers = [
        rollover("contoso.example", at(6, -4), 98, conflicts=4, episodes=1),
        rollover("contoso.example", at(20, -3), 97, conflicts=4, episodes=1),
        rollover("contoso.example", at(34, -2), 99, conflicts=3, episodes=1),
        rollover("contoso.example", at(48, -2), 98),
        rollover("fabrikam.example", at(11, 9), 7, role="KSK", trigger="manual"),
        rollover("fabrikam.example", at(30, 6), 4.5, trigger="unknown", end_min=at(30, 8), end_max=at(31)),
        rollover(
            "woodgrove.example",
            at(17, 5),
            None,
            role="KSK",
            conflicts=6,
            episodes=3,
            end_max=None,
            diagnoses=(
                Diagnosis(
                    "stuck",
                    at(24, 5),
                    "KSK_WAITING_FOR_DS_UPDATE",
                    "Publish the new DS at the parent, then step the rollover.",
                    "The new DS is published by every name server of the parent.",
                    "high",
                    ("ns2/dns-audit.evtx#c1+0x400",),
                ),
            ),
        ),
        rollover("wingtip.example", at(-2), 60, start_basis="derived", start_min=at(-3), start_max=at(0.5)),
        rollover("wingtip.example", at(54.5), None, stages=()),
    ]
    by_zone = {(r.zone, r.start): r.id for r in rollovers}
    attempts, episodes = [], []
    for week, (day, tries) in enumerate([(6, 4), (20, 4), (34, 3)]):
        group = f"E-00000{week}"
        hit = by_zone["contoso.example", at(day, (-4, -3, -2)[week])]
        hour = 1 if day < 27 else 0
        for i in range(tries):
            attempts.append(
                attempt(
                    len(attempts),
                    at(day, hour + i * 0.05),
                    "contoso.example",
                    rollover_id=hit,
                    stage="ZskWaitingForDnsKeyTtl",
                    delay_s=18_000.0 + 180 * i,
                    episode_id=group,
                )
            )
        own = attempts[-tries:]
        episodes.append(
            Episode(
                group,
                "contoso.example",
                ZSK,
                "ZSK",
                own[0].time,
                own[-1].time,
                tries,
                ("ns1.contoso.example",),
                (TASK,),
                "retry-loop",
                ("same process", "180 s apart"),
                (),
                hit,
                "inside",
            )
        )
    stuck = by_zone["woodgrove.example", at(17, 5)]
    for week, day in enumerate([26.4, 33.6, 40.5]):
        group = f"E-00001{week}"
        for i, code in enumerate((9116, 9120)):
            attempts.append(
                attempt(
                    len(attempts),
                    at(day, i * 0.2),
                    "woodgrove.example",
                    code,
                    actor=ADMIN,
                    key_guid=KSK if code == 9116 else ZSK,
                    key_role="KSK" if code == 9116 else "ZSK",
                    relation="inside" if code == 9116 else "queued",
                    relation_basis="key" if code == 9116 else "zone",
                    rollover_id=stuck,
                    stage="KskWaitingForDSUpdate",
                    delay_s=86_400.0 * (day - 17),
                    episode_id=group,
                    operation=SET if i == 0 else INVOKE,
                )
            )
        episodes.append(
            Episode(
                group,
                "woodgrove.example",
                KSK,
                "KSK",
                at(day),
                at(day, 0.2),
                2,
                ("ns2.contoso.example",),
                (ADMIN,),
                "ds-wait",
                ("KSK waits for the parent's DS",),
                ("the parent's DS records",),
                stuck,
                "inside",
            )
        )
    attempts.append(
        attempt(90, at(44.45), None, relation="unknown", relation_basis=None, key_guid=None, key_role=None)
    )
    attempts.append(attempt(91, at(15.6), "fabrikam.example", relation="unexplained", actor=ADMIN))
    attempts.append(attempt(92, at(16.6), "fabrikam.example", 9128, relation="not applicable", actor=ADMIN))
    attempts.append(
        attempt(93, at(11, 9), "fabrikam.example", outcome="succeeded", codes=(), relation="not applicable")
    )
    failed = [a for a in attempts if a.codes]
    hole = Hole(at(37), at(40.5), 88_120, 90_455, "absent")
    return build(
        simulated=True,
        inputs=[
            Input("ns1/dns-audit.evtx", "9f2c" * 16, 21_041_152, "evtx", 51_200, 412, 50_788),
            Input("ns2/dns-audit.evtx", "77d1" * 16, 9_506_816, "evtx", 22_310, 97, 22_195, 18, 3),
            Input("ops1/powershell.evtx", "0be4" * 16, 15_798_272, "evtx", 18_004, 18_004),
        ],
        losses=[
            Loss(
                "ns2/dns-audit.evtx", "c7+0x0", 14_022, 14_039, 18, "damaged", "chunk checksum does not match"
            )
        ],
        coverage=[
            covering("ns1.contoso.example", AUDIT, "state", 0, 56),
            covering("ns1.contoso.example", "DNS Server", "state", 0, 56),
            covering(
                "ns2.contoso.example", AUDIT, "state", 3, 56, Hole(at(50), at(51.2), None, None, "cleared")
            ),
            covering("ops1.contoso.example", POWERSHELL, "failures", 2, 56, hole),
        ],
        settings=[
            setting("contoso.example", ZSK, "ZSK", "RolloverPeriod", "14.00:00:00"),
            setting("woodgrove.example", KSK, "KSK", "RolloverPeriod", "755.00:00:00"),
            setting("fabrikam.example", KSK, "KSK", "RolloverPeriod", "365.00:00:00"),
            setting("contoso.example", ZSK, "ZSK", "DnsKeySignatureValidityPeriod", "604800"),
            setting("fabrikam.example", ZSK, "ZSK", "DnsKeySignatureValidityPeriod", "86400"),
        ],
        detections=[detection(a) for a in failed],
        sightings=[
            Sighting(
                at(9),
                "ops1.contoso.example",
                9116,
                "DNS_ERROR_ROLLOVER_IN_PROGRESS",
                "decimal",
                "script text",
                POWERSHELL,
                4104,
                17,
                "ops1/powershell.evtx",
                "c1+0x800",
            )
        ],
        attempts=attempts,
        episodes=episodes,
        rollovers=rollovers,
        statistics=[
            Statistic(
                "How many rollovers meet a conflict?",
                "rollover",
                "contoso.example",
                4,
                390.0,
                None,
                0.75,
                0.3006,
                0.9544,
                None,
                None,
                "Wilson",
                "most",
                "3 of 4",
                "unchanged for 5 min of clock skew",
            ),
            Statistic(
                "Do tries cluster in automatic rollovers?",
                "attempt",
                "all",
                14,
                402.5,
                None,
                None,
                None,
                None,
                None,
                None,
                "permutation",
                "not enough",
                "fewer than 20 tries",
                None,
            ),
        ],
        recurrences=[
            Recurrence(
                "contoso.example",
                "ZSK",
                "weekly",
                "Sunday 02:00 to 02:15",
                "Europe/Berlin",
                3,
                4,
                0.0004,
                0.0012,
                "3 of the 4 Sundays on which a key was rolling, 02:00 to 02:15 Europe/Berlin",
            )
        ],
        trends=[
            Trend("2026-W10", "all", 1, 120.0, 0.8333, 0.0211, 4.6431, None),
            Trend("2026-W11", "all", 0, 40.0, 0.0, 0.0, 9.2222, "none"),
            Trend("2026-W12", "all", 1, 98.0, 1.0204, 0.0258, 5.6854, "none"),
            Trend("2026-W13", "all", 0, 0.0, None, None, None, None),
            Trend("2026-W14", "all", 2, 168.0, 1.1905, 0.1442, 4.3004, "none"),
            Trend("2026-W15", "all", 9, 168.0, 5.3571, 2.4496, 10.1695, "rise"),
            Trend("2026-W14", "contoso.example", 2, 168.0, 1.1905, 0.1442, 4.3004, "none"),
        ],
        assessments=[
            Assessment("CONFLICT-FREQUENT", "contoso.example", "finding", "3 of 4 rollovers hit"),
            Assessment("CONFLICT-FREQUENT", "fabrikam.example", "passed", "0 of 2 rollovers hit"),
            Assessment(
                "CONFLICT-FREQUENT", "wingtip.example", "not assessed", "failures were covered for 31 h only"
            ),
            Assessment("ROLL-STUCK", "woodgrove.example", "finding", "open 38 d, expected at most 7 d"),
            Assessment("ROLL-STUCK", "contoso.example", "passed", "all rollovers within the expected range"),
            Assessment(
                "ROLL-STUCK", "wingtip.example", "not assessed", "the key master's channels were not read"
            ),
            Assessment("CONFLICT-RECURRENT", "contoso.example", "finding", "3 of 4 Sundays"),
            Assessment("CONFLICT-UNEXPLAINED", "fabrikam.example", "waived", "known test of 17 Mar"),
            Assessment("ROLL-STUCK", "fabrikam.example", "not applicable", "no KSK rollover without a DS"),
        ],
        findings=[
            finding(
                1,
                rule="ROLL-STUCK",
                severity="high",
                zone="woodgrove.example",
                key_guid=KSK,
                key_role="KSK",
                server="ns2.contoso.example",
                title="The KSK of woodgrove.example has waited for its DS for 38 days",
                explanation="The rollover began on 19 Mar and waits for the parent's DS of the new "
                "key. Until it ends no other key of the zone can roll: 3 tries on the ZSK were queued.",
                numbers={"open days": 38.8, "expected days": 7, "conflicts": 6},
                evidence=("ns2/dns-audit.evtx#c1+0x400", "ns2/dns-audit.evtx#c1+0x7a8"),
                remedy=Remedy(
                    "Publish the DS of the new key at the parent, wait for its TTL, then step the rollover.",
                    "Step-DnsServerSigningKeyRollover -ZoneName woodgrove.example "
                    "-KeyId 6f0a2c7e-0b0e-4f43-9d0a-1f6a0f6c51aa",
                    "Every name server of the parent answers with the new DS.",
                ),
                first_seen=at(17, 5),
                last_seen=END,
            ),
            finding(2),
            finding(
                3,
                rule="CONFLICT-RECURRENT",
                title="Conflicts recur on Sundays at 02:00 in contoso.example",
                explanation="3 of the 4 Sundays on which a key was rolling, 02:00 to 02:15 Europe/Berlin.",
                numbers={"slots": 4, "hits": 3, "q": 0.0012},
                confidence="medium",
                state="persisting",
            ),
            finding(
                4,
                rule="CONFLICT-UNEXPLAINED",
                severity="info",
                confidence="low",
                zone="fabrikam.example",
                title="One conflict falls into no rollover that the logs tell of",
                explanation="The key master was covered: a rollover that nobody logged is implied.",
                numbers={"conflicts": 1},
                remedy=Remedy("Read the classic DNS channel of the key master for that day.", None, None),
            ),
        ],
        blind_spots=[
            "ops1.contoso.example: no failed command before 4 Mar and from 8 to 12 Apr could have been seen.",
            "ns2.contoso.example: the audit channel was cleared on 21 Apr.",
            "wingtip.example: no key master's log was read; its rollovers are known from replication only.",
        ],
    )


@pytest.fixture(scope="session")
def drawn(demo: Report, hostile: Report, build: Build) -> dict[str, Drawings]:
    """The charts of the reports by name, drawn once."""
    return {"demo": Drawings(demo), "hostile": Drawings(hostile), "empty": Drawings(build())}


@pytest.fixture(scope="session")
def hostile(build: Build) -> Report:
    """A report in which every text from a log is an attack on some format."""
    zone = "<script>document.title='ran'</script>\x1b[31m\u202e[x](javascript:ran)]]>|`$x^2$`\ud800\x00"
    actor = "=cmd|' /C calc'!A0"
    long = "a" * 10_000
    failed = [
        attempt(1, at(6), zone, actor=actor, host="<img src=x onerror=ran()>", rollover_id="R-1"),
        attempt(2, at(7), long, actor=long, server="**b** _i_ <b>"),
    ]
    bars = [
        replace(rollover(zone, at(5), 48), id="R-1", conflicts=1),
        replace(rollover(long, at(6), 48), id="R-2"),
    ]
    text = f"{zone} {actor}"
    return build(
        inputs=[Input(f"{zone}.evtx", "ab" * 32, 1, "evtx")],
        losses=[Loss(zone, None, None, None, None, "refused", text)],
        coverage=[covering(zone, zone, "failures", 0, 56), covering(long, AUDIT, "state", 0, 56)],
        settings=[Setting(zone, None, None, actor, text, None, None, text)],
        detections=[detection(a) for a in failed],
        attempts=failed,
        rollovers=bars,
        assessments=[Assessment("CONFLICT-FREQUENT", zone, "not assessed", text)],
        findings=[
            finding(
                1,
                zone=zone,
                server=actor,
                title=f"Conflicts in {zone}",
                explanation=text,
                numbers={text: text},
                evidence=(text,),
                remedy=Remedy(text, f"```\n{text}\n```", text),
                references=("https://example.org/<b>",),
            ),
            finding(2, zone="@SUM(1)", title="-1+1", server="+x", explanation=long),
        ],
        blind_spots=[text],
    )
