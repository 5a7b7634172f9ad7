"""Transcripts, console logs, output of dnscmd and logs of scripts: what they show, and what they do not."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.simulate.emit.console import CONSOLES, Run, console, look, runs, with_looks, write
from analyzer.simulate.emit.console import transcript as transcripts
from analyzer.simulate.emit.console.errors import long_view
from analyzer.simulate.emit.console.languages import ENGLISH, FRENCH, GERMAN, JAPANESE, LANGUAGES
from analyzer.simulate.emit.console.text import anywhere, at_words
from analyzer.simulate.emit.console.transcript import Style
from analyzer.simulate.emit.pasted import How, pasted
from analyzer.simulate.emit.powershell import format_list
from tests.simulate.sample_runs import DNSCMD, DONE, KEY, KEYS, PROMPT, SCRIPT, SERVER, TIME

BERLIN = "Europe/Berlin"
ESCAPES = re.compile("\x1b\\[[0-9;]*m")


def text(name: str, run: Run = SCRIPT, zone: str = BERLIN) -> str:
    """A file of that kind, decoded as the table of formats says."""
    stream = io.BytesIO()
    kind = console(name)
    kind.write(stream, run, zone)
    encoding = kind.format.encoding
    return stream.getvalue().decode(kind.language.culture.oem if encoding == "oem" else encoding)


def test_tries_of_one_process_are_one_run() -> None:
    """A run keeps the order of its tries, its script and where each command stands in it."""
    assert [call.code for call in SCRIPT.calls] == [9116, 0, 9120]
    assert SCRIPT.script == r"C:\Scripts\roll.ps1"
    assert SCRIPT.stops
    assert len({call.line for call in SCRIPT.calls}) == 3
    assert (PROMPT.script, PROMPT.stops) == ("", False)
    assert runs([]) == []


@pytest.mark.parametrize("name", ["transcript-5", "transcript-7"])
def test_a_transcript_has_a_header_and_an_end(name: str) -> None:
    """Who, where, which process, from when to when, on the local clock, in the order PowerShell writes it."""
    lines = text(name).split("\r\n")
    windows = "Windows " if name == "transcript-5" else ""
    assert lines[0] == "*" * 22
    assert lines[1] == f"{windows}PowerShell transcript start"
    assert lines[2] == "Start time: 20250327231917"
    assert lines[3:5] == [r"Username: CORP\bob", r"RunAs User: CORP\bob"]
    assert lines[6] == "Machine: ADMIN1 (Microsoft Windows NT 10.0.20348.0)"
    assert lines[8] == "Process ID: 4242"
    assert f"{windows}PowerShell transcript end" in lines
    assert re.search(r"End time: 2025032723\d{4}\r\n\*{22}\r\n$", text(name))


@pytest.mark.parametrize(
    ("culture", "start", "place"),
    [
        ("en-GB", "Windows PowerShell transcript start", r"At C:\Scripts\roll.ps1:12 char:5"),
        ("de-DE", "Start der Windows PowerShell-Aufzeichnung", r"In C:\Scripts\roll.ps1:12 Zeichen:5"),
        ("fr-FR", "Début de la transcription Windows PowerShell", r"Au caractère C:\Scripts\roll.ps1:12 : 5"),
        ("ja-JP", "Windows PowerShell トランスクリプト開始", r"発生場所 C:\Scripts\roll.ps1:12 文字:5"),
    ],
)
def test_a_transcript_speaks_the_language_of_windows(culture: str, start: str, place: str) -> None:
    """Labels and sentences are translated; the error's id and its label never are."""
    lines = text(f"transcript-5@{culture}").split("\r\n")
    assert lines[1] == start
    assert place in lines
    assert "    + FullyQualifiedErrorId : WIN32 9116,Invoke-DnsServerSigningKeyRollover" in lines
    assert ("Failed to" in "\n".join(lines)) == culture.startswith("en")


