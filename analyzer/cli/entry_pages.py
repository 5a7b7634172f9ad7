"""Entries of a report explained: what a finding, rollover, episode, attempt or detection rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from analyzer.cli.entries import Entries, Row
from analyzer.knowledge import code, code_named, status
from analyzer.knowledge.explain import (
    Page,
    Section,
    Step,
    explain_code,
    explain_status,
    page,
    section,
    title_of,
)
from analyzer.safe_text import visible

LONGEST = 300
"""How much of a record's data a line shows; evidence.json has all."""


def entry_pages(entries: Entries, thing: str) -> tuple[Page, ...]:
    """The page of the entry with that id, or of the rule with that name; empty if there is none."""
    wanted = thing.strip()
    pages = [_PAGES[name](entries, row) for name, row in entries.named(wanted) if name in _PAGES]
    judged = [a for a in entries.rows("assessments") if a["rule"].lower() == wanted.lower()]
    if judged:
        pages.append(_rule(entries, judged))
    return tuple(map(_harmless, pages))


def _finding(entries: Entries, row: Row) -> Page:
    remedy = row["remedy"]
    return page(
        f"{row['id']} {row['title']}",
        f"Finding of rule {row['rule']}: severity {row['severity']}, confidence {row['confidence']}, "
        f"{row['state']}.",
        (
            _about(row, "zone", "key_role", "key_guid", "server", "first_seen", "last_seen"),
            section("Why", [row["explanation"]]),
            section("Numbers", (f"{name}: {value}" for name, value in row["numbers"].items())),
            _evidence(entries, row["evidence"]),
            Section("What to do", (Step(remedy["text"], remedy["command"], remedy["precondition"]),)),
            section("References", row["references"]),
            _codes_in(_codes_of(entries, row["evidence"])),
        ),
    )


def _rollover(entries: Entries, row: Row) -> Page:
    attempts = [a for a in entries.rows("attempts") if a["rollover_id"] == row["id"]]
    last = status(row["stages"][-1]["name"]) if row["stages"] else None
    return page(
        f"{row['id']} Rollover of a {row['key_role'] or 'key'} of {row['zone']}",
        f"Outcome {row['outcome']}, trigger {row['trigger']}.",
        (
            _about(row, "key_guid", "active_key", "next_key", "standby_key"),
            section("Edges", (_edge(row, "start"), _edge(row, "end"))),
            section("Stages", (f"{s['start']} {s['name']} ({s['basis']})" for s in row["stages"])),
            section("Its last stage", [explain_status(last).meaning if last else None]),
            section("What is refused in it (which code is inferred)", _refusals(row)),
            Section("Diagnosis", tuple(_diagnosis(d) for d in row["diagnoses"])),
            section("Attempts that belong to it", map(_attempt_line, attempts)),
            _evidence(entries, row["evidence"]),
            _codes_in(c for a in attempts for c in a["codes"]),
        ),
    )


def _refusals(row: Row) -> Iterator[str]:
    """Operations that the server refuses in each stage of a rollover, with their codes."""
    from analyzer.rollover.refusals import refusals

    for name in dict.fromkeys(stage["name"] for stage in row["stages"]):
        for refused in refusals(row["key_role"], name):
            codes = " or ".join(map(str, refused.codes))
            queued = ", if it is queued" if refused.if_queued else ""
            yield f"{name}: {refused.operation} ({refused.key}) with {codes}{queued}"


def _episode(entries: Entries, row: Row) -> Page:
    attempts = [a for a in entries.rows("attempts") if a["episode_id"] == row["id"]]
    return page(
        f"{row['id']} Episode of {row['attempts']} conflicts",
        f"Cause {row['cause']}, relation to rollovers: {row['relation']}.",
        (
            _about(row, "zone", "key_role", "key_guid", "first", "last", "rollover_id"),
            section("What speaks for the cause", row["cause_facts"]),
            section("What is missing to be sure", row["missing_facts"]),
            section("Its attempts", map(_attempt_line, attempts)),
            _codes_in(c for a in attempts for c in a["codes"]),
        ),
    )


def _attempt(entries: Entries, row: Row) -> Page:
    basis = f", judged by the {row['relation_basis']}" if row["relation_basis"] else ""
    return page(
        f"{row['id']} {row['operation'] or 'Unknown operation'} {row['outcome']}",
        f"Relation to rollovers: {row['relation']}{basis}.",
        (
            _about(row, "time", "host", "server", "actor", "process", "zone", "key_role", "key_guid"),
            _about(row, "rollover_id", "stage", "delay_s", "episode_id", heading="Where it belongs"),
            _evidence(entries, row["detections"] or row.get("evidence", ())),
            _codes_in(row["codes"]),
        ),
    )


def _detection(entries: Entries, row: Row) -> Page:
    attempt = [row["attempt_id"]] if row["attempt_id"] else []
    return page(
        f"{row['id']} {_code_title(row)}",
        f"Seen as {row['form']}, confidence {row['confidence']}{_recovered(row)}.",
        (
            _about(row, "time", "time_basis", "host", "server", "zone", "key_role", "key_guid", "actor"),
            _about(row, "channel", "event_id", "record_id", "path", "position", heading="Where it stands"),
            section("The attempt it belongs to", (_line(entries, a) for a in attempt)),
            _codes_in([_code_of(row)]),
        ),
    )


