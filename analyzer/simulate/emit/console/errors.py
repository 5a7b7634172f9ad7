"""A failed cmdlet of the DnsServer module on the screen.

The long view is that of real errors 9609 and 9711: the number stands in
FullyQualifiedErrorId alone.  The short view of PowerShell 7 has no number.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.simulate.emit.console.languages import ENGLISH, Language
from analyzer.simulate.emit.console.runs import Call, Run
from analyzer.simulate.emit.console.text import anywhere, at_words

SHOWN = 69
"""As much of a command as the long view quotes."""

_NAMESPACE = "root/Microsoft/..."
_END_OF_TYPE = 15
_INDENT = "   "
_RED, _CYAN, _RESET = "\x1b[31;1m", "\x1b[36;1m", "\x1b[0m"


def sentence(call: Call, language: Language = ENGLISH) -> str:
    """What the module says of the failure, without its number."""
    if not language.failure:
        return call.failure
    return language.failure.format(operation=call.operation, zone=call.zone, server=call.server)


def long_view(
    call: Call, run: Run, language: Language = ENGLISH, width: int = 120, version: int = 5
) -> Iterator[str]:
    """The error record as 5.1 prints it, and 7 where `$ErrorView` is NormalView."""
    colon = " : " if version == 5 else ": "
    yield from at_words(f"{call.operation}{colon}{sentence(call, language)}", width)
    yield language.place.format(place=run.script or language.line, line=call.line, char=_column(run))
    quoted = call.text if len(call.text) <= SHOWN else f"{call.text[:SHOWN]} ..."
    yield f"+ {quoted}"
    yield f"+ {'~' * min(len(call.text), SHOWN)}"
    noun = call.operation.partition("-")[2]
    target = f"{call.zone}:{_NAMESPACE}{noun[-_END_OF_TYPE:]}"
    category = language.category.format(target=target, cmdlet=call.operation)
    yield from anywhere(f"    + CategoryInfo          : {category}", width, _INDENT)
    yield from anywhere(f"    + FullyQualifiedErrorId : WIN32 {call.code},{call.operation}", width, _INDENT)
    yield " "


def short_view(call: Call, run: Run, *, colours: bool = False) -> Iterator[str]:
    """The error as PowerShell 7 prints it: no number; with the script's line where there is a script.

    `colours` keeps the escape sequences that 7.2 and newer write even into files.
    """
    red, cyan, reset = (_RED, _CYAN, _RESET) if colours else ("", "", "")
    if not run.script:
        yield f"{red}{call.operation}: {red}{sentence(call)}{reset}"
        return
    yield f"{red}{call.operation}: {reset}{run.script}:{call.line}{reset}"
    yield f"{reset}{cyan}Line |{reset}"
    yield f"{reset}{cyan}{reset}{cyan}{call.line:4} | {reset} {cyan}{call.text}{reset}"
    yield f"{reset}{cyan}{reset}{cyan}{reset}{cyan}     | {red} {'~' * len(call.text)}{reset}"
    yield f"{reset}{cyan}{reset}{cyan}{reset}{cyan}     | {red}{sentence(call)}{reset}"


def cim_fields(call: Call, language: Language = ENGLISH) -> Iterator[str]:
    """What `$_.Exception` and its ErrorData hold, as a careful script lists them.

    Here alone the number stands in fields of its own: `MessageId`, `error_Code`.
    The other values are those of MSFT_WmiError (its MOF); what DNS puts there was not seen.
    """
    text = sentence(call, language)
    yield from _listed(
        {
            "NativeErrorCode": "Failed",
            "MessageId": f"WIN32 {call.code}",
            "ErrorSource": "",
            "ErrorType": 0,
            "StatusCode": 1,
            "ErrorData": "MSFT_WmiError",
            "Message": text,
        },
        15,
    )
    yield from _listed(
        {
            "CIMStatusCode": 1,
            "CIMStatusCodeDescription": "",
            "ErrorType": 0,
            "Message": text,
            "MessageID": f"WIN32 {call.code}",
            "OwningEntity": "",
            "PerceivedSeverity": 0,
            "ProbableCause": 0,
            "error_Category": 0,
            "error_Code": call.code,
            "error_Type": "WIN32",
            "error_WindowsErrorMessage": f"({call.code})",
        },
        25,
    )


def _listed(fields: dict[str, object], width: int) -> Iterator[str]:
    yield ""
    yield from (f"{name:{width}} : {value}" for name, value in fields.items())
    yield ""


def _column(run: Run) -> int:
    """Commands in scripts stand within a `try`."""
    return 5 if run.script else 1