def test_errors_are_printed_twice() -> None:
    """A transcript shows an error that ended a command in a line of its own, then the record twice."""
    shown = text("transcript-5")
    assert shown.count("WIN32 9116,Invoke-DnsServerSigningKeyRollover") == 2
    assert shown.count('PS>TerminatingError(Invoke-DnsServerSigningKeyRollover): "') == 2
    assert shown.count("+ CategoryInfo") == 4
    assert "TerminatingError" not in text("transcript-5", PROMPT)


def test_commands_have_their_times() -> None:
    """With invocation headers every command stands there with its time, those that succeeded too."""
    shown = text("transcript-5-commands")
    assert shown.count("Command start time: 202503272") == 3
    assert "Command start time: 20250327231920\r\n" + "*" * 22 + "\r\nPS>Invoke-DnsServer" in shown
    assert "Invoke-DnsServerZoneSign" not in text("transcript-5").split("9120")[0].split("9116")[-1]


def test_a_prompt_shows_what_was_typed() -> None:
    """Without headers a prompt still shows the commands, and a script only its errors."""
    assert f"> Invoke-DnsServerSigningKeyRollover -ZoneName corp.example -KeyId {KEY}" in text(
        "transcript-5", PROMPT
    )
    assert "PS C:\\" not in text("transcript-5")


def test_the_short_view_has_no_number() -> None:
    """PowerShell 7 shows the script's line and the sentence, and not the code; colours stay in the file."""
    shown = text("transcript-7")
    assert "9116" not in shown
    assert "\x1b[31;1m" in shown
    plain = ESCAPES.sub("", shown).split("\r\n")
    at = plain.index("Line |")
    assert plain[at - 1] == r"Invoke-DnsServerSigningKeyRollover: C:\Scripts\roll.ps1:12"
    assert plain[at + 1].startswith("  12 |  Invoke-DnsServerSigningKeyRollover -ZoneName")
    assert set(plain[at + 2]) == {" ", "|", "~"}
    assert plain[at + 3].startswith("     | Failed to roll over signing key")


def test_the_long_view_of_7_has_the_number() -> None:
    """NormalView is printed by 7, too, without the space before the colon."""
    shown = text("transcript-7-long")
    assert "FullyQualifiedErrorId : WIN32 9116,Invoke-DnsServerSigningKeyRollover" in shown
    assert "\r\nInvoke-DnsServerSigningKeyRollover: Failed to" in shown
    assert "GitCommitId: 7." in shown


def test_cim_fields() -> None:
    """A script that lists the exception shows the number in fields of its own."""
    shown = text("transcript-5-fields")
    assert re.search(r"\r\nMessageId +: WIN32 9116\r\n", shown)
    assert re.search(r"\r\nerror_Code +: 9116\r\n", shown)


def test_a_transcript_may_lack_its_end() -> None:
    """A process that was killed never wrote the end."""
    lines = list(transcripts.lines(SCRIPT, Style(ended=False)))
    assert not any("transcript end" in line for line in lines)


def test_a_long_record_wraps_as_consoles_do() -> None:
    """Sentences break at spaces, fields anywhere, what follows is indented; unbroken it is the same text."""
    call = SCRIPT.calls[0]
    narrow = list(long_view(call, SCRIPT, ENGLISH, 60))
    assert all(len(line) <= 60 or line.startswith(("+ ", "At ")) for line in narrow)
    fields = next(n for n, line in enumerate(narrow) if "CategoryInfo" in line)
    joined = "".join(line.removeprefix("   ") for line in narrow[fields + 1 :])
    assert "WIN32 9116,Invoke-DnsServerSigningKeyRollover" in joined
    wide = list(long_view(call, SCRIPT, ENGLISH, 400))
    sentence = next(line for line in wide if line.startswith("Invoke-"))
    assert " ".join(line for line in narrow[: narrow.index(wide[1])]) == sentence


def test_a_long_command_is_quoted_in_part() -> None:
    """The long view quotes 69 characters of a command and an ellipsis, underlined by as many tildes."""
    quoted, tildes = (line for line in long_view(SCRIPT.calls[0], SCRIPT) if line.startswith("+ "))
    assert (len(quoted), quoted[-4:]) == (2 + 69 + 4, " ...")
    assert tildes == f"+ {'~' * 69}"