def _rule(entries: Entries, judged: list[Row]) -> Page:
    rule = judged[0]["rule"]
    found = (f for f in entries.rows("findings") if f["rule"] == rule)
    return page(
        f"Rule {rule}",
        "What this report says by it.",
        (
            section("Assessments", (f"{a['subject']}: {a['outcome']}. {a['reason']}" for a in judged)),
            section("Findings", (f"{f['id']} {f['title']}" for f in found)),
        ),
    )


_PAGES: dict[str, Callable[[Entries, Row], Page]] = {
    "findings": _finding,
    "rollovers": _rollover,
    "episodes": _episode,
    "attempts": _attempt,
    "detections": _detection,
}


def _about(row: Row, *names: str, heading: str = "About") -> Section:
    return section(heading, (f"{name}: {row[name]}" for name in names if row[name] is not None))


def _edge(row: Row, edge: str) -> str:
    basis, earliest, latest = row[f"{edge}_basis"], row[f"{edge}_min"], row[f"{edge}_max"]
    bounds = "" if basis == "observed" else f", between {earliest or 'unknown'} and {latest or 'unknown'}"
    return f"{edge}: {row[edge] or 'not known'} ({basis}{bounds})"


def _diagnosis(row: Row) -> Step:
    step = f" in {row['step']}" if row["step"] else ""
    text = f"{row['kind']}{step} since {row['since']} (confidence {row['confidence']}). {row['next_step']}"
    return Step(text, before=row["precondition"] or None)


def _evidence(entries: Entries, references: Iterable[str]) -> Section:
    return section("Evidence", (_line(entries, reference) for reference in references))


def _line(entries: Entries, reference: str) -> str:
    """What a reference names, or the reference itself where the report kept nothing of it."""
    for name, row in entries.named(reference):
        if name == "attempts":
            return _attempt_line(row)
        if name == "detections":
            seen = f"{row['time']} {row['host']}, {row['channel']} {row['event_id']}"
            place = f"{row['path']}#{row['position']}{_recovered(row)}"
            return f"{row['id']} {seen}: {_code_title(row)} ({place})"
        if name == "rollovers":
            roll = f"{row['key_role']} of {row['zone']}: {row['outcome']}"
            return f"{row['id']} {row['start'] or row['start_min']} {roll}"
        if name == "episodes":
            return f"{row['id']} {row['first']} {row['attempts']} conflicts: {row['cause']}"
    record = entries.records.get(reference)
    return _record_line(reference, record) if record else reference


def _record_line(reference: str, record: Row) -> str:
    """The original record: where it stands, what it is, and what it says, as far as a line holds it."""
    data = "; ".join(f"{name}={value}" for name, value in record["fields"].items())
    what = f"{record['time']} {record['computer']}, {record['channel']} {record['event_id']}"
    number = "" if record["record_id"] is None else f", record {record['record_id']}"
    return f"{reference}{_recovered(record)}: {what}{number}: {(data or record['message'] or '')[:LONGEST]}"


def _recovered(row: Row) -> str:
    """The mark of a record that its log had deleted; reports of earlier versions have none."""
    return ", recovered" if row.get("recovered") else ""


def _attempt_line(row: Row) -> str:
    who = f" by {row['actor']}" if row["actor"] else ""
    what = f"{row['operation'] or 'operation unknown'} {row['outcome']}"
    codes = f" with {', '.join(map(str, row['codes']))}" if row["codes"] else ""
    return f"{row['id']} {row['time']} {row['host']}{who}: {what}{codes}"


def _code_of(detection: Row) -> int | str:
    number, name = detection["code"], detection["name"]
    return str(name) if number is None else int(number)


def _code_title(detection: Row) -> str:
    return detection["name"] if detection["code"] is None else f"{detection['code']} {detection['name']}"


def _codes_of(entries: Entries, references: Iterable[str]) -> Iterator[int | str]:
    for reference in references:
        for name, row in entries.named(reference):
            if name == "attempts":
                yield from row["codes"]
            elif name == "detections":
                yield _code_of(row)


def _codes_in(codes: Iterable[int | str]) -> Section:
    found = (code(c) if isinstance(c, int) else code_named(c) for c in dict.fromkeys(codes))
    return section(
        "The codes in it",
        (
            f"{title_of(c)}: {explain_code(c).meaning} `rollaudit explain {c.number or c.name}` says more."
            for c in found
            if c
        ),
    )


def _harmless(page: Page) -> Page:
    """The page with everything that logs brought in shown, not obeyed, by the terminal."""
    return Page(
        _shown(page.title),
        _shown(page.subtitle),
        tuple(replace(s, items=tuple(map(_harmless_step, s.items))) for s in page.sections),
    )


def _harmless_step(step: Step) -> Step:
    command = "\n".join(map(visible, step.command.splitlines())) if step.command else None
    return Step(_shown(step.text), command, _shown(step.before) if step.before else None)


def _shown(text: str) -> str:
    return visible(text).replace(".000000Z", "Z")
