"""PowerShell's events: 4100, 4103, 4104 and the classic 800."""

from __future__ import annotations

import pytest

from analyzer.events.context import read_context
from analyzer.events.payload import read_payload
from analyzer.model import Action, Event
from tests.events.record_makers import (
    GERMAN,
    GUID,
    INVOKE,
    LABELS,
    OLD_POWERSHELL,
    OTHER_GUID,
    POWERSHELL,
    POWERSHELL_7,
    RUNSPACE,
    SESSION,
    ZONE,
    context,
    details,
    event_of,
    failure,
    told,
)

SCRIPT = r"C:\Scripts\Roll-Keys.ps1"
LURE = f"# WIN32 9116,{INVOKE} means 0x8007239C (-2147015780)"
OLD_CONTEXT = (
    "\tDetailSequence=1\r\n\tDetailTotal=1\r\n\r\n\tSequenceNumber=17\r\n\r\n\tUserId=CORP\\Anna\r\n"
    "\tHostName=ConsoleHost\r\n\tHostVersion=5.1.17763.1007\r\n\tHostId=b95e444f-e242-4881-94ec-9abdc24dcc9b\r\n"
    "\tHostApplication=powershell.exe -File {script}\r\n\tEngineVersion=5.1.17763.1007\r\n"
    "\tRunspaceId={runspace}\r\n\tPipelineId=13\r\n\tScriptName={script}\r\n\tCommandLine={line}\r\n"
)


def codes(event: Event) -> list[tuple[int | None, str]]:
    """The codes of an event with their forms."""
    return [(d.code, d.form) for d in event.detections]


@pytest.mark.parametrize("log", [POWERSHELL, POWERSHELL_7])
def test_a_terminating_error_has_code_cmdlet_and_session(log: tuple[str, str]) -> None:
    """4100 is a failed try by somebody, in one pipeline of one process, of either PowerShell."""
    sentence = "Failed to roll over signing key in zone Secure.Example on server DC1."
    event = told(log, 4100, failure(sentence=sentence), process_id=5112, user="S-1-5-21-1-2-3-500")
    assert (event.action, event.operation, event.outcome) == (Action.ATTEMPT, INVOKE, "failed")
    assert codes(event) == [(9116, "win32-error-id")]
    assert (event.zone, event.server, event.key_guid) == (ZONE, "dc1", None)
    assert (event.actor, event.session) == (r"corp\anna", SESSION)
    assert (event.detail["pid"], event.detail["process"]) == ("5112", "powershell.exe")
    detection = event.detections[0]
    assert (detection.zone, detection.server, detection.actor, detection.host) == (
        ZONE,
        "dc1",
        r"corp\anna",
        "ops.corp.example",
    )


def test_a_german_windows_tells_the_same() -> None:
    """Labels and sentence are translated, the error id and the order of the context are not."""
    payload = (
        "Fehlermeldung = Fehler beim Rollover in Zone secure.example auf dem Server DC1.\r\n"
        f"Vollqualifizierte Fehler-ID = WIN32 9116,{INVOKE}\r\n"
    )
    fields = {"ContextInfo": context(GERMAN, Script_Name=SCRIPT), "UserData": "", "Payload": payload}
    event = told(POWERSHELL, 4100, fields)
    assert codes(event) == [(9116, "win32-error-id")]
    assert (event.operation, event.session, event.actor) == (INVOKE, SESSION, r"corp\anna")
    assert (event.zone, event.server, event.detail["script"]) == (ZONE, "dc1", SCRIPT)


def test_an_old_context_without_connected_user_is_read_in_any_language() -> None:
    """PowerShell 4 has no connected user: its lines are one fewer."""
    text = "".join(line for line in context(GERMAN).splitlines(keepends=True) if "Verbundener" not in line)
    assert read_context(text) == read_context(context(GERMAN))


def test_a_command_line_may_break_lines_and_hold_signs_of_equality() -> None:
    """The host application is whatever somebody typed, in any language of the labels."""
    line = 'powershell.exe -Command "\r\n$a = 1\r\n$b = 2"'
    for labels in (LABELS, GERMAN):
        found = read_context(context(labels, Host_Application=line))
        assert (found.session, found.cmdlet, found.program) == (SESSION, INVOKE, "powershell.exe")


def test_the_connected_user_is_the_person() -> None:
    """In a restricted session the user is a virtual account, the connected user somebody."""
    assert read_context(context(User="WinRM VA_1", Connected_User=r"CORP\Ben")).user == r"corp\ben"


def test_the_command_line_of_the_process_names_the_target() -> None:
    """A 4100 has no parameters; the process that ran one command shows them."""
    line = f'powershell.exe -Command "{INVOKE} -ZoneName {ZONE} -KeyId {GUID} -ComputerName dc2"'
    fields = failure() | {"ContextInfo": context(Host_Application=line)}
    event = told(POWERSHELL, 4100, fields)
    assert (event.zone, event.key_guid, event.server) == (ZONE, GUID, "dc2")


