"""The mail can be read by anybody, also without its pictures, however much there is to say."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analyzer.archive import Week, ingest, open_archive
from analyzer.conflicts import Recurrence
from analyzer.delivery.mail import LIMIT, mail
from analyzer.delivery.summary import Noted
from analyzer.delivery.weekly import Ask, Weekly, weekly
from analyzer.sources import Options

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Weekly:
    """A week of the samples."""
    archive = open_archive(str(tmp_path_factory.mktemp("mail") / "a.sqlite"))
    for _ in ingest(archive, [SAMPLES], Options()):
        pass
    return weekly(archive, Ask(Week.parse("2025-W15"), ZoneInfo("Europe/Berlin")))


@pytest.fixture(scope="module")
def message(week: Weekly) -> EmailMessage:
    """Its mail, as a reader parses it."""
    data = mail(week, "audit@corp.example", "ops@corp.example")
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_mail_is_small_and_always_the_same(week: Weekly) -> None:
    """Under 200 kB whole, its lines within what SMTP allows; a second time the same bytes."""
    data = mail(week)
    assert len(data) < LIMIT
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data == mail(week)


def test_text_and_html_say_the_same(week: Weekly, message: EmailMessage) -> None:
    """Verdict, coverage, each finding and what to do stand in both parts."""
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    assert "SIMULATED" in text.get_content()
    for body in (text.get_content(), html.get_content()):
        for finding in week.report.findings[:15]:
            assert finding.id in body
            assert finding.state in body
        assert "could be seen" in body
        assert "&lt;" not in text.get_content()


def test_pictures_are_inline_and_named(message: EmailMessage) -> None:
    """Each image of the HTML is a PNG part of the mail and has words in its place; nothing is fetched."""
    html = message.get_body(("html",))
    assert html
    body = html.get_content()
    pictures = {
        str(p["Content-ID"]).strip("<>"): p for p in message.walk() if p.get_content_type() == "image/png"
    }
    assert pictures
    assert body.count("<img ") == len(pictures)
    for name, part in pictures.items():
        assert f'src="cid:{name}"' in body
        assert part.get_content().startswith(b"\x89PNG")
    assert body.count('alt="') == len(pictures)
    assert "http" not in body.replace("https://", "http") or 'src="http' not in body


def test_the_parts_are_alternatives(message: EmailMessage) -> None:
    """Text first, then HTML with its pictures: readers take the last they can show."""
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "multipart/related"]
    assert message["Subject"].startswith("[simulated] 2025-W15")
    assert message["Date"].datetime == dt.datetime(2025, 4, 13, 22, tzinfo=dt.UTC)


def test_a_week_with_very_much_to_say_stays_small(week: Weekly) -> None:
    """Hundreds of findings with long names, changes and schedules are cut, and how many were is said."""
    report = week.report
    long = "x" * 20_000
    findings = tuple(
        replace(report.findings[0], id=f"F-{n:05}", subject=f"{n}", title=f"{n} {long}") for n in range(400)
    )
    noted = Noted("P-x", "ROLL-STUCK", "zone", "high", "zone", long)
    changed = [c for c in week.changes if c.subject == "all"]
    full = replace(
        week,
        report=replace(
            report,
            findings=findings,
            blind_spots=(long,) * 9,
            recurrences=tuple(
                Recurrence("z", "KSK", "daily", long, "UTC", 9, 9, 0.0, 0.0, long) for _ in range(99)
            ),
        ),
        former=tuple((replace(noted, subject=f"{n}"), "resolved") for n in range(99)),
        changes=(*changed, *(replace(changed[0], subject=f"z{n}", direction="up") for n in range(400))),
    )
    data = mail(full)
    assert len(data) < LIMIT
    text = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(text, EmailMessage)
    for kind in ("plain", "html"):
        body = text.get_body((kind,))
        assert body
        said = " ".join(body.get_content().split())
        assert [
            n in said for n in ("385 more in the report", "84 more that are not", "385 more", "84 more in")
        ] == [True] * 4
