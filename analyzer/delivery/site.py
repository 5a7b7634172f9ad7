"""The site: a folder for each week, and an index that finds them.

reports/index.html          the calendar of weeks
reports/latest/index.html   leads to the last one
reports/2026-W45/           index.html (the week at a glance), report.html, audit.json …
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from jinja2 import ChoiceLoader, Environment, PackageLoader

from analyzer.archive import Week
from analyzer.delivery.calendar import years
from analyzer.delivery.private import own_folder, write_own
from analyzer.delivery.summary import Summary, summary_of
from analyzer.delivery.weekly import Weekly
from analyzer.formats import DEFAULT
from analyzer.model import Severity
from analyzer.painter import Painter
from analyzer.report import Report, write
from analyzer.report.answers import answers
from analyzer.report.html import MARKS
from analyzer.report.palette import PALETTE
from analyzer.report.templating import environment

INDEX, FACTS = "index.html", "weekly.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A week of the site, as its `weekly.json` tells."""

    week: Week
    worst: Severity | None
    verdict: str
    is_judged: bool
    states: dict[str, int]
    is_simulated: bool


def write_week(weekly: Weekly, site: Path, painter: Painter | None = None) -> Path:
    """Write the week's folder, and the index and `latest` anew; the folder is the answer."""
    own_folder(site)
    folder = site / str(weekly.week)
    write(weekly.report, folder, DEFAULT, painter)
    write_own(folder / FACTS, facts(weekly).encode())
    write_own(folder / INDEX, page(weekly).encode())
    write_index(site, weekly.report)
    return folder


def write_index(site: Path, report: Report) -> None:
    """Write the calendar of all weeks that have a folder, and `latest`."""
    found = entries(site)
    jinja = pages(report)
    calendar = jinja.get_template("index.html.j2").render(
        years=years({entry.week: entry for entry in found}),
        entries=list(reversed(found)),
        generator=report.generator,
        palette=PALETTE,
        marks=MARKS,
        r=report,
    )
    write_own(site / INDEX, calendar.encode())
    latest = site / "latest"
    own_folder(latest)
    redirect = jinja.get_template("latest.html.j2").render(week=found[-1].week)
    write_own(latest / INDEX, redirect.encode())


def entries(site: Path) -> list[Entry]:
    """The weeks that have a folder, by time."""
    found: list[Entry] = []
    for path in sorted(site.glob(f"*-W*/{FACTS}")):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            Entry(
                Week.parse(told["week"]),
                cast("Severity | None", told["worst"]),
                told["verdict"],
                told["is_judged"],
                told["states"],
                told["simulated"],
            )
        )
    return found


def page(weekly: Weekly) -> str:
    """The week at a glance."""
    return pages(weekly.report).get_template("week.html.j2").render(**view(weekly))


def view(weekly: Weekly) -> dict[str, Any]:
    """What the templates of a week are filled with."""
    report = weekly.report
    return {
        "w": weekly,
        "r": report,
        "m": report.measures,
        "h": report.measures.headline,
        "answers": answers(report),
        "overall": [c for c in weekly.changes if c.subject == "all"],
        "zones": [c for c in weekly.changes if c.subject != "all" and c.direction],
        "earlier": _earlier(weekly),
        "states": _states(weekly),
        "palette": PALETTE,
        "marks": MARKS,
    }


def pages(report: Report) -> Environment:
    """The templates of the site, beside those of the report, whose style and filters they share."""
    jinja = environment(report, escape=None)
    jinja.loader = ChoiceLoader([PackageLoader("analyzer.delivery"), PackageLoader("analyzer.report")])
    return jinja


def _earlier(weekly: Weekly) -> list[tuple[Week, Summary | None]]:
    mine = (weekly.week, summary_of(weekly.report))
    return [mine, *((weekly.week.before(n), s) for n, s in enumerate(weekly.before, 1))]


def _states(weekly: Weekly) -> dict[str, int]:
    words = [f.state for f in weekly.report.findings] + [word for _, word in weekly.former]
    return {word: words.count(word) for word in ("new", "regressed", "persisting", "resolved", "not judged")}


def facts(weekly: Weekly) -> str:
    """`weekly.json`: what other programs, and the index, read of a week."""
    report, now = weekly.report, summary_of(weekly.report)
    told = {
        "schema_version": 1,
        "week": str(weekly.week),
        "tz": report.run.tz,
        "start": report.period.start.isoformat(),
        "end": report.period.end.isoformat(),
        "statistics_start": report.statistics_period.start.isoformat(),
        "simulated": report.run.simulated,
        "worst": now.worst,
        "verdict": answers(report).verdict,
        "is_judged": report.measures.headline.failures_share is not None
        or report.measures.headline.state_share is not None,
        "states": _states(weekly),
        "numbers": dict(now.numbers),
        "findings": [
            {
                "id": f.id,
                "fingerprint": f.fingerprint,
                "rule": f.rule,
                "subject": f.subject,
                "severity": f.severity,
                "state": f.state,
            }
            for f in report.findings
        ],
        "former": [asdict(one) | {"state": word} for one, word in weekly.former],
        "changes": [asdict(one) for one in weekly.changes],
    }
    return json.dumps(told, indent=1, ensure_ascii=True) + "\n"
