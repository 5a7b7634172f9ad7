"""Codes, events and statuses explained: what they mean, why they occur, what to do.

The prose stands in `data/*.toml`, beside the tables that it explains.
"""

from analyzer.knowledge.explain.codes import Explanation, Step, explain_code, explained_codes
from analyzer.knowledge.explain.events import EventExplanation, events_with, explain_event
from analyzer.knowledge.explain.markdown import as_markdown
from analyzer.knowledge.explain.pages import Page, Section, page, page_of, section, title_of
from analyzer.knowledge.explain.prose import Fact, Mark
from analyzer.knowledge.explain.statuses import StatusExplanation, explain_status
from analyzer.knowledge.explain.topics import Topic, suggestions, topics

__all__ = [
    "EventExplanation",
    "Explanation",
    "Fact",
    "Mark",
    "Page",
    "Section",
    "StatusExplanation",
    "Step",
    "Topic",
    "as_markdown",
    "events_with",
    "explain_code",
    "explain_event",
    "explain_status",
    "explained_codes",
    "page",
    "page_of",
    "section",
    "suggestions",
    "title_of",
    "topics",
]
