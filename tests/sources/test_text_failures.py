"""What of a console's lines is one failure."""

from __future__ import annotations

import pytest

from analyzer.sources.text.failures import Failures, Found

RECORD = """\
Invoke-DnsServerSigningKeyRollover : Failed on zone corp.example on server
DC1.
At line:1 char:1
+ Invoke-DnsServerSigningKeyRollover -ZoneName corp.exam ...
+ ~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : NotSpecified: (corp.example:root/Microsoft/...gKeyRollover) [Invoke-DnsServerSi
   gningKeyRollover], CimException
    + FullyQualifiedErrorId : WIN32 9116,Invoke-DnsServerSigningKeyRo
   llover
"""
DNSCMD = """\
DNS Server failed to enumerate records for node 33.33.168.192.in-addr.arpa..
    Status = 9714 (0x000025f2)
Command failed:  DNS_ERROR_NAME_DOES_NOT_EXIST     9714    0x25F2
"""
PROMPT = "PS C:\\Windows\\system32> "


def found(text: str, *, doubled: bool = False) -> list[Found]:
    """All failures and commands in a text."""
    failures = Failures(doubled=doubled)
    told = [f for line in enumerate(text.split("\n"), 1) for f in failures.feed(line)]
    return told + list(failures.end("unknown"))


def test_a_record_is_one_failure() -> None:
    """Sentence, place, category and id belong together, though the console wrapped them."""
    (one,) = found(RECORD)
    assert one.line == 1
    assert one.text.splitlines()[-1].strip() == "llover"


def test_records_below_each_other_are_two() -> None:
    """Whether or not an empty line stands between them."""
    assert len(found(RECORD + RECORD)) == len(found(RECORD + "\n \n" + RECORD)) == 2


def test_transcripts_print_errors_twice() -> None:
    """There an announcement and two records are one failure, and twice that are two."""
    announced = f'PS>TerminatingError(Invoke-DnsServerSigningKeyRollover): "Failed"\n{RECORD}\n{RECORD}\n'
    assert len(found(announced, doubled=True)) == 1
    assert len(found(announced * 2, doubled=True)) == 2
    assert len(found(RECORD * 4, doubled=True)) == 2


def test_dnscmd_prints_one_failure_in_two_notations() -> None:
    """Both lines, and the sentence before them, are one failure; two runs are two."""
    (one,) = found(DNSCMD)
    assert len(one.text.splitlines()) == 3
    assert len(found(f"{DNSCMD}\n{DNSCMD}")) == 2


def test_a_command_has_what_follows_it() -> None:
    """A failure knows its command, typed on several lines; a command without one is told with its end."""
    text = f"{PROMPT}Invoke-DnsServerSigningKeyRollover `\n>> -ZoneName corp.example\n{RECORD}\n{PROMPT}dir\n"
    (error,) = found(text)
    assert error.command == "Invoke-DnsServerSigningKeyRollover `\n-ZoneName corp.example"
    (command,) = found(f"{PROMPT}Step-DnsServerSigningKeyRollover -ZoneName a\nok\n{PROMPT}")
    assert (command.kind, command.ending) == ("command", "prompt")


def test_a_remote_prompt_names_its_host() -> None:
    """`[host]: PS>` is where the command ran."""
    (error,) = found(f"[dc1]: {PROMPT}Step-DnsServerSigningKeyRollover -ZoneName a\n{RECORD}")
    assert error.remote == "dc1"


@pytest.mark.parametrize(
    "text",
    [
        "Get-Item : Cannot find path\nAt line:1 char:1\n    + FullyQualifiedErrorId : PathNotFound,X",
        "nothing",
    ],
)
def test_other_errors_do_not_matter(text: str) -> None:
    """Errors of other cmdlets without a code are left out."""
    assert found(text) == []


def test_a_short_view_of_a_script() -> None:
    """PowerShell 7's view is one failure, and what is printed next is not part of it."""
    text = (
        "Step-DnsServerSigningKeyRollover: C:\\roll.ps1:12\nLine |\n"
        "  12 |  Step-DnsServerSigningKeyRollover -Z a\n"
        "     |  ~~~~~~~~\n     | Failed on zone a.\n\nRollover failed with exit code 9128\n"
    )
    first, second = found(text)
    assert first.text.endswith("Failed on zone a.")
    assert second.text == "Rollover failed with exit code 9128"