def test_a_real_record() -> None:
    """A command that really failed is quoted, and its target shortened, as it really was (error 9609)."""
    typed = 'Add-DnsServerPrimaryZone -Name "podx.ucalpha.com" -ZoneFile "podx.ucalpha.com.dns";'
    call = replace(
        PROMPT.calls[0], text=typed, operation="Add-DnsServerPrimaryZone", zone="podx.ucalpha.com", code=9609
    )
    lines = list(long_view(call, PROMPT, width=200))
    assert lines[1:3] == [
        "At line:1 char:1",
        '+ Add-DnsServerPrimaryZone -Name "podx.ucalpha.com" -ZoneFile "podx.uca ...',
    ]
    target = "(podx.ucalpha.com:root/Microsoft/...rverPrimaryZone) [Add-DnsServerPrimaryZone], CimException"
    assert lines[4].endswith(target)
    assert lines[5] == "    + FullyQualifiedErrorId : WIN32 9609,Add-DnsServerPrimaryZone"


def test_breaking_lines_loses_nothing() -> None:
    """Broken anywhere and joined, a text is whole; at words, its words are."""
    assert "".join(line.removeprefix("   ") for line in anywhere("x" * 100, 33, "   ")) == "x" * 100
    assert " ".join(at_words("one two  three\nfour", 8)).split() == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("transcript-5", b"\xef\xbb\xbf*"),
        ("transcript-7", b"***"),
        ("console-5", b"\xff\xfeI\0"),
        ("console-5-cmd@de-DE", b"Invoke-"),
    ],
)
def test_files_begin_as_their_encoding_does(name: str, mark: bytes) -> None:
    """UTF-8 with a mark, UTF-16 with a mark, or a code page without."""
    stream = io.BytesIO()
    console(name).write(stream, SCRIPT)
    assert stream.getvalue().startswith(mark)


def test_a_console_writes_its_code_page() -> None:
    """German and Japanese consoles write umlauts and kanji in their code page; a lacking letter is `?`."""
    assert "Schlüssel" not in text("console-5-cmd")
    assert 'für die Zone "corp.example"' in text("console-5-cmd@de-DE")
    assert "発生場所" in text("console-5-cmd@ja-JP")
    stream = io.BytesIO()
    write(stream, ["発 ü"], "cp437")
    assert stream.getvalue() == b"? \x81\r\n"


def test_a_console_log_knows_neither_host_nor_time() -> None:
    """Output alone does not tell who, where and when; nor what succeeded."""
    shown = text("console-5")
    assert not re.search(r"ADMIN1|bob|2025|4242|lab\.example.*done", shown)
    assert shown.count("FullyQualifiedErrorId") == 2
    assert "9116" not in text("console-7")
    assert text("console-5-copied", PROMPT).count("PS C:\\Windows\\system32> ") == 3


def test_dnscmd_prints_one_failure_in_two_notations() -> None:
    """The status is in small padded hexadecimal, the last line in capitals, with the symbol."""
    shown = text("dnscmd", DNSCMD)
    assert "\r\n    Status = 9116 (0x0000239c)\r\n" in shown
    assert "\r\nCommand failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9116    0x239C\r\n" in shown
    assert "ZonePerformKeyRollover" not in shown
    assert "/ZonePerformKeyRollover corp.example" in text("dnscmd-prompt", DNSCMD)


def test_dnscmd_that_succeeds_has_no_number() -> None:
    """Success is a sentence."""
    assert "Command completed successfully." in text("dnscmd", DONE)
    assert not re.search(r"\d{4}", text("dnscmd", DONE))


