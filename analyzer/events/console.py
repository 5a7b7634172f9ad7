"""What consoles show: errors and commands in transcripts, console logs and logs of scripts.

An error record is evidence of all that it says.  In other lines a code counts only with a
word for failure beside it, and not where it is compared with or commented on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial

from analyzer.events.codes import Match, detect_text, one_per_failure
from analyzer.events.commands import Command, cmdlets
from analyzer.events.evidence import make_event, tells_of_keys
from analyzer.events.identity import actor_name, host_name, key_guids, zone_name
from analyzer.events.patterns import ERRORISH
from analyzer.events.pipelines import CLIENT_SIDE, is_of_dns_server
from analyzer.events.typed import script_of, typed_commands
from analyzer.knowledge import operation
from analyzer.knowledge.tables import rows
from analyzer.model import Action, Event, Outcome, Record

_RECORD = re.compile(
    r"^[^\S\n]*+(?:TerminatingError\((?P<announced>[^)\n]*)\): |"
    r"(?P<cmdlet>[A-Za-z]{2,20}-[A-Za-z]\w{2,60}) ?: |[^\n:]{0,3}:\\[^\n:]+\.psm?1 ?: )|"
    r"FullyQualifiedErrorId\s*:|^[^\S\n]*+MessageId\s*:\s*WIN32\s",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = re.compile(
    r"^(?:[^\S\n]*+(?:\+ (?!\s*(?:CategoryInfo|FullyQualifiedErrorId|PSComputerName)\b)|[0-9]+ \|).*|"
    r"Line \|)$",
    re.MULTILINE,
)
"""Lines of a script that an error record shows, to say where the error was met."""

_CODE_ABOUT = re.compile(
    r"^\s*(?:#|//|REM\b|::|<#)|\s-(?:eq|ne|match|like|in|contains)\b|==|\b(?:if|switch|elseif)\s*\(",
    re.IGNORECASE,
)
_ZONES = (
    re.compile(r"CategoryInfo\s*:\s*\w+\s*: \(([^\s:()\"]+):root/", re.IGNORECASE),
    re.compile(r"\bzone\s+\"?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE),
    re.compile(r"\"([\w-]+(?:\.[\w-]+)+)\""),
    re.compile(r"\b(?:on|of|for|in)\s+([\w-]+(?:\.[\w-]+)+)\b", re.IGNORECASE),
)
_SERVERS = (
    re.compile(r"\bon (?:the )?server\s+\"?([A-Za-z0-9][\w.-]*\w)", re.IGNORECASE),
    re.compile(r"\bserver\s+\"([A-Za-z0-9][\w.-]*\w)\"", re.IGNORECASE),
)
_QUESTION = "[?]"
"""How PowerShell offers help with a question, in any language: nobody knows what was answered."""

_MUTED = re.compile(
    r"-(?:ErrorAction|ea)[ :]+[\"']?(?:SilentlyContinue|Ignore|0|4)\b|\btry\s*\{|2>|\*>|-AsJob\b|;",
    re.IGNORECASE,
)
_DONE = re.compile(r"^Command completed successfully\b", re.MULTILINE)


def interpret_console(record: Record) -> Event | None:
    """A failure that a console shows, or a command on keys that it shows none of."""
    if record.fields.get("Kind") == "command":
        return _command(record)
    return _error(record)


def _command(record: Record) -> Event | None:
    commands = typed_commands(record.fields.get("Command", ""))
    if len(commands) != 1:
        return None
    return _event(record, commands[0], commands[0].operation, _ending(record))


def _ending(record: Record) -> Outcome | None:
    """`succeeded` where the console shows that no error came; nothing, where it does not show it."""
    typed, text = record.fields.get("Command", ""), record.message or ""
    if re.search(r"\bdnscmd\b", typed, re.IGNORECASE):
        return "succeeded" if _DONE.search(text) else None
    is_seen = record.fields.get("Ending") in ("prompt", "end") and _QUESTION not in text
    return "succeeded" if is_seen and not _MUTED.search(typed) else None


def _error(record: Record) -> Event | None:
    text = _QUOTED.sub("", record.message or "")
    shape = _RECORD.search(text)
    found = detect_text(text)
    matches = one_per_failure(found if shape else _evidence(text, found))
    named = _named(text, matches)
    if named and (shape or matches or (not found and _is_complaint(text))):
        return _event(record, _told(record, named), named, "failed", matches, text)
    if matches and (not _is_of_others(text) or tells_of_keys(matches)):
        return _event(record, _told(record, None), None, "failed", matches, text)
    reason = CLIENT_SIDE if matches else "text that only mentions it"
    return make_event(record, mentions={reason: text}) if found else None


def _event(
    record: Record,
    command: Command | None,
    name: str | None,
    outcome: Outcome | None,
    matches: tuple[Match, ...] = (),
    text: str = "",
) -> Event:
    fields = record.fields
    host = fields.get("Remote") or record.computer
    keys = (command.key_guids if command else ()) or key_guids(text)
    server = command.server_from(host) if command else None
    return make_event(
        record,
        action=Action.ATTEMPT if operation(name or "") or tells_of_keys(matches) else Action.OTHER,
        operation=name,
        outcome=outcome,
        server=server or host_name(_first(_SERVERS, text)),
        zone=(command.zone if command else None) or zone_name(_first(_ZONES, text)),
        key_guid=keys[0] if len(keys) == 1 else None,
        key_role=command.key_role if command else None,
        actor=actor_name(record.user),
        session=None if record.process_id is None else f"pid:{record.process_id}",
        detail={
            "script": script_of(text) or script_of(fields.get("HostApplication", "")),
            "process": fields.get("HostApplication"),
            "pid": None if record.process_id is None else str(record.process_id),
            "command": fields.get("Command"),
            "time_of": fields.get("TimeOf"),
            "not_after": fields.get("NotAfter"),
        },
        matches=matches,
    )


def _named(text: str, matches: Iterable[Match]) -> str | None:
    """The cmdlet that failed: by its error id, by the head of its record, or by a text that names it."""
    by_id = next((m.cmdlet for m in matches if m.cmdlet), None)
    heads = [m["announced"] or m["cmdlet"] for m in _RECORD.finditer(text)]
    plain = cmdlets().search(text)
    candidates = [by_id, *heads, plain[0] if plain else None]
    known = (found for name in candidates if name and (found := operation(name)))
    first = next(known, None)
    if first:
        return first.cmdlet
    return next((name for name in candidates if name and is_of_dns_server(name)), None)


def _is_of_others(text: str) -> bool:
    """Whether a text is the error record of a cmdlet, and of none of the DNS server's."""
    heads = [m["announced"] or m["cmdlet"] for m in _RECORD.finditer(text)]
    return any(heads) and not any(is_of_dns_server(name) for name in heads if name)


