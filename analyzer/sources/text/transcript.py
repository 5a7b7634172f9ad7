"""Transcripts of PowerShell (`Start-Transcript`, or those that a policy keeps), in any language of Windows.

Their headers are known by their shape: a time of fourteen digits, a machine with its
system in brackets, a process id.  Labels are translated, and never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from analyzer.model import Item, Record, Stretch
from analyzer.sources.decoding import head_text
from analyzer.sources.localtime import Clock
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.text import grammar
from analyzer.sources.text.anchors import Anchors
from analyzer.sources.text.failures import Ending, Failures, Found
from analyzer.sources.text.lines import near_lines
from analyzer.sources.text.shown import KEY, Shown
from analyzer.sources.unread import Unread

CHANNEL = "PowerShell transcript"
"""What stands for provider and channel of these records."""

_LONGEST = 60
"""Lines of a header; a command line in it may be long."""

_MOST_WAITING = 10_000
"""Records of one command that wait for the time after which they cannot have been made."""

_FIELD = re.compile(r"\s{0,4}(?P<label>[^:：]{2,60}?)\s?[:：]\s?(?P<value>.*)$")
_TIME = re.compile(r"[0-9]{14}")
_MACHINE = re.compile(r"(?P<name>[^\s()]{1,255}) \([^()]*[0-9]\.[0-9][^()]*\)\s*$")
_HEADER = re.compile(
    r"(?<!\*)\*{10,}+[^\S\n]*+\n[^\n]+\n[^\n:：]{2,60}[:：]\s?[0-9]{14}\s*\n(?:[^\n]*\n){0,40}?\*{10,}"
)
_ANCHORS = Anchors((*grammar.WORDS, KEY.encode()), nines=True)


@dataclass(slots=True)
class _Session:
    """One session: `time` is that of its header, or of the command that runs."""

    time: datetime | None = None
    by_command: bool = False
    machine: str = ""
    user: str | None = None
    program: str = ""
    process_id: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    records: int = 0
    waiting: list[Found] = field(default_factory=list)


class Transcript:
    """Sessions, their commands and their errors."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By a header: stars, a title, a time of fourteen digits, stars."""
        if b"*****" not in head and b"*\0*\0*" not in head:
            return None
        text = head_text(head).replace("\r", "")
        if not _HEADER.search(text):
            return None
        return Guess("PowerShell transcript", 0.95, "it has the header of a transcript")

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """A record for each failure, and for each command on a DNS server that shows none; and settings."""
        reader = _Reader(source.path, Clock(options.tz, options.date_order))
        for number, raw in near_lines(line_blocks(source, options), _ANCHORS, lambda _: False, _is_wanted):
            yield from reader.feed(number, grammar.plain(raw))
        yield from reader.close()
        source.lacks = (
            ("no time zone",) if reader.has_times_of_commands else ("no time zone", "no times of commands")
        )


class _Reader:
    """The lines of one file, one by one."""

    def __init__(self, path: str, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._session = _Session()
        self._failures = Failures(doubled=True)
        self._shown = Shown(path)
        self._header: list[str] | None = None
        self._last = 0
        self._unread = Unread(path)
        self.has_times_of_commands = False

    def feed(self, number: int, text: str) -> Iterator[Item]:
        if self._header is not None and (number != self._last + 1 or len(self._header) > _LONGEST):
            self._header = None
        self._last = number
        yield from self._shown.feed(number, text, self._session.machine, self._session.time)
        if grammar.STARS.match(text):
            header, self._header = self._header, []
            self._wait(self._failures.cut())
            if header:
                self._header = None
                yield from self._read_header(header)
        elif self._header is not None and not grammar.PROMPT.match(text):
            self._header.append(text)
        else:
            self._header = None
            self._wait(self._failures.feed((number, text)))
            if len(self._session.waiting) > _MOST_WAITING:
                yield from self._tell(None)

    def close(self) -> Iterator[Item]:
        yield from self._shown.told(self._session.machine, self._session.time)
        yield from self._end(None, "unknown")
        yield from self._unread.items()

    def _wait(self, found: Iterator[Found]) -> None:
        self._session.waiting += found

    def _read_header(self, header: list[str]) -> Iterator[Item]:
        fields = [m["value"].strip() for line in header if (m := _FIELD.match(line))]
        place = next((i for i, value in enumerate(fields) if _TIME.fullmatch(value)), None)
        told = self._clock.read(fields[place]) if place is not None else None
        if place is None or told is None:
            return
        time = told[0]
        if len(header) == 1:
            self._wait(self._failures.end("prompt"))
            yield from self._tell(time)
            self._session.time, self._session.by_command = time, True
            self._session.end = time
            self.has_times_of_commands = True
            return
        machine = next((i for i, value in enumerate(fields) if i > place and _MACHINE.match(value)), None)
        is_end = len(fields) == place + 1
        yield from self._end(time if is_end else None, "end" if is_end else "unknown")
        if not is_end:
            self._session = _session(fields, place, machine, time)

    def _end(self, time: datetime | None, ending: Ending) -> Iterator[Item]:
        """The session is over, at a time that its last header tells or that nobody knows."""
        self._wait(self._failures.end(ending))
        yield from self._tell(time)
        session, self._session = self._session, _Session()
        if session.start:
            end = max(filter(None, (session.start, session.end, time)))
            host = session.machine
            yield Stretch(self._path, host, CHANNEL, None, None, session.start, end, session.records)

    def _tell(self, until: datetime | None) -> Iterator[Item]:
        """The records of what was found since the last time that is known."""
        session = self._session
        for found in session.waiting:
            session.records += 1
            if session.time:
                yield self._record(found, session.time, until)
            else:
                reason = f"it stands above the header that tells its time: {grammar.gist(found.text)}"
                self._unread.add(f"line:{found.line}", "refused", reason)
        session.waiting = []

    def _record(self, found: Found, time: datetime, until: datetime | None) -> Record:
        session = self._session
        fields = {
            "Kind": found.kind,
            "Ending": found.ending,
            "Command": found.command,
            "HostApplication": session.program,
            "Remote": found.remote,
            "TimeOf": "command" if session.by_command else "session",
            "NotAfter": until.isoformat() if until else None,
        }
        return Record(
            path=self._path,
            position=f"line:{found.line}",
            provider=CHANNEL,
            channel=CHANNEL,
            event_id=0,
            record_id=None,
            time=time,
            computer=session.machine,
            time_basis="assumed",
            user=session.user,
            process_id=session.process_id,
            fields={name: value for name, value in fields.items() if value},
            message=found.text,
        )


def _is_wanted(line: str) -> bool:
    """Whether a command or a failure may stand there, or the settings of a key."""
    return KEY in line or grammar.is_wanted(line)


def _session(fields: list[str], place: int, machine: int | None, time: datetime) -> _Session:
    name = _MACHINE.match(fields[machine]) if machine is not None else None
    behind = fields[machine + 1 :] if machine is not None else []
    digits = next((v for v in behind if v.isdigit() and len(v) <= 10), "")
    users = fields[place + 1 : machine] if machine is not None else fields[place + 1 : place + 3]
    return _Session(
        time=time,
        machine=name["name"] if name else "",
        user=(users[1] if len(users) > 1 and users[1] else users[0] if users else None) or None,
        program=behind[0] if behind and behind[0] != digits else "",
        process_id=int(digits) if digits else None,
        start=time,
        end=time,
    )
