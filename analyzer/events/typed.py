"""Commands on keys found in text that somebody typed, scheduled or scripted."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace

from analyzer.events.commands import Command, cmdlets, dnscmd_command, typed_command
from analyzer.events.words import words

_BEFORE = re.compile(
    r"(?:^|[;|&{(=\n]|\breturn|\bDnsServer\\|(?:powershell|pwsh)(?:\.exe)?[\"']?"
    r"(?:\s+-\w+(?:\s+[^\s\-;|&{(\"']\S*)?)*)\s*[\"']?\s*$",
    re.IGNORECASE,
)
"""What stands before a command that is run; a cmdlet that only is an argument (`Get-Help x`) is none."""

_LOOK_BACK = 400
_LOOK_BACK_FOR_TABLE = 16 << 10
_SOURCE = re.compile(r"\bGet-DnsServer(?:SigningKey|Zone|DnsSecZoneSetting)\b", re.IGNORECASE)
_REMOTE = re.compile(r"(?<![\w-])(?:Invoke-Command|icm)(?![\w-])", re.IGNORECASE)
_REMOTE_HOST = re.compile(r"^-(?:com\w*|cn)$", re.IGNORECASE)
_SPLAT = re.compile(r"@(\w+)")
_DNSCMD = re.compile(
    r"(?<![\w-])dnscmd(?:\.exe)?[\"']?\s+(?:(?P<server>[^\s/\"']\S*)\s+)?/(?P<verb>\w+)(?P<rest>[^\r\n&|;<>]*)",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"\s-e(?:nc?|ncodedcommand|c)?\s+[\"']?([A-Za-z0-9+/]{16,}={0,2})", re.IGNORECASE)
_SCRIPT = re.compile(
    r"(?:\"([^\"\r\n]{1,400}?\.ps1)\"|'([^'\r\n]{1,400}?\.ps1)'|([^\s\"'&]{1,400}\.ps1))", re.IGNORECASE
)


def typed_commands(text: str) -> list[Command]:
    """Every command on keys in a text, in its order: of PowerShell, encoded or not, and of dnscmd."""
    plain = text.replace('\\"', '"') + "".join(f"\n{hidden}" for hidden in _encoded(text))
    found = [*_cmdlets(plain), *_dnscmd(plain)]
    return [command for _, command in sorted(found, key=lambda f: f[0])]


def script_of(text: str) -> str | None:
    """The script that a command line runs; None where it runs none, or a text without a path."""
    found = _SCRIPT.search(text)
    return next(filter(None, found.groups())) if found else None


def _cmdlets(text: str) -> Iterator[tuple[int, Command]]:
    for m in cmdlets().finditer(text):
        before = text[max(0, m.start() - _LOOK_BACK) : m.start()]
        if not _BEFORE.search(before):
            continue
        given, _ = words(text, m.end())
        command = typed_command(
            m[0], [*given, *_splatted(given, text[max(0, m.start() - _LOOK_BACK_FOR_TABLE) : m.start()])]
        )
        if command:
            yield m.start(), _placed(_fed(command, before), before)


def _splatted(given: list[str], before: str) -> Iterator[str]:
    """The arguments of a splatted hashtable, if the text before holds it."""
    for word in given:
        if (m := _SPLAT.fullmatch(word)) and (
            table := re.search(rf"\${m[1]}\s*=\s*@\{{([^}}]*)\}}", before, re.IGNORECASE)
        ):
            for line in re.split(r"[;\r\n]+", table[1]):
                name, sign, value = line.partition("=")
                if sign:
                    yield from (f"-{name.strip()}", *words(value, 0)[0])


def _fed(command: Command, before: str) -> Command:
    """The command with what the keys piped into it tell: their zone, and the server that they come from."""
    pipe = re.search(r"\|\s*$", before)
    if not pipe:
        return command
    sources = list(_SOURCE.finditer(before))
    if not sources:
        return replace(command, is_local=False)
    given, _ = words(before, sources[-1].end())
    source = typed_command(command.operation, given)
    if source is None:
        return command
    return replace(
        command,
        zone=command.zone or source.zone,
        key_guids=command.key_guids or source.key_guids,
        server=command.server or (source.server if command.is_local else None),
        is_local=command.is_local and source.is_local,
    )


def _placed(command: Command, before: str) -> Command:
    """The command on the host to which `Invoke-Command` sends it."""
    if not command.is_local:
        return command
    for m in _REMOTE.finditer(before):
        given, end = words(before, m.end())
        if end < len(before):
            continue
        host = next((given[i + 1] for i, w in enumerate(given[:-1]) if _REMOTE_HOST.match(w)), None)
        sent = typed_command(command.operation, ["-ComputerName", host]) if host else None
        return replace(command, server=sent.server if sent else None, is_local=bool(sent and sent.is_local))
    return command


def _dnscmd(text: str) -> Iterator[tuple[int, Command]]:
    for m in _DNSCMD.finditer(text):
        command = dnscmd_command(m["server"], m["verb"], m["rest"].replace('"', " ").split())
        if command:
            yield m.start(), command


def _encoded(text: str) -> Iterator[str]:
    """What PowerShell's `-EncodedCommand` hides: base64 of UTF-16."""
    for m in _ENCODED.finditer(text):
        try:
            yield base64.b64decode(m[1] + "=" * (-len(m[1]) % 4)).decode("utf-16-le")
        except ValueError:
            continue
