"""The time that a line of a script's log begins with, in whatever way the script writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from analyzer.model import TimeBasis
from analyzer.sources.localtime import Clock

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LEVEL = (
    "TRACE|DEBUG|VERBOSE|INFO(?:RMATION)?|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRIT(?:ICAL)?|FEHLER|ERREUR"
)
_HALF = r"(?:[AaPp]\.?\ ?[Mm]\.?|上午|下午|오전|오후|午前|午後|πμ|μμ)"
_OF_DAY = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?"
_NAMED = "|".join(_MONTHS)

_HEAD = re.compile(
    rf"""
    [\s\[(<"'|*=-]{{0,8}}
    (?:(?:{_LEVEL})\b[\s\])>:|,-]{{0,6}})?
    (?:[{{"'@\w]{{0,3}}(?:time|ts|date)\w{{0,8}}["']?\s?[=:]\s?)?
    (?:<[0-9]{{1,3}}>1\ )?
    [\[("']?
    (?:[^\W\d_]{{2,12}}\.?,?\ )?
    (?:
      (?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T\ ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?)
        \ ?(?P<zone>Z|[+-][0-9]{{2}}:?[0-9]{{2}})?(?![\w:])
    | (?P<local>[0-9]{{1,4}}(?P<sep>[./-])\ ?[0-9]{{1,2}}(?P=sep)\ ?[0-9]{{2,4}}\.?,?\s{{1,3}}
        (?:{_HALF}\ ?)?{_OF_DAY}(?:\s?{_HALF}(?!\w))?)(?![\w:])
    | (?P<compact>[0-9]{{8}}[-_T\ ]?[0-9]{{6}})(?![\w.])
    | (?P<day>[0-9]{{1,2}})[\ /-](?P<month>{_NAMED})[a-z]{{0,6}}\.?[\ /-](?P<year>[0-9]{{4}})[\ :T]{{1,2}}
        (?P<named>{_OF_DAY})(?:\ (?P<offset>[+-][0-9]{{4}}))?
    | (?P<yearless>(?:{_NAMED})\ [\ 0-9][0-9]\ [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(?!\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SYSLOG_HOST = re.compile(r"<[0-9]{1,3}>1 \S+ (?P<host>[\w.-]+) ")
_REST = re.compile(r"""[\s\])>"'|:,;-]{0,8}""")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line's time (None where it cannot be told, and `why`), and what stands behind it."""

    time: datetime | None
    basis: TimeBasis
    rest: str
    host: str | None = None
    why: str = ""


def is_stamped(line: str) -> bool:
    """Whether a line begins with a time."""
    return _HEAD.match(line) is not None


def read_stamp(line: str, clock: Clock) -> Stamp | None:
    """The time that a line begins with; None where it begins with something else."""
    found = _HEAD.match(line)
    if found is None:
        return None
    rest = line[found.end() :]
    rest = rest[_REST.match(rest).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    host = _SYSLOG_HOST.match(line)
    if found["yearless"]:
        return Stamp(None, "assumed", rest, None, "its times have no year")
    told = clock.read(_plain(found))
    if told is None:
        why = (
            "day and month of its dates cannot be told apart" if found["local"] else "its time cannot be read"
        )
        return Stamp(None, "assumed", rest, None, why)
    return Stamp(*told, rest, host["host"] if host else None)


def _plain(found: re.Match[str]) -> str:
    """The time as `Clock` reads it."""
    if found["iso"]:
        return found["iso"].replace(",", ".") + (found["zone"] or "")
    if found["compact"]:
        return re.sub(r"\D", "", found["compact"])
    if found["local"]:
        return found["local"]
    month = _MONTHS.index(found["month"].lower()) + 1
    hour, _, rest = found["named"].replace(",", ".").partition(":")
    offset = found["offset"] or ""
    return f"{found['year']}-{month:02}-{int(found['day']):02} {hour:0>2}:{rest}{offset}"