def test_a_message_alone_is_split_into_payload_and_context() -> None:
    """Text exports hold all three data in the message."""
    data = failure()
    message = f"{data['Payload']}\r\n\r\nContext:\r\n{data['ContextInfo']}\r\n\r\nUser Data:\r\n\r\n"
    event = told(POWERSHELL, 4100, message=message)
    assert (codes(event), event.session) == ([(9116, "win32-error-id")], SESSION)


def test_an_error_id_without_a_number_is_a_failed_try_without_a_code() -> None:
    """Refused parameters and rights fail a try, too."""
    event = told(POWERSHELL, 4100, failure(code="PermissionDenied"))
    assert (event.operation, event.outcome, event.detections) == (INVOKE, "failed", ())


def test_other_codes_of_the_dns_server_are_detected() -> None:
    """An error of another cmdlet of the module is evidence, but names no operation on keys."""
    event = told(POWERSHELL, 4100, failure("WIN32 9601", "Get-DnsServerZone"))
    assert codes(event) == [(9601, "win32-error-id")]
    assert (event.action, event.operation) == (Action.OTHER, "Get-DnsServerZone")


def test_a_call_of_cim_itself_is_detected_by_its_code() -> None:
    """Invoke-CimMethod's error id names a class, not an operation."""
    fields = failure(cmdlet="Microsoft.Management.Infrastructure.CimCmdlets.InvokeCimMethodCommand")
    event = told(POWERSHELL, 4100, fields | {"ContextInfo": context(Command_Name="Invoke-CimMethod")})
    assert [d.code for d in event.detections] == [9116]
    assert (event.action, event.operation, event.outcome) == (Action.ATTEMPT, None, "failed")


def test_a_clients_error_is_a_sighting() -> None:
    """What a resolver meets is no key management."""
    fields = failure("DNS_ERROR_RCODE_NAME_ERROR", "Microsoft.DnsClient.Commands.ResolveDnsName")
    event = told(POWERSHELL, 4100, fields | {"ContextInfo": context(Command_Name="Resolve-DnsName")})
    assert not event.detections
    assert [(s.code, s.reason) for s in event.sightings] == [(9003, "error of another command")]


def test_a_scripts_line_in_an_error_is_only_shown() -> None:
    """Where an error shows the line of the script, codes in that line are mentions."""
    payload = f"Error Message = At {SCRIPT}:3 char:5\r\n+ {LURE}\r\nOops.\r\nFully Qualified Error ID = X\r\n"
    fields = {"ContextInfo": context(Command_Name=""), "UserData": "", "Payload": payload}
    event = told(POWERSHELL, 4100, fields)
    assert not event.detections
    assert {s.reason for s in event.sightings} == {"script text"}


def test_an_error_of_something_else_is_nothing() -> None:
    """Most errors tell nothing of DNS."""
    assert event_of(POWERSHELL, 4100, failure("FileOpenFailure", "Import-Csv")) is None


@pytest.mark.parametrize("log", [POWERSHELL, POWERSHELL_7])
def test_a_failed_pipeline_is_a_try_without_a_code(log: tuple[str, str]) -> None:
    """4103 prints the error without its number, but zone, key and server."""
    payload = details(error="Failed to roll over.", ZoneName=ZONE, KeyId=GUID, ComputerName="DC1")
    fields = {"ContextInfo": context(Script_Name=SCRIPT), "UserData": "", "Payload": payload}
    event = told(log, 4103, fields, process_id=5112)
    assert (event.action, event.operation, event.outcome) == (Action.ATTEMPT, INVOKE, "failed")
    assert (event.zone, event.key_guid, event.server, event.detections) == (ZONE, GUID, "dc1", ())
    assert (event.session, event.detail["script"], event.detail["error"]) == (
        SESSION,
        SCRIPT,
        "Failed to roll over.",
    )


def test_a_pipeline_without_an_error_tells_no_outcome() -> None:
    """An error that ends the command is logged elsewhere, so silence is no success."""
    payload = details(ZoneName=ZONE, KeyId=GUID)
    event = told(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload})
    assert (event.operation, event.outcome, event.server) == (INVOKE, None, "ops.corp.example")


@pytest.mark.parametrize("name", ["NonTerminatingError", "TerminatingError"])
@pytest.mark.parametrize("text", ["The key rolls. (WIN32 9116)", "error 9116", "failed with 0x8007239C"])
def test_an_error_that_prints_its_number_is_detected(name: str, text: str) -> None:
    """Where the printed text has the number after all, it counts."""
    payload = details(ZoneName=ZONE) + f'{name}({INVOKE}): "{text}"\r\n'
    event = told(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload})
    assert [d.code for d in event.detections] == [9116]