def _told(record: Record, name: str | None) -> Command | None:
    """The command that failed, as it was typed or as the script logged it; none of another cmdlet."""
    fields = record.fields
    found = typed_commands(_QUOTED.sub("", fields.get("Command", "")))
    if not found:
        found = [c for c in typed_commands(_unlabelled(fields.get("Before", ""))) if c.operation == name]
    if name is None:
        return found[0] if len(found) == 1 else None
    same = [c for c in found if c.operation == name]
    return same[0] if len(same) == 1 else None


def _unlabelled(text: str) -> str:
    """A line of a log without what stands before its command."""
    found = cmdlets().search(text)
    return text[found.start() :] if found else text


def _is_complaint(text: str) -> bool:
    """Whether a text that shows no code says that a cmdlet which it names failed."""
    named = cmdlets().search(text)
    if named is None:
        return False
    begin, end = _line(text, named.span())
    return not _CODE_ABOUT.search(text[begin:end]) and _is_errorish(text, ())


def _evidence(text: str, found: Sequence[Match]) -> Iterator[Match]:
    """The codes, in their order, of a text without the shape of an error record that tell of an error."""
    # What is the same for all codes of a line or a text is found once: there may be many.
    is_errorish = cache(partial(_is_errorish, text, tuple(found)))
    end, is_about = -1, False
    for match in found:
        if match.span[1] > end:
            begin, end = _line(text, match.span)
            is_about = _CODE_ABOUT.search(text[begin:end]) is not None
        if not is_about and (_follows_word(match) or is_errorish()):
            yield match


def _follows_word(match: Match) -> bool:
    """Whether the form of a code has a word for failure in it."""
    is_medium = match.form == "decimal" and match.confidence == "medium"
    return is_medium or match.form in ("hex", "hresult-unsigned", "dnscmd-line")


def _line(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The line, or the lines, in which a place lies."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)


def _is_errorish(text: str, found: Iterable[Match]) -> bool:
    """Whether a text has a word for failure, other than those within codes."""
    rest = list(text)
    for match in found:
        rest[match.span[0] : match.span[1]] = " " * (match.span[1] - match.span[0])
    return _failure_words().search("".join(rest)) is not None


@cache
def _failure_words() -> re.Pattern[str]:
    words = "|".join(re.escape(r["words"]) for r in rows("error_words") if not r["needs_sign"])
    return re.compile(rf"{ERRORISH.pattern}|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    joined = " ".join(filter(None, map(str.strip, text.split("\n"))))
    return next((m[1] for pattern in patterns if (m := pattern.search(joined))), None)
