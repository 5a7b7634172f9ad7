"""Events of the Task Scheduler, the security log, cleared logs and WMI."""

from __future__ import annotations

import pytest

from analyzer.model import Action
from tests.events.record_makers import GUID, INVOKE, SECURITY, TASKS, WMI, ZONE, event_of, told

TASK = r"\DNS\Roll keys"
INSTANCE = "{5A3793A4-31D1-4D3D-A8D1-4CD874D06E70}"
PROGRAM = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
SUBJECT = {
    "SubjectUserSid": "S-1-5-21-1-2-3-500",
    "SubjectUserName": "Anna",
    "SubjectDomainName": "CORP",
    "SubjectLogonId": "0x3e7",
}
ROLL = f"powershell.exe -Command {INVOKE} -ZoneName {ZONE} -KeyId {GUID} -ComputerName dc1"


@pytest.mark.parametrize("result", ["2147951516", "9116", "0x8007239C", "-2147015780", "0x239C"])
def test_a_tasks_result_is_a_code(result: str) -> None:
    """201's result may be an exit code or an HRESULT."""
    fields = {"TaskName": TASK, "TaskInstanceId": INSTANCE, "ActionName": PROGRAM, "ResultCode": result}
    event = told(TASKS, 201, fields | {"EnginePID": "4604"})
    assert (event.action, event.outcome, event.session) == (
        Action.TASK_RAN,
        "failed",
        f"task:{INSTANCE[1:-1].lower()}",
    )
    assert [(d.code, d.form) for d in event.detections] == [(9116, "task-result")]
    assert (event.detail["task"], event.detail["pid"], event.detail["process"]) == (TASK, "4604", PROGRAM)


@pytest.mark.parametrize("result", ["0", "1", "2147942402", "267009"])
def test_another_result_is_none(result: str) -> None:
    """Success and other failures are no DNS code; the task still ran."""
    fields = {"TaskName": TASK, "TaskInstanceId": INSTANCE, "ResultCode": result, "EnginePID": "9116"}
    event = told(TASKS, 201, fields)
    assert (event.action, event.outcome, event.detections) == (Action.TASK_RAN, None, ())


def test_a_tasks_process_is_known_from_its_start() -> None:
    """129 and 200 tie a task to its process."""
    created = told(TASKS, 129, {"TaskName": TASK, "Path": PROGRAM, "ProcessID": "4604", "Priority": "16384"})
    started = told(
        TASKS, 200, {"TaskName": TASK, "ActionName": PROGRAM, "TaskInstanceId": INSTANCE, "EnginePID": "4604"}
    )
    assert created.detail == started.detail == {"task": TASK, "pid": "4604", "process": PROGRAM}
    assert (created.session, started.session) == (None, f"task:{INSTANCE[1:-1].lower()}")


@pytest.mark.parametrize(
    "message",
    [
        f'Task Scheduler successfully completed task "{TASK}" , instance "{INSTANCE}" , action "{PROGRAM}" '
        "with return code 2147951516.",
        f"Die Aufgabenplanung hat die Aufgabe „{TASK}“, Instanz „{INSTANCE}“, Aktion „{PROGRAM}“ "
        "mit dem Rückgabecode 2147951516 abgeschlossen.",
    ],
)
def test_a_message_in_any_language_tells_task_and_result(message: str) -> None:
    """Text exports have only the message."""
    event = told(TASKS, 201, message=message)
    assert (event.detail["task"], event.session) == (TASK, f"task:{INSTANCE[1:-1].lower()}")
    assert [(d.code, d.form) for d in event.detections] == [(9116, "task-result")]


def test_a_process_that_runs_an_operation_is_a_try() -> None:
    """4688 with a command line tells who tries what, not how it ends."""
    fields = SUBJECT | {
        "NewProcessId": "0x165c",
        "NewProcessName": PROGRAM,
        "ProcessId": "0x3a8",
        "CommandLine": ROLL,
    }
    event = told(SECURITY, 4688, fields | {"TargetUserName": "-", "TargetDomainName": "-"})
    assert (event.action, event.operation, event.outcome) == (Action.ATTEMPT, INVOKE, None)
    assert (event.zone, event.key_guid, event.server) == (ZONE, GUID, "dc1")
    assert (event.actor, event.session) == (r"corp\anna", "pid:5724")
    assert (event.detail["pid"], event.detail["parent"], event.detail["process"]) == (
        "5724",
        "936",
        "powershell.exe",
    )


def test_a_shell_that_starts_another_program_is_no_try_of_its_own() -> None:
    """`cmd /c dnscmd …` is logged for both processes; only dnscmd tries."""
    line = f"dnscmd dc1 /ZonePerformKeyRollover {ZONE} {GUID}"
    fields = SUBJECT | {"NewProcessId": "0x10"}
    inner = {"NewProcessName": r"C:\Windows\System32\dnscmd.exe", "CommandLine": line}
    outer = {"NewProcessName": r"C:\Windows\System32\cmd.exe", "CommandLine": f"cmd /c {line}"}
    assert told(SECURITY, 4688, fields | inner).operation == INVOKE
    assert event_of(SECURITY, 4688, fields | outer) is None
    assert event_of(SECURITY, 4689, SUBJECT | {"Status": "0x239c", "ProcessName": "cmd.exe"}) is None


