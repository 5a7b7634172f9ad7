from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyzer.report import markdown
from analyzer.report.figures import captions
from analyzer.report.report import Report
from analyzer.safe_text import visible

READER = MarkdownIt("commonmark").enable("table")


def tokens(text: str) -> Iterator[Token]:
    """All tokens that a Markdown reader finds, inner ones as well."""
    for token in READER.parse(text):
        yield token
        yield from token.children or ()


def test_the_page_has_its_parts(demo: Report) -> None:
    """The verdict is the title, findings and charts follow, and simulated logs are said to be."""
    found = list(tokens(markdown.render(demo)))
    headings = [found[i + 1].content for i, token in enumerate(found) if token.type == "heading_open"]
    assert headings[0] == "19 conflicts hit 4 of 9 rollovers and 1 rollover is stuck"
    assert [f.title for f in demo.findings] == headings[3:7]
    images = [t.attrs["src"] for t in found if t.type == "image"]
    assert images == [f"charts/{caption.key}.svg" for caption in captions(demo)]
    assert "**Simulated.**" in markdown.render(demo)
    assert any(t.type == "fence" and t.content.startswith("Step-DnsServer") for t in found)


def test_hostile_text_is_only_text(hostile: Report) -> None:
    """A Markdown reader finds no HTML and no link in it, and tables keep their columns."""
    found = list(tokens(markdown.render(hostile)))
    kinds = {token.type for token in found}
    assert not kinds & {"html_block", "html_inline", "link_open"}
    images = [t.attrs["src"] for t in found if t.type == "image"]
    assert images == [f"charts/{caption.key}.svg" for caption in captions(hostile)]
    heads = sum(t.type == "th_open" for t in found)
    rows = sum(t.type == "tr_open" for t in found)
    cells = sum(t.type == "td_open" for t in found)
    assert (heads, rows, cells) == (23, 11, 2 * 5 + 2 * 7 + 2 * 4 + 1 * 7)


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=40))
def test_any_text_reads_back_as_itself(text: str) -> None:
    """Whatever is escaped, a reader shows what `visible` shows."""
    shown = visible(text)
    found = [t for t in tokens(markdown.escaped(f"x{shown}x")) if t.type == "inline"]
    assert READER.renderer.renderInlineAsText(found[0].children or [], READER.options, {}) == f"x{shown}x"


@given(st.from_regex(r"[-+*_=~>#.)(0-9 |:]{0,4}[ a-z]{0,3}", fullmatch=True).filter(lambda t: t.strip()))
def test_text_begins_no_list_heading_or_block(text: str) -> None:
    """A paragraph stays one, whatever its first characters mean in Markdown."""
    assert [t.type for t in READER.parse(markdown.escaped(text))] == [
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=40).filter(lambda t: t.strip()))
def test_a_code_span_cannot_be_left(text: str) -> None:
    """Backticks within a code span do not end it."""
    spans = [t for t in tokens(f"a {markdown.code(text)} b") if t.type == "code_inline"]
    assert [span.content.strip() for span in spans] == [visible(text).strip()]
