"""Blocks of labels and a description, cut out of lines: one event each, quoted or not, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LONGEST = 5_000
"""Lines of a description that are kept."""

_QUOTE = re.compile(r"[\t >#]*")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d][\w '’-]{1,30}?)\s?[:：](?P<value>.*)$", re.DOTALL)
_DATE = re.compile(r"[^A-Za-z]*[0-9]{1,4}[-./ ]{1,2}[0-9]{1,2}[-./ ]{1,2}[0-9]{1,4}(?![0-9])")
_ID = re.compile(r"[0-9]{1,5}")
_NUMBERED = re.compile(r"Event\[[0-9]+\]:?\s*$")
_TREE = re.compile(r"^\s*- ?(?=<)")
_XML_BEGIN, _XML_END = re.compile(r"\s*(?:- ?)?<Event[ >]"), "</Event>"
_DESCRIPTION = re.compile(
    "description|beschreibung|descripción|descrizione|descrição|beschrijving|beskrivning|opis|popis|"
    "описание|açıklama|kuvaus|leírás|説明|描述|설명"
)
_MOST_LABELS = 9
_MARKS, _AT_ENDS = ("\t", ">", "#"), " \\\r"
_NOTHING = ("N/A", "")


@dataclass(slots=True)
class Block:
    """One event, from its line on: `head` are log, source, date and id."""

    line: int
    head: list[str]
    is_numbered: bool
    labels: list[tuple[str, str]] = field(default_factory=list)
    is_described: bool = False
    text: list[str] = field(default_factory=list)
    xml: list[str] = field(default_factory=list)
    in_xml: bool = False

    def take(self, line: str) -> None:
        """A line behind the first four."""
        if self.in_xml or ("<Event" in line and _XML_BEGIN.match(line)):
            self.xml.append(_TREE.sub("", line))
            self.is_described, self.in_xml = True, _XML_END not in line
        elif self.is_described:
            self.text.append(line)
        elif label := _LABEL.match(line):
            word = label["label"].strip().lower()
            self.is_described = _DESCRIPTION.fullmatch(word) is not None or len(self.labels) == _MOST_LABELS
            if not self.is_described:
                self.labels.append((word, _value(label)))
            elif value := _value(label):
                self.text.append(value)
        else:
            # A description in a language of which the label is not known has begun.
            self.is_described = bool(line.strip())
            self.text.append(line)

    def give_back(self, count: int) -> None:
        """The last lines belong to the next event."""
        for _ in range(count):
            if self.text:
                self.text.pop()
            elif self.labels:
                self.labels.pop()

    def value(self) -> dict[str, object]:
        """The event by the names of columns; behind a label without value stands the description."""
        labels = self.labels
        if labels and not labels[-1][1] and self.text:
            labels = labels[:-1]
        text = (line.rstrip().removesuffix("\\") for line in self.text[:_LONGEST])
        message = "\n".join(text).strip()
        if self.xml:
            message = message.rpartition("\n")[0].strip() if message.endswith(":") else message
        names = {"user": "User", "computer": "Computer"}
        named = {names[word]: text for word, text in labels if word in names}
        behind = [text for _, text in labels]
        if "Computer" not in named and behind:
            named["Computer"] = behind[-1]
        if "User" not in named and len(behind) > 1:
            named["User"] = behind[-2]
        log, source, date, event_id = self.head
        values = {"Log Name": log, "Source": source, "Date": date, "Event ID": event_id, "Message": message}
        return {name: text for name, text in (values | named).items() if text not in _NOTHING}


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The blocks in lines of text, in their order."""
    block: Block | None = None
    before = ("", "", "")
    numbered = False
    for number, quoted in enumerate(lines, 1):
        if block and block.in_xml:
            block.take(quoted)
            continue
        line = unquoted(quoted)
        head = head_of(*before, line) if line.rstrip(_AT_ENDS)[-1:].isdecimal() else None
        if head:
            if block:
                block.give_back(len(before))
                yield block
            block, numbered = Block(number - 3, head, numbered), False
        elif line.startswith("Event[") and _NUMBERED.match(line):
            numbered = True
        elif block:
            block.take(line)
        before = (*before[1:], line)
    if block:
        yield block


def unquoted(line: str) -> str:
    """A line without the marks of a quotation."""
    return line[_QUOTE.match(line).end() :] if line[:1] in _MARKS else line  # type: ignore[union-attr]


def label_of(line: str) -> str:
    """A line up to its value: the label and the blanks behind it; empty where it has none."""
    label = _LABEL.match(line)
    return line[: len(line) - len(label["value"].lstrip())] if label else ""


def _value(label: re.Match[str]) -> str:
    """What stands behind a label; a line may end with the mark that Markdown breaks lines with."""
    return label["value"].rstrip().removesuffix("\\").strip()


def head_of(log: str, source: str, date: str, event_id: str) -> list[str] | None:
    """The values of four lines that are the head of an event; None where they are something else."""
    labels = [_LABEL.match(line) for line in (log, source, date, event_id)]
    values = [_value(label) for label in labels if label]
    is_head = (
        len(values) == len(labels) and all(values) and _ID.fullmatch(values[3]) and _DATE.match(values[2])
    )
    return values if is_head else None
