"""Tries out of traces: which are joined, which never, and what each try is told to have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.conflicts.attempts import assign, merge
from analyzer.model import Action, Event
from tests.conflicts.makers import (
    INVOKE,
    SECURITY,
    SET,
    TASKS,
    at,
    audit,
    call,
    classic_call,
    error,
    event,
)


def all_traces() -> list[Event]:
    """One try that a task made, as six logs tell of it."""
    run = {"session": "ps:1"}
    return [
        event(at(0, -2), TASKS, 129, action=Action.TASK_RAN, detail={"task": "\\Roll", "pid": "77"}),
        call(at(0), **run, detail={"pid": "77"}),
        classic_call(at(0, 0.1), **run),
        error(at(0, 0.2), **run, actor="CONTOSO\\svc", server="ns1"),
        event(at(0, 2), SECURITY, 4689, 9116, detail={"pid": "77"}),
        event(at(0, 3), TASKS, 201, 9116, session="task:\\Roll", detail={"task": "\\Roll", "pid": "77"}),
    ]


def test_all_traces_of_one_try_are_one_attempt() -> None:
    """4103, 800, 4100, the exit and the task's result are one try, with what each of them knows."""
    (one,) = merge(all_traces())
    assert (one.outcome, one.codes, one.operation) == ("failed", (9116,), INVOKE)
    assert (one.zone, one.key_guid, one.server, one.host) == ("a.example", "k1", "ns1", "ops")
    assert (one.actor, one.process) == ("CONTOSO\\svc", "task \\Roll")
    assert len(one.detections) == 3
    assert len(one.evidence) == 5


def test_each_detection_learns_of_its_attempt() -> None:
    """The detections of a try bear its id; one of no try bears none."""
    told = [*all_traces(), event(at(5), SECURITY, 4689, 5, detail={"pid": "9"})]
    attempts = merge(told)
    owners = [d.attempt_id for d in assign((d for e in told for d in e.detections), attempts)]
    assert owners == [attempts[0].id] * 3 + [None]


def test_a_failure_without_a_code_is_an_attempt_without_codes() -> None:
    """A 4103 alone tells that the cmdlet failed, not why."""
    (one,) = merge([call(at(0))])
    assert (one.outcome, one.codes, one.zone) == ("failed", (), "a.example")


def test_a_trace_without_code_joins_the_one_that_has_it() -> None:
    """The 800 of another run id within seconds gets the code of the 4100, as nothing speaks against it."""
    (one,) = merge([classic_call(at(0)), error(at(0, 1), session="ps:1")])
    assert (one.codes, one.key_guid) == ((9116,), "k1")


def test_a_code_that_only_has_a_name_is_kept_by_its_name() -> None:
    """A published name without a published number stays a name."""
    (one,) = merge([error(at(0), "DNS_ERROR_KEY_NOT_ACTIVE")])
    assert one.codes == ("DNS_ERROR_KEY_NOT_ACTIVE",)


@pytest.mark.parametrize(
    "other",
    [
        {"zone": "b.example"},
        {"key_guid": "k2"},
        {"host": "ops2"},
        {"operation": SET},
        {"server": "ns2"},
        {"session": "ps:2"},
    ],
)
def test_what_differs_is_another_try(other: dict[str, str]) -> None:
    """Another zone, key, host, cmdlet, server or pipeline is another try, however close in time."""
    first = call(at(0), session="ps:1", server="ns1")
    second = classic_call(at(0, 0.1), **({"session": "ps:1", "server": "ns1"} | other))
    assert len(merge([first, second])) == 2


def test_different_codes_are_different_tries() -> None:
    """A 9116 and a 9120 of one process are two tries."""
    both = [
        error(at(0), 9116, detail={"pid": "7"}),
        event(at(0, 1), SECURITY, 4689, 9120, detail={"pid": "7"}),
    ]
    assert [a.codes for a in merge(both)] == [(9116,), (9120,)]


def test_a_pipe_of_all_keys_is_one_try_a_key() -> None:
    """Two keys triggered in one pipeline stay apart, and each finds the code that came with it."""
    run = {"session": "ps:1"}
    told = [
        call(at(0), key_guid="k1", **run),
        error(at(0, 0.01), 9116, **run),
        call(at(0, 0.5), key_guid="k2", **run),
        error(at(0, 0.51), 9120, **run),
    ]
    assert [(a.key_guid, a.codes) for a in merge(told)] == [("k1", (9116,)), ("k2", (9120,))]


