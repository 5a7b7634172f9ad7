"""From a record and what was read out of it to an event with its detections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypedDict

from analyzer.events.codes import Match, detect_text, one_per_failure
from analyzer.events.identity import host_name
from analyzer.events.texts import kept
from analyzer.ids import make_id
from analyzer.knowledge import Code, code, code_named
from analyzer.model import Action, Detection, Event, KeyRole, Outcome, Record, Sighting
from analyzer.swift import swift

KEPT = 500
"""Characters of a text that are kept as detail; the record itself stays in the log."""


_EVENT = swift(Event)


class _Place(TypedDict):
    """Where and when something was logged."""

    time: datetime
    host: str
    channel: str
    event_id: int
    record_id: int | None
    path: str
    position: str
    recovered: bool


def make_event(
    record: Record,
    *,
    action: Action = Action.OTHER,
    operation: str | None = None,
    outcome: Outcome | None = None,
    server: str | None = None,
    zone: str | None = None,
    key_guid: str | None = None,
    key_role: KeyRole | None = None,
    actor: str | None = None,
    session: str | None = None,
    detail: dict[str, str | None] | None = None,
    matches: Collection[Match] = (),
    mentions: Mapping[str, str | None] | None = None,
) -> Event:
    """The event of a record; every match becomes a detection that shares its identity.

    Details that are None or empty are left out, long ones are cut.  `mentions` are texts
    by the reason why codes in them are sightings only.
    """
    host = host_name(record.computer) or ""
    return _EVENT(  # in the order of its fields: to name twenty takes as long as all else
        record.time,
        record.time_basis,
        host,
        server,
        zone,
        key_guid,
        key_role,
        action,
        operation,
        outcome,
        actor,
        session,
        record.provider,
        record.channel,
        record.event_id,
        record.record_id,
        record.path,
        record.position,
        kept(detail, KEPT) if detail else {},
        tuple(_detections(record, host, matches, server, zone, key_guid, key_role, actor)) if matches else (),
        tuple(_sightings(record, mentions)) if mentions else (),
        record.recovered,
    )


def tells_of_keys(matches: Iterable[Match]) -> bool:
    """Whether a code among these comes from DNSSEC operations only, so that it names their kind."""
    return any(_meant(m).group.startswith("dnssec") for m in matches)


def _meant(match: Match) -> Code:
    return code_named(match.name) or code(match.code or 0)


def _place(record: Record) -> _Place:
    return _Place(
        time=record.time,
        host=host_name(record.computer) or "",
        channel=record.channel,
        event_id=record.event_id,
        record_id=record.record_id,
        path=record.path,
        position=record.position,
        recovered=record.recovered,
    )


def _detections(
    record: Record,
    host: str,
    matches: Iterable[Match],
    server: str | None,
    zone: str | None,
    key_guid: str | None,
    key_role: KeyRole | None,
    actor: str | None,
) -> Iterator[Detection]:
    for number, match in enumerate(matches):
        yield Detection(
            **_place(record),
            id=_detection_id(record, host, match, number),
            time_basis=record.time_basis,
            server=server,
            zone=zone,
            key_guid=key_guid,
            key_role=key_role,
            code=match.code,
            name=match.name,
            form=match.form,
            confidence=match.confidence,
            provider=record.provider,
            actor=actor,
        )


def _detection_id(record: Record, host: str, match: Match, number: int) -> str:
    """The same id for the same record, wherever a copy of it lies; without a record id, its place."""
    if record.record_id is None:
        return make_id("D", record.path, record.position, match.name, number)
    return make_id(
        "D",
        host,
        record.channel.lower(),
        record.event_id,
        record.record_id,
        record.time.isoformat(),
        match.name,
        number,
    )


def _sightings(record: Record, mentions: Mapping[str, str | None]) -> Iterator[Sighting]:
    for reason, text in mentions.items():
        for match in one_per_failure(detect_text(text)) if text else ():
            yield Sighting(
                **_place(record),
                code=match.code,
                name=match.name,
                form=match.form,
                reason=reason,
            )
