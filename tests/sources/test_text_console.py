"""Transcripts, console logs and logs of scripts, written by the simulator and read back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from analyzer.model import Snapshot, Stretch
from analyzer.simulate.emit.console import transcript
from analyzer.simulate.emit.console.files import CONSOLES, console
from tests.sources.text_reading import (
    GUID,
    INVOKE,
    STEP,
    TIME,
    TRIES,
    codes,
    events,
    items,
    losses,
    records,
    run,
)

LANGUAGES = ("en-US", "en-GB", "de-DE", "fr-FR", "ja-JP")
TIMED = [name for name in CONSOLES if name.startswith(("transcript", "script-log"))]
UNTIMED = [name for name in CONSOLES if name not in TIMED]
FAILED = [(operation, code) for operation, code in TRIES if code]


def written(name: str, *, script: bool) -> bytes:
    """A run as a file of that kind."""
    stream = io.BytesIO()
    console(name).write(stream, run(script=script, dnscmd="dnscmd" in name), "Europe/Berlin")
    return stream.getvalue()


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TIMED)
def test_every_failure_is_told_once(name: str, language: str, *, script: bool) -> None:
    """Operation, zone and code come back, once a failure, in any language; a retry is not swallowed."""
    found = [e for e in events(written(f"{name}@{language}", script=script)) if e.outcome == "failed"]
    assert [e.operation for e in found] == [operation for operation, _ in FAILED]
    assert {e.zone for e in found} == {"corp.example"}
    lost = "code" in CONSOLES[name].format.loses
    assert codes(found) == ([] if lost else [code for _, code in FAILED])
    assert all(len(e.detections) <= 1 for e in found)


@pytest.mark.parametrize("name", TIMED)
def test_times_are_those_of_the_tries_or_of_the_session(name: str) -> None:
    """A log's own times are exact to the second; a header's is before the try, and says so."""
    found = [e for e in events(written(name, script=False)) if e.outcome == "failed"]
    exact = "time" not in CONSOLES[name].format.loses
    start = TIME - timedelta(seconds=3)
    expected = [TIME + timedelta(minutes=n) for n, (_, code) in enumerate(TRIES) if code]
    assert [e.time for e in found] == (expected if exact else [start] * 3)
    if not exact:
        assert {e.time_basis for e in found} == {"assumed"}
        assert {e.detail["time_of"] for e in found} == {"session"}
        assert all(e.detail["not_after"] > expected[-1].isoformat() for e in found)


@pytest.mark.parametrize("name", [n for n in TIMED if n.startswith("transcript")])
def test_transcripts_know_host_actor_and_process(name: str) -> None:
    """The header tells who ran what where; the command tells key and server, and what succeeded."""
    found = events(written(name, script=False))
    assert {(e.host, e.actor, e.detail["pid"]) for e in found} == {
        ("admin1.corp.example", r"corp\bob", "4711")
    }
    assert [(e.operation, e.outcome) for e in found] == [
        (INVOKE, "failed"),
        (INVOKE, "failed"),
        (STEP, "succeeded"),
        (STEP, "failed"),
    ]
    assert {(e.key_guid, e.server) for e in found} == {(GUID, "ns1.corp.example")}


@pytest.mark.parametrize("name", [n for n in TIMED if n.startswith("transcript")])
def test_a_transcript_covers_its_session(name: str) -> None:
    """From its start to its end, for the host of the header."""
    (stretch,) = (i for i in items(written(name, script=True)) if isinstance(i, Stretch))
    assert stretch.host == "admin1.corp.example"
    assert (stretch.start, stretch.end) == (
        TIME - timedelta(seconds=3),
        TIME + timedelta(minutes=3, seconds=2),
    )


@pytest.mark.parametrize("name", UNTIMED)
def test_what_has_no_time_is_lost_and_counted(name: str) -> None:
    """Output without any time gives no event, and a loss that names each failure."""
    found = items(written(name, script=False))
    assert losses(found) >= len(FAILED)
    assert events(written(name, script=False)) == []


def test_a_time_above_dates_pasted_output() -> None:
    """A time in a line of its own dates what stands below, and the distance is said."""
    for name in ("console-5-copied", "dnscmd-prompt"):
        text = written(name, script=False).decode()
        found = events(f"Thu 03/27/2025  8:19:20\r\n{text}".encode())
        assert codes(found) == [9116, 9116, 9128]
        assert [e.outcome for e in found] == ["failed", "failed", "succeeded", "failed"]
        assert {e.channel for e in found} == {"console log"}
        assert all("by" in e.detail["time_of"] for e in found)


def test_several_sessions_in_a_file() -> None:
    """`-Append` puts session below session; each has its own stretch."""
    data = written("transcript-5", script=False)
    found = items(data + data.removeprefix(b"\xef\xbb\xbf"))
    assert len([i for i in found if isinstance(i, Stretch)]) == 2
    assert codes(events(data + data.removeprefix(b"\xef\xbb\xbf"))) == [9116, 9116, 9128] * 2


def test_a_transcript_that_was_cut_off() -> None:
    """Without its end a transcript still tells; its last command is not known to have succeeded."""
    text = written("transcript-5", script=False).decode("utf-8-sig")
    cut = text[: text.index(STEP) + 150]
    found = events(cut.encode("utf-16"))
    assert [e.outcome for e in found] == ["failed", "failed", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_any_encoding(encoding: str) -> None:
    """What a log is encoded in does not matter."""
    text = written("script-log@de-DE", script=True).decode("cp1252")
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert codes(events(mark + text.encode(encoding))) == [9116, 9116, 9128]


def test_noise_between_does_not_matter() -> None:
    """Megabytes of other lines change neither what is found nor the numbers of the lines."""
    lines = written("script-log-record", script=True).decode().split("\r\n")
    noise = ["2025-03-27 08:00:00 copied a file of no interest to a place of no interest"] * 40_000
    plain = items("\r\n".join(lines).encode())
    noisy = items("\r\n".join([*noise, *lines, *noise]).encode())
    shifted = [
        f"line:{int(r.position.partition(':')[2]) + 40_000}" for r in plain if not isinstance(r, Stretch)
    ]
    assert [r.position for r in noisy if not isinstance(r, Stretch)] == shifted


def test_settings_that_a_session_shows() -> None:
    """Keys in a transcript are snapshots, with the machine and the time of the command that showed them."""
    keys = ["60901e33-ad11-429b-bbc8-0234171931c0", "ea067e8e-ad11-429b-bbc8-0234171931c0"]
    shown = [
        line
        for key in keys
        for line in (
            *(f"Property{n:02}                     : value" for n in range(12)),
            "CurrentRolloverStatus          : NotRolling",
            f"KeyId                          : {key}",
            "KeyType                        : KeySigningKey",
            *(f"RolloverThing{n:02}                : value" for n in range(12)),
            "",
        )
    ]
    lines = list(transcript.lines(run()))
    command = [r"PS C:\> Get-DnsServerSigningKey -ZoneName corp.example | Format-List *", "", "", *shown]
    data = "\r\n".join([*lines[:-4], *command, *lines[-4:]]).encode()
    found = [item for item in items(data) if isinstance(item, Snapshot)]
    assert [(s.kind, s.zone, s.fields["KeyId"]) for s in found] == [
        ("key", "corp.example", key) for key in keys
    ]
    assert all(s.host and s.time for s in found)
    assert [r.message for r in records(items(data))][: len(TRIES)] == [
        r.message for r in records(items("\r\n".join(lines).encode()))
    ][: len(TRIES)]