def test_a_retry_loop_is_as_many_tries_as_it_made() -> None:
    """Ten rounds a second apart, three traces each, are ten tries."""
    rounds = [
        (call(t), error(t + timedelta(seconds=0.1)), classic_call(t + timedelta(seconds=0.2)))
        for t in (at(0, n) for n in range(10))
    ]
    attempts = merge(e for traces in rounds for e in traces)
    assert len(attempts) == 10
    assert all(a.codes == (9116,) and len(a.evidence) == 3 for a in attempts)


def test_what_succeeded_is_told_by_server_and_caller_as_one() -> None:
    """A 4103 without error and the server's 531 are one try, of the caller's host at that server."""
    (one,) = merge(
        [call(at(0), outcome="succeeded", actor="CONTOSO\\ops"), audit(at(0, 1), actor="S-1-5-21-7")]
    )
    assert (one.outcome, one.host, one.server, one.actor) == ("succeeded", "ops", "ns1", "CONTOSO\\ops")


def test_a_failure_is_no_success_a_second_later() -> None:
    """A refused try and one that went through at once after it are two."""
    assert [a.outcome for a in merge([call(at(0)), audit(at(0, 1))])] == ["failed", "succeeded"]


def test_what_a_server_does_by_itself_is_no_try() -> None:
    """A key added by the system's account, or by nobody named, is not somebody's try; by a person it is."""
    by_whom = ["S-1-5-18", None, "S-1-5-21-7"]
    told = [
        audit(at(n), Action.KEY_ADDED, operation="Add-DnsServerSigningKey", actor=actor)
        for n, actor in enumerate(by_whom)
    ]
    assert [a.actor for a in merge(told)] == ["S-1-5-21-7"]


def test_a_change_of_one_rpc_is_told_under_two_names() -> None:
    """Enable-… at the caller and the change of the key at the server are one try: one RPC serves both."""
    caller = call(at(0), operation="Enable-DnsServerSigningKeyRollover", outcome="succeeded")
    server = audit(at(0, 1), Action.KEY_MODIFIED, operation=SET, actor="S-1-5-21-7")
    (one,) = merge([caller, server])
    assert one.operation == "Enable-DnsServerSigningKeyRollover"


def test_cmdlets_that_are_not_about_keys_and_foreign_codes_are_no_tries() -> None:
    """A record added in vain and a process that ended with 5 are left out."""
    assert not merge(
        [error(at(0), 9711, operation="Add-DnsServerResourceRecordA"), event(at(1), SECURITY, 4689, 5)]
    )


def test_a_try_of_unknown_outcome_is_left_out() -> None:
    """A cmdlet that was started and of whose end nothing tells is not known to have failed."""
    assert merge([call(at(0), outcome=None)]) == ()


KEYS = [("a.example", "k1"), ("a.example", "k2"), ("b.example", "k3"), ("b.example", None)]
TRIES = st.lists(
    st.tuples(
        st.integers(0, 40),  # seconds
        st.sampled_from(KEYS),
        st.sampled_from(["ops", "ops2"]),
        st.sampled_from([INVOKE, SET]),
        st.sampled_from([9116, 9120]),
        st.integers(1, 7),  # which traces were kept
    ),
    max_size=8,
)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """The traces of some tries, close in time, each try with some of its traces."""
    events: list[Event] = []
    for number, (second, (zone, key), host, operation, code, kept) in enumerate(draw(TRIES)):
        time = at(0, second + number / 1000)
        same = {"host": host, "operation": operation, "session": f"ps:{number}"}
        target = {"zone": zone, "key_guid": key}
        traces = [
            call(time, **same, **target),
            error(time + timedelta(seconds=0.2), code, **same),
            classic_call(time + timedelta(seconds=0.3), **same, **target),
        ]
        events += [t for bit, t in enumerate(traces) if kept >> bit & 1]
    return events


@settings(deadline=None)
@given(logs())
def test_no_attempt_is_of_two_targets(events: list[Event]) -> None:
    """All traces of an attempt that name a target name the same; and each trace is of one attempt."""
    places = {f"{e.path}#{e.position}": e for e in events}
    attempts = merge(events)
    told = [place for a in attempts for place in a.evidence]
    assert sorted(told) == sorted(places)
    for a in attempts:
        own = [places[p] for p in a.evidence]
        for values in ({e.zone for e in own}, {e.key_guid for e in own}):
            assert len(values - {None}) <= 1
        assert len({e.host for e in own}) == len({e.operation for e in own}) == 1


