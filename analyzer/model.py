"""The vocabulary: every value that flows from one room of the house to the next.

The field names of values that reach `audit.json` are the names of that contract,
in its order, so that writing a report is spelling a value out.  Nothing here
computes.  Times are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

TimeBasis = Literal["utc", "zone", "assumed"]
"""How sure the UTC time is: logged as UTC, local with a known zone, local with an assumed one."""

DateOrder = Literal["dmy", "mdy"]
"""What comes first in a date of numbers, day or month."""

KeyRole = Literal["KSK", "ZSK"]
Outcome = Literal["failed", "succeeded"]
Observes = Literal["state", "failures"]
HoleKind = Literal["absent", "filtered", "cleared", "off"]
LossKind = Literal["damaged", "refused", "limit"]
MissingKind = Literal["damaged", "absent", "filtered"]
IrregularityKind = Literal["cleared", "logging-changed", "ids-missing", "time-backwards", "checksum"]
Relation = Literal["inside", "queued", "unexplained", "unknown", "not applicable"]
Trigger = Literal["manual", "automatic", "unknown"]
EdgeBasis = Literal["observed", "derived", "implied", "assumed", "censored"]
RolloverOutcome = Literal["completed", "forced", "failed", "aborted", "open", "unknown"]
Severity = Literal["info", "low", "medium", "high", "critical"]
Confidence = Literal["low", "medium", "high"]
Verdict = Literal["finding", "passed", "not applicable", "not assessed", "waived"]


# --- What sources yield ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a log that matters, as stored.

    `fields` holds EventData or UserData in their order; data without a name is
    called `param1`, `param2` …  `position` is `c<chunk>+0x<offset>`, `line:<n>`
    or `event:<n>` in the file `path`.
    """

    path: str
    position: str
    provider: str
    channel: str
    event_id: int
    record_id: int | None
    time: datetime
    computer: str
    time_basis: TimeBasis = "utc"
    user: str | None = None
    process_id: int | None = None
    event_name: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    binary: bytes | None = None
    message: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Records of one kind that were counted and not decoded; ids are None where the form has none."""

    path: str
    host: str
    channel: str
    provider: str
    event_id: int
    count: int
    first_id: int | None
    last_id: int | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken run of record ids of one host's channel, decoded or not.

    Coverage is made of these: what lies between two stretches is a hole.  Where a
    form carries no record ids, both ids are None and the stretch is the first and
    last time seen.
    """

    path: str
    host: str
    channel: str
    first_id: int | None
    last_id: int | None
    start: datetime
    end: datetime
    records: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Exported settings of one key or zone, as the server printed them."""

    path: str
    position: str
    kind: Literal["key", "zone"]
    host: str | None
    zone: str | None
    time: datetime | None
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Loss:
    """What could not be read, where, and why.

    One of no record (`count` 0) is a note about records that were read: `start` and `end`
    are the times of the first and last of them.
    """

    path: str
    position: str | None
    first_id: int | None
    last_id: int | None
    count: int | None
    kind: LossKind
    reason: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissingIds:
    """A range of record ids of a file of which `count` were not read, and why.

    `damaged`: bytes were there, from `position` on, and could not be read.  Of the others
    no trace is in the file: `filtered` where the gaps look like a filter's work, with the
    ids that it let pass between them, else `absent`.
    """

    first_id: int
    last_id: int
    count: int
    kind: MissingKind
    position: str | None


@dataclass(frozen=True, slots=True)
class RecordIds:
    """The record ids of one channel of one host in one file, from the first to the last read.

    `expected` is `read + damaged + absent + filtered`.  `unplaced` counts the places of
    damage whose ids are not known: what is called absent may have stood there.
    """

    path: str
    host: str
    channel: str
    first_id: int
    last_id: int
    expected: int
    read: int
    damaged: int
    absent: int
    filtered: int
    unplaced: int
    missing: tuple[MissingIds, ...]


@dataclass(frozen=True, slots=True)
class IdTotals:
    """The sums over all accounts of record ids; `logs` is how many accounts there are."""

    logs: int
    expected: int
    read: int
    damaged: int
    absent: int
    filtered: int


@dataclass(frozen=True, slots=True)
class Input:
    """The account of one file: what it is and what became of its records.

    `recognised_by` says by what its format was known, `confidence` how surely, and `lacks`
    what nothing in it tells ("no time zone").
    """

    path: str
    sha256: str
    bytes: int
    format: str
    records_total: int = 0
    records_decoded: int = 0
    records_tallied: int = 0
    records_lost: int = 0
    records_recovered: int = 0
    duplicates: int = 0
    recognised_by: str | None = None
    confidence: Confidence | None = None
    lacks: tuple[str, ...] = ()


Item = Record | Tally | Stretch | Snapshot | Loss | Input


# --- What events are made of ----------------------------------------------------------


class Action(StrEnum):
    """What an event tells of a zone's keys; the names follow MS-DNSP and the event tables."""

    TRIGGERED = "triggered"
    STARTED = "started"
    STAGE = "stage"
    STEPPED = "stepped"
    TRANSIENT_ERROR = "transient-error"
    FAILED = "failed"
    COMPLETED = "completed"
    RETIRE_MARKED = "retire-marked"
    RETIRED = "retired"
    NOTICE = "notice"
    ZONE_SIGNED = "zone-signed"
    ZONE_RESIGNED = "zone-resigned"
    ZONE_UNSIGNED = "zone-unsigned"
    ZONE_DELETED = "zone-deleted"
    KEY_ADDED = "key-added"
    KEY_MODIFIED = "key-modified"
    KEY_DELETED = "key-deleted"
    KEY_STATE_SET = "key-state-set"
    KEY_MASTER_MOVED = "key-master-moved"
    KEY_MASTER_LOST = "key-master-lost"
    KEY_MASTER_GAINED = "key-master-gained"
    LOGGING_CHANGED = "logging-changed"
    LOG_CLEARED = "log-cleared"
    ATTEMPT = "attempt"
    TASK_RAN = "task-ran"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Detection:
    """One code seen in one event: evidence, with its form and confidence.

    It is `recovered` where the record was, which its log had deleted.
    """

    id: str
    time: datetime
    time_basis: TimeBasis
    host: str
    server: str | None
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None
    code: int | None
    name: str
    form: str
    confidence: Confidence
    provider: str
    channel: str
    event_id: int
    record_id: int | None
    actor: str | None
    path: str
    position: str
    attempt_id: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code that is only mentioned: listed apart, never counted."""

    time: datetime
    host: str
    code: int | None
    name: str
    form: str
    reason: str
    channel: str
    event_id: int
    record_id: int | None
    path: str
    position: str
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A record in common form.

    `session` joins the traces of one run of a program on one host (a PowerShell
    pipeline, a process), `operation` is the cmdlet that names the operation,
    whatever tool was used, and `outcome` is set where the event tells how a try
    of it ended.  `detail` keeps what only one action needs: stage, settings, new
    key master, script, task.
    """

    time: datetime
    time_basis: TimeBasis
    host: str
    server: str | None
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None
    action: Action
    operation: str | None
    outcome: Outcome | None
    actor: str | None
    session: str | None
    provider: str
    channel: str
    event_id: int
    record_id: int | None
    path: str
    position: str
    detail: dict[str, str] = field(default_factory=dict)
    detections: tuple[Detection, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    recovered: bool = False


# --- What is rebuilt ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a coverage interval of which nothing is known."""

    start: datetime
    end: datetime
    first_id: int | None
    last_id: int | None
    kind: HoleKind


@dataclass(frozen=True, slots=True)
class Coverage:
    """The time for which a channel of a host can be trusted to have told us."""

    host: str
    channel: str
    observes: Observes
    start: datetime
    end: datetime
    records: int
    holes: tuple[Hole, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A sign that a log may have been tampered with, and how it comes about without ill will.

    `observed` where an event or the file itself tells of it, `derived` where record ids do.
    `channel` is None where a file holds several.  What `evidence` names is a record or,
    with a loss's place, a file.
    """

    kind: IrregularityKind
    basis: Literal["observed", "derived"]
    host: str
    channel: str | None
    start: datetime
    end: datetime
    first_id: int | None
    last_id: int | None
    actor: str | None
    said: str
    innocent: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter of a zone or key, and the time for which it held."""

    zone: str
    key_guid: str | None
    key_role: KeyRole | None
    parameter: str
    value: str
    since: datetime | None
    until: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a rollover: its status (MS-DNSP 2.2.6.2.3) and when it began."""

    name: str
    start: datetime
    basis: EdgeBasis


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with one rollover, since when, and the next step to take."""

    kind: str
    since: datetime
    step: str | None
    next_step: str
    precondition: str
    confidence: Confidence
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rollover:
    """One roll of one key descriptor (SKD) of one zone.

    `evidence` names events as `path#position`, as everywhere.
    """

    id: str
    zone: str
    key_guid: str
    key_role: KeyRole | None
    servers: tuple[str, ...]
    trigger: Trigger
    start: datetime | None
    start_basis: EdgeBasis
    start_min: datetime | None
    start_max: datetime | None
    end: datetime | None
    end_basis: EdgeBasis
    end_min: datetime | None
    end_max: datetime | None
    outcome: RolloverOutcome
    stages: tuple[Stage, ...] = ()
    active_key: str | None = None
    next_key: str | None = None
    standby_key: str | None = None
    expected_min_s: float | None = None
    expected_max_s: float | None = None
    expected_source: str | None = None
    conflicts: int = 0
    episodes: int = 0
    diagnoses: tuple[Diagnosis, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of an operation on keys or zone signing by somebody."""

    id: str
    time: datetime
    host: str
    server: str | None
    actor: str | None
    process: str | None
    operation: str | None
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None
    outcome: Outcome
    codes: tuple[int | str, ...]
    detections: tuple[str, ...]
    relation: Relation = "not applicable"
    relation_basis: Literal["key", "zone"] | None = None
    rollover_id: str | None = None
    stage: str | None = None
    delay_s: float | None = None
    episode_id: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """Conflicts of one zone and key close in time: a retry loop is one."""

    id: str
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None
    first: datetime
    last: datetime
    attempts: int
    servers: tuple[str, ...]
    actors: tuple[str, ...]
    cause: str
    cause_facts: tuple[str, ...]
    missing_facts: tuple[str, ...]
    rollover_id: str | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class Period:
    """The span that a report is about."""

    start: datetime
    end: datetime


# --- What is judged -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one rule says of one subject, and why."""

    rule: str
    subject: str
    outcome: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do, the exact command, and what must hold before it."""

    text: str
    command: str | None
    precondition: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy problem: rule, subject, numbers, evidence, remedy.

    `subject` is what the rule judged (a zone, a key, a host, a task …), as in its assessments:
    with the rule it names the same problem in every report.
    """

    id: str
    fingerprint: str
    rule: str
    subject: str
    severity: Severity
    confidence: Confidence
    zone: str | None
    key_guid: str | None
    key_role: KeyRole | None
    server: str | None
    title: str
    explanation: str
    numbers: dict[str, float | int | str]
    evidence: tuple[str, ...]
    remedy: Remedy
    references: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    state: str = "new"
