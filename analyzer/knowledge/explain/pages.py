"""An explanation laid out as headings and items, so that terminal and document show the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.knowledge.codes import Code
from analyzer.knowledge.explain.codes import Explanation, Step
from analyzer.knowledge.explain.events import EventExplanation
from analyzer.knowledge.explain.prose import Fact
from analyzer.knowledge.explain.statuses import StatusExplanation
from analyzer.knowledge.explain.topics import Topic


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with steps beneath; a single step is a paragraph, several are a list."""

    heading: str
    items: tuple[Step, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A title, one line below it, and sections."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]


def page_of(topic: Topic) -> Page:
    """The page of anything that can be explained."""
    match topic:
        case Explanation():
            return _code_page(topic)
        case EventExplanation():
            return _event_page(topic)
        case StatusExplanation():
            return _status_page(topic)


def title_of(code: Code) -> str:
    """A code as its number and name; the name alone where it has no number."""
    return code.name if code.number is None else f"{code.number} {code.name}"


def section(heading: str, texts: Iterable[str | None], numbered: bool = False) -> Section:
    """A section of plain texts; absent and empty ones are left out."""
    return Section(heading, tuple(Step(text) for text in texts if text), numbered)


def page(title: str, subtitle: str, sections: Iterable[Section]) -> Page:
    """A page of the sections that hold something."""
    return Page(title, subtitle, tuple(s for s in sections if s.items))


def _code_page(topic: Explanation) -> Page:
    code = topic.code
    spelled = "It has no number."
    if code.number is not None:
        spelled = (
            f"Also written {code.hex}, 0x{code.hresult:08X}, {code.hresult_signed}, {code.hresult}; "
            f"{code.dword.hex().upper()} in an event's Binary."
        )
    return page(
        title_of(code),
        spelled,
        (
            section("What it means", [topic.meaning]),
            section("Likely causes", topic.causes),
            section("Is it critical?", [topic.critical]),
            Section("Diagnose", topic.diagnose, numbered=True),
            Section("Resolve", topic.resolve, numbered=True),
            section("In automation", topic.automation),
            section("Related codes", (f"{title_of(other)}: {said}." for other, said in topic.related)),
            _how_sure(topic.known),
        ),
    )


def _event_page(topic: EventExplanation) -> Page:
    level = f", level {topic.level}" if topic.level else ""
    symbol = f", {topic.symbol}" if topic.symbol else ""
    treated = "reads this event in full" if topic.decoded else "only counts this event"
    return page(
        f"Event {topic.event_id}: {topic.title}",
        f"Channel {topic.channels[0]}{level}{symbol}.",
        (
            section("In a rollover", [topic.role]),
            section("Mind", [topic.note]),
            section("Its data, in order", [", ".join(topic.fields)]),
            section("Where a code stands in it", [topic.code_in]),
            section("The channel", [f"It {topic.purpose}. rollaudit {treated}."]),
            _how_sure(topic.known),
        ),
    )


def _status_page(topic: StatusExplanation) -> Page:
    states = topic.status.roll_states
    role = f"{topic.status.role} only. " if topic.status.role else ""
    internal = f"; internal roll state {' or '.join(map(str, states))}" if states else ""
    return page(
        f"Status {topic.status.number} {topic.status.powershell}",
        f"{role}DNS_SKD_STATUS_{topic.status.name} in MS-DNSP{internal}.",
        (
            section("What it means", [topic.meaning]),
            section("How long it lasts", [topic.lasts]),
            section("What comes next", [f"{topic.then}."]),
            section("What to do", [topic.advice]),
            _how_sure(topic.known),
        ),
    )


def _how_sure(known: Iterable[Fact]) -> Section:
    return section("How sure this is", (f"{fact.mark.capitalize()}: {fact.text}" for fact in known))