@pytest.mark.parametrize(
    ("name", "run", "pattern"),
    [
        ("script-log", SCRIPT, r"^\[3/27/2025 11:19:20 PM\] \[ERROR\] .*\(WIN32 9116,Invoke-"),
        ("script-log@de-DE", SCRIPT, r"^\[27\.03\.2025 23:19:20\] \[ERROR\] .*\(WIN32 9116,"),
        ("script-log-code", SCRIPT, r"^\[2025-03-27T23:19:20\+01:00\] \[ERROR\] .*error_Code=9116\r$"),
        ("script-log-exit", SCRIPT, r"^\[2025-03-27 23:19:20\] \[ERROR\] .* exit code 9116\r$"),
        ("script-log-hresult", SCRIPT, r"HRESULT -2147015780\r$"),
        ("script-log-record", SCRIPT, r"\[ERROR\] .*failed:\r\nInvoke-(?:.*\r\n)+?.*WIN32 9116,"),
        ("script-log-dnscmd", DNSCMD, r"\[ERROR\] .*failed:\r\nDNS Server(?:.*\r\n)+?.*9116    0x239C"),
    ],
)
def test_a_script_log_tells_the_code_in_its_own_way(name: str, run: Run, pattern: str) -> None:
    """Each way to log an error shows the number in the form it has there, after a time."""
    assert re.search(pattern, text(name, run), re.MULTILINE)


def test_a_script_log_may_lack_the_number() -> None:
    """A script that logs the message alone never shows the code."""
    shown = text("script-log-message")
    assert "9116" not in shown
    assert "9120" not in shown
    assert "Failed to roll over" in shown
    assert shown.count(" done\r\n") == 1


@pytest.mark.parametrize("name", CONSOLES)
def test_the_table_says_where_the_code_is_lost(name: str) -> None:
    """The number is in a file just where the table of formats does not call it lost."""
    run = DNSCMD if "dnscmd" in name else SCRIPT
    assert ("9116" in text(name, run).replace("-2147015780", "9116")) == (
        "code" not in CONSOLES[name].format.loses
    )


@pytest.mark.parametrize("name", CONSOLES)
def test_the_table_says_where_host_and_success_are_lost(name: str) -> None:
    """So are the host, the account, and the tries that succeeded."""
    loses = CONSOLES[name].format.loses
    run = DNSCMD if name.startswith("dnscmd") else SCRIPT
    shown = text(name, run)
    assert ("ADMIN1" in shown) == ("host" not in loses)
    assert (r"CORP\bob" in shown) == ("actor" not in loses)
    if run is SCRIPT:
        told = SCRIPT.calls[1].text in shown
        assert told == (not {"successes", "successes in scripts"} & loses)


def test_every_language_has_all_labels() -> None:
    """No label is empty, and the same run gives the same text each time."""
    for language in LANGUAGES:
        assert all(language.labels)
        style = replace(Style(), language=language)
        assert list(transcripts.lines(SCRIPT, style)) == list(transcripts.lines(SCRIPT, style))
    assert len({ENGLISH.start, GERMAN.start, FRENCH.start, JAPANESE.start}) == 4


def test_a_transcript_holds_what_was_looked_at() -> None:
    """Keys listed during a session stand in its transcript between the commands, in order of time."""
    listing = tuple(format_list.lines(KEYS, width=80))
    seen = look(TIME + timedelta(seconds=30), SERVER, "corp.example", "Get-DnsServerSigningKey", listing)
    run = with_looks(PROMPT, [seen])
    shown = text("transcript-5", run)
    words = ("WIN32 9116", "> Get-DnsServerSigningKey -ZoneName", "KeyId  ", "> Invoke-DnsServerZoneSign")
    at = [shown.index(word) for word in words]
    assert at == sorted(at)
    assert "\r\n".join(listing) in shown
    assert "CurrentRolloverStatus         : KskWaitingForDSUpdate" in text("console-5-copied", run)


@pytest.mark.parametrize(
    ("how", "line"),
    [("quoted", "> a"), ("commented", "# a"), ("tabbed", "\ta"), ("backslashes", "a\\"), ("spaces", "a  ")],
)
def test_pasted_text(how: How, line: str) -> None:
    """Text that was pasted elsewhere bears marks on every line."""
    assert list(pasted(["a", ""], how)) == [line, line.replace("a", "")]
