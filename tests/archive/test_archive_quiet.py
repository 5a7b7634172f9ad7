"""Quiet events kept as numbers: a reading says the same as if each were an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.archive.codec import pack_records, unpack_events, unpack_records
from analyzer.archive.hush import Hush, Source
from analyzer.archive.meaning import pack_meaning
from analyzer.archive.numbers import pack_numbers, unpack_numbers
from analyzer.archive.rows import LONG_AGO
from analyzer.conflicts.processes import Tasks
from analyzer.events import canonical_hosts, interpret, is_quiet, named, once, renamed, unify_hosts
from analyzer.model import Event, Record

CHANNEL = "Microsoft-Windows-TaskScheduler/Operational"
PROVIDER = "Microsoft-Windows-TaskScheduler"
START = datetime(2026, 1, 5, tzinfo=UTC)

times = st.sampled_from([timedelta(0), timedelta(microseconds=7), timedelta(milliseconds=5)]).flatmap(
    lambda part: st.integers(0, 6).map(lambda n: START + timedelta(hours=9 * n) + part)
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A task that ran, or failed with a DNS error, under few ids and times, so that copies are many."""
    event_id = draw(st.sampled_from([129, 201]))
    fields = {
        "TaskName": draw(st.sampled_from(["\\A", "\\B"])),
        "EnginePID": draw(st.sampled_from(["4", "8"])),
    }
    if event_id == 201:
        fields["ResultCode"] = draw(st.sampled_from(["0", "0", "2147951516"]))
    return Record(
        path="",
        position="",
        provider=PROVIDER,
        channel=CHANNEL,
        event_id=event_id,
        record_id=draw(st.none() | st.integers(1, 4)),
        time=draw(times),
        computer=draw(st.sampled_from(["dns1", "DNS1.a.example", "dns2.a.example", ""])),
        fields=fields,
    )


def placed_in(files: Sequence[Sequence[Record]]) -> list[list[Record]]:
    """The records of some files, each with its place."""
    return [
        [replace(r, path=f"f{n}", position=f"event:{i}") for i, r in enumerate(file)]
        for n, file in enumerate(files)
    ]


def kept(files: Sequence[Sequence[Record]]) -> tuple[list[Event], Hush]:
    """What an archive of the files loads: events, and numbers of quiet ones."""
    telling: list[Event] = []
    blocks: list[tuple[Source, bytes]] = []
    raws: dict[int, bytes] = {}
    for n, file in enumerate(files):
        for host in sorted({r.computer.lower() for r in file}):
            mine = [r for r in file if r.computer.lower() == host]
            raws[len(raws)] = pack_records(mine)
            events, quiet = pack_meaning(host, mine)
            telling += unpack_events(events, f"f{n}", LONG_AGO, -LONG_AGO)
            if quiet:
                blocks.append((Source(len(raws) - 1, host, CHANNEL.lower(), f"f{n}"), quiet))

    def make(source: Source, places: Sequence[int]) -> list[Event]:
        return list(interpret(unpack_records(raws[source.block], source.path, places)))

    return telling, Hush.of_blocks(blocks, make)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(records(), max_size=8), max_size=4))
def test_no_copy_is_lost_and_none_counts_twice(given_files: list[list[Record]]) -> None:
    """Events that are left are the same, and so is how many copies each file held."""
    files = placed_in(given_files)
    events, doubled = once(unify_hosts(e for file in files for e in interpret(file)))
    telling, hush = kept(files)
    names = canonical_hosts(named(telling) | {source.host for source in hush.used})
    told = renamed(telling, names)
    loud, rest = hush.apart(told, names)
    mine, mine_doubled = once((*told, *renamed(loud, names)))
    quiet = [(q.ref(n), q.host, t) for q in rest.quiet(names) for n, t in enumerate(q.times.tolist())]
    assert {f"{e.path}#{e.position}" for e in mine} | {ref for ref, *_ in quiet} == {
        f"{e.path}#{e.position}" for e in events
    }
    assert len(mine) + len(quiet) == len(events)
    assert mine_doubled == doubled
    assert {(e.host) for e in events} == {e.host for e in mine} | {host for _, host, _ in quiet}
    assert [e for e in mine if not is_quiet(e)] == [e for e in events if not is_quiet(e)]


@settings(deadline=None, max_examples=60)
@given(st.lists(records(), max_size=12), st.integers(0, 60), st.sampled_from(["4", "8"]))
def test_the_task_that_a_process_was_is_still_known(file: list[Record], hour: int, pid: str) -> None:
    """Whatever acted on keys is told to be the same task as if all tasks that ran were in view."""
    files = placed_in([file])
    acting = Record(
        path="g",
        position="event:0",
        provider="Microsoft-Windows-PowerShell",
        channel="Microsoft-Windows-PowerShell/Operational",
        event_id=4104,
        record_id=1,
        time=START + timedelta(hours=hour),
        computer="dns2.a.example",
        process_id=int(pid),
        fields={"ScriptBlockText": "throw 'DNS_ERROR_ROLLOVER_IN_PROGRESS'"},
    )
    (act,) = interpret((acting,))
    everything = once((act, *unify_hosts(interpret(files[0]))))[0]
    telling, hush = kept(files)
    names = canonical_hosts(named(telling) | {source.host for source in hush.used})
    told = (act, *renamed(telling, names))
    loud, _ = hush.apart(told, names)
    mine = once((*told, *renamed(loud, names)))[0]
    asked = ("dns2.a.example", pid, act.time)
    assert Tasks(mine).of(*asked) == Tasks(everything).of(*asked)


@given(st.lists(st.tuples(*[st.integers(-(1 << 63), (1 << 63) - 1)] * 3), max_size=20))
def test_numbers_come_back(rows: list[tuple[int, int, int]]) -> None:
    """Any numbers of 64 bits are packed without loss, also where their differences do not fit."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    assert (unpack_numbers(pack_numbers(columns), 3) == columns).all()


def test_odd_text_and_numbers_come_back() -> None:
    """Half characters and numbers of more than 64 bits, which orjson does not take, are kept as they are."""
    record = Record("f", "event:0", "p\ud800", "c", 1, 1 << 70, START, "h", fields={"a": "\udfff"})
    assert unpack_records(pack_records([record]), "f") == [record]