def test_a_message_of_the_security_log_is_read() -> None:
    """Text exports of 4688 and 4689 have labelled lines."""
    started = told(
        SECURITY,
        4688,
        message="A new process has been created.\r\n\r\nCreator Subject:\r\n\tAccount Name:\t\tAnna\r\n"
        "\tAccount Domain:\t\tCORP\r\n\r\nTarget Subject:\r\n\tAccount Name:\t\t-\r\n\r\n"
        f"\tNew Process ID:\t\t0x165c\r\n\tNew Process Name:\t{PROGRAM}\r\n"
        f"\tProcess Command Line:\t{ROLL}\r\n",
    )
    assert (started.operation, started.session, started.actor) == (INVOKE, "pid:5724", r"corp\anna")
    ended = told(
        SECURITY,
        4689,
        message=f"A process has exited.\r\n\tProcess ID:\t0x165c\r\n\tProcess Name:\t{PROGRAM}\r\n"
        "\tExit Status:\t0x239C\r\n",
    )
    assert (ended.session, [d.form for d in ended.detections]) == ("pid:5724", ["exit-status"])


@pytest.mark.parametrize("status", ["0x239c", "9116", "0x8007239c"])
@pytest.mark.parametrize(("program", "confidence"), [("dnscmd.exe", "high"), ("powershell.exe", "medium")])
def test_an_exit_status_is_a_code(status: str, program: str, confidence: str) -> None:
    """4689 prints the status in hex or decimal; dnscmd's says more than a script's."""
    fields = SUBJECT | {
        "Status": status,
        "ProcessId": "0x165c",
        "ProcessName": rf"C:\Windows\System32\{program}",
    }
    event = told(SECURITY, 4689, fields)
    assert [(d.code, d.form, d.confidence) for d in event.detections] == [(9116, "exit-status", confidence)]
    assert (event.action, event.outcome, event.session) == (Action.ATTEMPT, "failed", "pid:5724")


@pytest.mark.parametrize(
    ("program", "status"),
    [("dnscmd.exe", "0x0"), ("powershell.exe", "0x1"), ("chrome.exe", "0x239c"), ("svchost.exe", "9116")],
)
def test_another_end_is_nothing(program: str, status: str) -> None:
    """Success, other errors, and programs that run no scripts tell nothing of DNS."""
    assert (
        event_of(SECURITY, 4689, SUBJECT | {"Status": status, "ProcessId": "9116", "ProcessName": program})
        is None
    )


def test_a_new_task_that_will_act_is_no_try_yet() -> None:
    """4698 shows what a task will do: kept, but no operation and no outcome."""
    content = (
        "<Task><Actions><Exec><Command>powershell.exe</Command><Arguments>-Command &quot;"
        f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID}&quot;</Arguments></Exec></Actions></Task>"
    )
    event = told(SECURITY, 4698, SUBJECT | {"TaskName": TASK, "TaskContent": content})
    assert (event.action, event.operation, event.outcome) == (Action.OTHER, None, None)
    assert (event.zone, event.key_guid, event.detail["task"], event.detail["runs"]) == (
        ZONE,
        GUID,
        TASK,
        INVOKE,
    )
    assert event_of(SECURITY, 4698, SUBJECT | {"TaskName": TASK, "TaskContent": "<Task/>"}) is None


def test_a_cleared_log_is_named() -> None:
    """104 names the channel, 1102 is the security log's own; a message serves as well."""
    system, security = ("System", "Microsoft-Windows-Eventlog"), ("Security", "Microsoft-Windows-Eventlog")
    fields = {
        "SubjectUserName": "Anna",
        "SubjectDomainName": "CORP",
        "Channel": "DNS Server",
        "BackupPath": "",
    }
    event = told(system, 104, fields)
    assert (event.action, event.detail, event.actor) == (
        Action.LOG_CLEARED,
        {"channel": "DNS Server"},
        r"corp\anna",
    )
    assert told(security, 1102, {"SubjectUserName": "Anna"}).detail == {"channel": "Security"}
    alone = told(system, 104, message="The Windows PowerShell log file was cleared.")
    assert alone.detail == {"channel": "Windows PowerShell"}


def test_a_failed_call_of_the_dns_classes_is_kept() -> None:
    """5858 mostly has WMI's own code, which is no DNS code; a DNS code there would count."""
    fields = {
        "Id": INSTANCE,
        "ClientMachine": "OPS",
        "User": r"CORP\Anna",
        "ClientProcessId": "9116",
        "Operation": r"Start IWbemServices::ExecMethod - root\Microsoft\Windows\DNS : PS_DnsServerSigningKey",
        "ResultCode": "0x80041001",
    }
    event = told(WMI, 5858, fields)
    assert (event.action, event.detections, event.detail["pid"]) == (Action.OTHER, (), "9116")
    met = told(WMI, 5858, fields | {"ResultCode": "0x8007239C", "ClientMachine": "WS1"})
    assert (met.action, met.outcome, met.actor) == (Action.ATTEMPT, "failed", r"corp\anna")
    assert [(d.code, d.form) for d in met.detections] == [(9116, "hresult-hex")]
    assert "pid" not in met.detail
    message = "; ".join(f"{name} = {value}" for name, value in fields.items())
    assert told(WMI, 5858, message=message).detail["result"] == "0x80041001"


def test_calls_of_other_classes_are_nothing() -> None:
    """Most failed calls tell nothing of DNS."""
    fields = {
        "Operation": r"Start IWbemServices::ExecQuery - ROOT\CIMV2 : SELECT * FROM X",
        "ResultCode": "0x80041032",
    }
    assert event_of(WMI, 5858, fields) is None
