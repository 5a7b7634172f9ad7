"""A week as a mail: text, and the same as HTML with its charts inline.

Everything is said in words and tables; the charts add to them.  The mail is dated by the
week's end, so that the same week gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from analyzer.delivery.site import pages, view
from analyzer.delivery.weekly import Weekly
from analyzer.ids import make_id
from analyzer.painter import Painter
from analyzer.report.answers import answers
from analyzer.report.drawings import Drawings
from analyzer.report.figures import captions
from analyzer.safe_text import visible

LIMIT = 200_000
"""Bytes of a whole mail: larger ones are cut off by some readers."""
CHARTS = ("weeks", "timeline", "daily")
"""The charts that are sent, the most telling first, as far as they fit."""
ROWS = 15
LONGEST = 300
"""Letters of one sentence, whose names come from logs: the report has all of them."""
LINE = 72
_GROWTH = 1.4
"""By how much base64 with its lines is larger than what it spells."""


def mail(
    weekly: Weekly,
    sender: str = "rollaudit@localhost",
    recipients: str = "",
    painter: Painter | None = None,
) -> bytes:
    """The mail as it is sent, and as a mail reader opens it from a file."""
    said = answers(weekly.report)
    message = EmailMessage(policy=SMTP.clone(max_line_length=LINE))
    simulated = "[simulated] " if weekly.report.run.simulated else ""
    message["Subject"] = visible(f"{simulated}{weekly.week}: {said.verdict}")
    message["From"] = sender
    if recipients:
        message["To"] = recipients
    message["Date"] = format_datetime(weekly.report.period.end)
    name = make_id("M", weekly.week, weekly.report.run.tz, *(f.id for f in weekly.report.findings))
    message["Message-ID"] = f"<{name}@rollaudit>"

    jinja = pages(weekly.report)
    shown = view(weekly) | {"MOST": ROWS, "LONGEST": LONGEST}
    plain = jinja.get_template("mail.txt.j2").render(**shown)
    message.set_content(_undone(plain), cte="quoted-printable")
    html = jinja.get_template("mail.html.j2")
    room = LIMIT - 8_000 - len(plain.encode()) - 2 * len(html.render(**shown, charts=[]).encode())
    pictures = list(_fitting(weekly, room, painter))
    charts = [(key, title, alt) for key, title, alt, _ in pictures]
    message.add_alternative(html.render(**shown, charts=charts), subtype="html", cte="quoted-printable")
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)  # noqa: S101 (it was just put in)
    for key, _, _, data in pictures:
        page.add_related(data, "image", "png", cid=f"<{key}@rollaudit>", filename=f"{key}.png")
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"{name}-{number}")
    return message.as_bytes()


def _fitting(weekly: Weekly, room: float, painter: Painter | None) -> Iterator[tuple[str, str, str, bytes]]:
    """Key, title, sentence and PNG of the charts that fit into so many bytes."""
    said = {caption.key: caption for caption in captions(weekly.report)}
    drawn = Drawings(weekly.report, painter).photographs()
    for key in CHARTS:
        size = len(drawn[key]) * _GROWTH
        if size <= room:
            room -= size
            yield key, said[key].title, said[key].sentence, drawn[key]


def _undone(text: str) -> str:
    """The text without what HTML needs: it is filled in by the same templates."""
    for escape, plain in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(escape, plain)
    return text
