"""What a report says itself is told in full."""

from __future__ import annotations

from dataclasses import replace

from analyzer.report import markdown
from analyzer.report.report import Report
from analyzer.report.templating import LONGEST, SENTENCES, environment

SENTENCE = "Find <the> cause, "


def test_explanation_and_remedy_are_not_cut(demo: Report) -> None:
    """Sentences are longer than a text of a log may be; only what goes far beyond them is cut."""
    long = "; ".join(["check the key of the zone"] * 20)
    assert LONGEST < len(long) < SENTENCES
    finding = demo.findings[0]
    changed = replace(finding, explanation=long, remedy=replace(finding.remedy, text=long))
    page = markdown.render(replace(demo, findings=(changed, *demo.findings[1:])))
    assert page.count(long) >= 2


def test_sentences_are_escaped_as_all_text(demo: Report) -> None:
    """Names from logs stand in them: they are no markup, and never without end."""
    template = environment(demo, escape=None).from_string("{{ text | sentences }}")
    assert template.render(text=SENTENCE) == "Find &lt;the&gt; cause, "
    assert len(template.render(text=SENTENCE * 1000)) < 2 * SENTENCES