def test_several_keys_are_listed_and_the_event_names_none() -> None:
    """Of a list of keys nobody knows which one failed."""
    payload = details(error="x", ZoneName=ZONE, KeyId=f"{GUID}, {OTHER_GUID}")
    event = told(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload})
    assert (event.key_guid, event.detail["keys"]) == (None, f"{GUID} {OTHER_GUID}")


def test_a_rehearsal_is_no_try() -> None:
    """-WhatIf changes nothing."""
    payload = details(ZoneName=ZONE, KeyId=GUID, WhatIf="True")
    assert event_of(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload}) is None


def test_values_of_parameters_only_mention_a_code() -> None:
    """A message that a script writes somewhere is a sighting."""
    payload = details("Write-Host", Object=LURE)
    event = told(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload})
    assert (event.action, event.detections) == (Action.OTHER, ())
    assert {s.reason for s in event.sightings} == {"value of a parameter"}


def test_translated_entries_are_known_by_their_shape() -> None:
    """The words before the brackets, and the quotes, may be in another language."""
    text = (
        f"CommandInvocation({INVOKE}) : « {INVOKE} »\r\n"
        f"Liaison de paramètre({INVOKE}) : nom = « ZoneName » ; valeur = « {ZONE} »\r\n"
        f"Erreur sans fin({INVOKE}) : « Échec. »\r\n"
    )
    assert [(e.kind, e.name, e.text) for e in read_payload(text)] == [
        ("invocation", "", INVOKE),
        ("parameter", "ZoneName", ZONE),
        ("error", "", "Échec."),
    ]


def test_values_that_span_lines_belong_to_their_entry() -> None:
    """A text in a parameter may have many lines, even such as look like an error."""
    text = details("Out-Default", InputObject='a\r\nb "c"\r\nPort: 9116')
    assert [e.kind for e in read_payload(text)] == ["invocation", "parameter"]


def test_the_classic_event_tells_the_same() -> None:
    """800 has three data without names: line, context, details."""
    line = f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID} -ComputerName dc1"
    fields = {
        "param1": line,
        "param2": OLD_CONTEXT.format(script=SCRIPT, runspace=RUNSPACE, line=line),
        "param3": details(error="Failed.", ZoneName=ZONE, KeyId=GUID, ComputerName="dc1"),
    }
    event = told(OLD_POWERSHELL, 800, fields)
    assert (event.operation, event.outcome, event.session, event.actor) == (
        INVOKE,
        "failed",
        SESSION,
        r"corp\anna",
    )
    assert (event.zone, event.key_guid, event.server) == (ZONE, GUID, "dc1")
    message = (
        f"Pipeline execution details for command line: {line}. \r\n\r\n"
        f"Context Information: \r\n{fields['param2']} \r\n\r\nDetails: \r\n{fields['param3']}"
    )
    alone = told(OLD_POWERSHELL, 800, message=message)
    assert (alone.operation, alone.outcome, alone.session, alone.zone) == (INVOKE, "failed", SESSION, ZONE)


def test_the_line_fills_what_the_bindings_leave_open() -> None:
    """An error alone in the details still has the line that was run."""
    line = f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID} -ComputerName dc1"
    fields = {
        "param1": line,
        "param2": OLD_CONTEXT.format(script="", runspace=RUNSPACE, line=line),
        "param3": f'NonTerminatingError({INVOKE}): "Failed."\r\n',
    }
    event = told(OLD_POWERSHELL, 800, fields)
    assert (event.zone, event.key_guid, event.server, event.outcome) == (ZONE, GUID, "dc1", "failed")


def test_other_pipelines_are_nothing() -> None:
    """Most pipelines tell nothing of DNS."""
    payload = details("Get-Module", ListAvailable="True")
    assert event_of(POWERSHELL, 4103, {"ContextInfo": context(), "UserData": "", "Payload": payload}) is None
    assert event_of(OLD_POWERSHELL, 800, {"param1": "", "param2": "", "param3": payload}) is None
    assert event_of(OLD_POWERSHELL, 400, {"param1": LURE}) is None


def test_a_script_block_is_only_a_sighting() -> None:
    """4104 holds what somebody wrote."""
    fields = {
        "MessageNumber": "1",
        "MessageTotal": "1",
        "ScriptBlockText": LURE,
        "ScriptBlockId": GUID,
        "Path": SCRIPT,
    }
    event = told(POWERSHELL, 4104, fields)
    assert (event.action, event.outcome, event.operation, event.detections) == (Action.OTHER, None, None, ())
    assert [(s.code, s.reason) for s in event.sightings] == [(9116, "script text")]
    assert event_of(POWERSHELL, 4104, fields | {"ScriptBlockText": "Get-Date"}) is None
