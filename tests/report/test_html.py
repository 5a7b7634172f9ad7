from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from analyzer.report import html
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from analyzer.safe_text import UNSAFE


class Page(HTMLParser):
    """A page as its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(demo: Report, drawn: dict[str, Drawings]) -> Page:
    """The demo's page."""
    return Page(html.render(demo, drawn["demo"]))


def test_the_page_needs_nothing_else(page: Page) -> None:
    """No picture, frame or sheet from elsewhere, one script, and a policy that allows its hash only."""
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "form", "image"}
    links = [attributes["href"] for attributes in page.all("a")]
    assert all(link.startswith("#") for link in links)
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    script = (files("analyzer.report") / "templates" / "page.js").read_text(encoding="utf-8")
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{own}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert page.all("script") == [{}]
    assert not [a for _, attributes in page.elements for a in attributes if a.startswith("on")]


def test_links_lead_somewhere_and_ids_are_single(page: Page, demo: Report) -> None:
    """Every link has its target, every finding and rollover has its own, and no id comes twice."""
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert max(ids.values()) == 1
    assert {a["href"][1:] for a in page.all("a")} <= set(ids)
    assert {f.id for f in demo.findings} | {r.id for r in demo.rollovers} <= set(ids)


def test_the_page_can_be_heard(page: Page) -> None:
    """Language, skip link, named charts, table heads with scope, named contents."""
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("a")[0]["href"] == "#main"
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    ids = {attributes.get("id") for _, attributes in page.elements}
    figures = page.all("figure")
    assert len(figures) == 9
    assert all(f["role"] == "img" and set(f["aria-labelledby"].split()) <= ids for f in figures)
    assert page.all("nav")[0]["aria-label"] == "Contents"


def test_simulated_logs_are_said_to_be(
    page: Page, build: Callable[..., Report], drawn: dict[str, Drawings]
) -> None:
    """A made-up input is labelled in the page and its title, a real one is not."""
    assert "Simulated." in page.text
    assert "(simulated)" in page.text
    real = build()
    assert "imulated" not in html.render(real, drawn["empty"])


def test_not_assessed_does_not_look_like_passed(page: Page) -> None:
    """What could not be judged has its own look and is not folded away; what passed is."""
    classes = [attributes.get("class", "") for _, attributes in page.elements]
    assert classes.count("chip unjudged") == 2
    assert classes.count("chip passed") == 2
    order = [
        attributes.get("class", "") if tag == "span" else tag
        for tag, attributes in page.elements[[a.get("id") for _, a in page.elements].index("rules") :]
    ]
    first_fold = order.index("details")
    assert order.index("chip unjudged") < first_fold < order.index("chip passed")


def test_blind_spots_stand_near_the_top(page: Page, demo: Report) -> None:
    """What could not have been seen is said before the first finding."""
    assert page.text.index(demo.blind_spots[0]) < page.text.index(demo.findings[0].explanation)


def test_hostile_text_is_only_text(hostile: Report, drawn: dict[str, Drawings]) -> None:
    """Markup from a log makes no element, and what hides or steers is spelled out."""
    text = html.render(hostile, drawn["hostile"])
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "i"}
    assert page.all("script") == [{}]
    assert all(attributes == {} for attributes in page.all("b"))
    assert "<script>document.title='ran'</script>\\x1b[31m\\u202e" in page.text
    assert not UNSAFE.search(text.replace("\n", ""))
    assert len(text) < 400_000


def test_a_command_is_shown_in_full(
    build: Callable[..., Report], demo: Report, drawn: dict[str, Drawings]
) -> None:
    """A remedy's command is never shortened, and keeps its lines."""
    command = "Step-One\n" + "x" * 500
    finding = demo.findings[0]
    long = type(finding.remedy)(finding.remedy.text, command, None)
    changed = {name: getattr(finding, name) for name in finding.__dataclass_fields__} | {"remedy": long}
    report = build(findings=[type(finding)(**changed)])
    assert command in Page(html.render(report, drawn["empty"])).text
