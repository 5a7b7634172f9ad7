"""The page on formats: what each can tell, field by field, from the tables that writers and readers share.

`python -m analyzer.knowledge.formats_page > docs/formats.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from analyzer.knowledge.formats import FormatLoss, Kind, LogFormat, format_losses, log_formats

_HEAD = """# Formats

Written by `python -m analyzer.knowledge.formats_page` from the tables in `analyzer/knowledge/data`.
The same tables say what the simulator's writers leave out and what the tests expect of the readers.

A file is recognised by its content, never by its name; any of them may be compressed or lie in
folders. What a format cannot tell is said field by field; a field that is not named is as in the EVTX.
`rollaudit doctor FILE` says of a file what it was recognised as, why, and what it lacks.
"""

_KINDS: dict[Kind, tuple[str, str]] = {
    "events": (
        "Events",
        "Each entry is one record of a log. Where record ids, or the computer's name, are lost, copies of "
        "one event are told by time, event id, content and order.",
    ),
    "runs": (
        "Runs of programs",
        "What a console, a transcript or a script's log shows of a command. A number of an error that is "
        "not printed is not guessed from its sentence.",
    ),
    "snapshots": ("Settings", "Keys and zones as the DnsServer module's cmdlets print them."),
}


def as_markdown() -> str:
    """The page."""
    return "\n".join((_HEAD, *_formats(), *_losses())) + "\n"


def _formats() -> Iterator[str]:
    for kind, (title, text) in _KINDS.items():
        yield f"## {title}\n\n{text}\n"
        yield "| format | encoding | what it loses | notes |"
        yield "|---|---|---|---|"
        for one in log_formats():
            if one.kind == kind:
                yield f"| `{one.name}` | {one.encoding or 'binary'} | {_lost(one)} | {_cell(one.notes)} |"
        yield ""


def _lost(one: LogFormat) -> str:
    """What a format loses, by field in the order of the table of losses."""
    fields: dict[str, list[str]] = {}
    for loss in format_losses():
        if loss.name in one.loses:
            fields.setdefault(loss.field, []).append(loss.meaning)
    return "; ".join(f"**{field}**: {', '.join(told)}" for field, told in fields.items()) or "nothing"


def _losses() -> Iterator[str]:
    yield "## Which formats lose what\n"
    yield "| field | what is lost | by |"
    yield "|---|---|---|"
    for loss in format_losses():
        yield f"| {loss.field} | {_cell(loss.meaning)} | {_by(loss)} |"


def _by(loss: FormatLoss) -> str:
    return ", ".join(f"`{one.name}`" for one in log_formats() if loss.name in one.loses)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.buffer.write(as_markdown().encode())  # bytes, so that no system changes line ends