@settings(deadline=None)
@given(logs())
def test_tries_known_by_their_pipeline_are_found_exactly(events: list[Event]) -> None:
    """Where every trace names its pipeline, the attempts are the pipelines, neither more nor fewer."""
    runs = sorted(events, key=lambda e: e.session or "")
    expected = {
        frozenset(f"{e.path}#{e.position}" for e in own) for _, own in groupby(runs, lambda e: e.session)
    }
    assert {frozenset(a.evidence) for a in merge(events)} == expected


@settings(deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_order_copies_and_files_change_nothing(events: list[Event], rng: object) -> None:
    """Shuffled, read twice and spread over two files, the same records tell of the same tries."""
    shuffled = events + [e for e in events if e.record_id and e.record_id % 2]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert merge(shuffled) == merge(events)
    copied = [replace(e, path=f"z-copy/{e.path}") for e in events]
    mixed = [*events, *copied]
    rng.shuffle(mixed)  # type: ignore[attr-defined]  # as above
    assert merge(mixed) == merge(events)


def test_an_exit_code_joins_the_failure_it_repeats_past_what_went_well() -> None:
    """A script's second command succeeds, its exit repeats the first one's code: still one failure."""
    failed = [error(at(0), session="ps:1", detail={"pid": "77"}, server="ns1")]
    fine = [
        call(at(0, 1), session="ps:2", detail={"pid": "77"}, outcome=None, key_guid="k2"),
        audit(at(0, 1), key_guid="k2"),
    ]
    ended = [event(at(0, 2), SECURITY, 4689, 9116, detail={"pid": "77"})]
    found = merge(failed + fine + ended)
    assert [(a.outcome, a.codes) for a in found] == [("failed", (9116,)), ("succeeded", ())]
    assert len(found[0].evidence) == 2


@pytest.mark.parametrize("action", [Action.FAILED, Action.TRANSIENT_ERROR])
def test_an_error_of_a_rollover_itself_is_nobodys_try(action: Action) -> None:
    """7671 and 7672 may show 9116 in their data: the server rolls, and nobody has asked for anything."""
    assert not merge([event(at(0), "DNS Server", 7672, 9116, host="ns1", server="ns1", action=action)])


def _logged(second: float, *codes: int, line: int) -> Event:
    """A line of a script's own log: whole seconds, no host, no process, no record id."""
    named = {"host": "", "record_id": None, "path": "roll.log", "position": f"line:{line}"}
    return event(at(0, second), "script log", 0, *codes, **named, operation=INVOKE, zone="a.example")


@given(shown=st.integers(1, 6), logged=st.integers(1, 6))
def test_a_script_tells_of_each_try_of_a_second_once(shown: int, logged: int) -> None:
    """Lines of one second and what PowerShell logged in it are as many tries as the longer tells of."""
    known = [error(at(0, 5 + 0.1 * n), 9116, session=f"ps:{n}") for n in range(shown)]
    lines = [_logged(5, 9116, line=n) for n in range(logged)]
    found = merge([*known, *lines])
    assert len(found) == max(shown, logged)
    assert sum(len(a.evidence) for a in found) == shown + logged


def test_a_script_tells_of_the_tries_that_its_codes_fit() -> None:
    """Two keys fail in one second with two codes: each line finds its own, and the log's record leads."""
    told = {"zone": "a.example"}
    known = [
        error(at(0, 5.2), 9116, session="ps:1", **told),
        error(at(0, 5.6), 9120, session="ps:2", **told),
    ]
    found = merge([*known, _logged(5, 9120, line=1), _logged(5, 9116, line=2)])
    assert [(a.time, a.codes, len(a.evidence)) for a in found] == [
        (at(0, 5.2), (9116,), 2),
        (at(0, 5.6), (9120,), 2),
    ]
    assert [a.id for a in found] == [a.id for a in merge(known)]


def test_a_script_alone_tells_of_its_tries() -> None:
    """What no host logged is a try of its own."""
    (first, second) = merge([error(at(0, 5)), _logged(5, 9116, line=1), _logged(65, 9116, line=2)])
    assert (first.host, second.host, second.time) == ("ops", "", at(0, 65))
