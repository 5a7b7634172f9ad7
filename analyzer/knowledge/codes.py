"""Error codes and their spellings (facts: winerror.h numbers, MS-ERREF HRESULT form)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.knowledge.tables import rows

FACILITY_WIN32 = 0x80070000


@dataclass(frozen=True, slots=True)
class Code:
    """A Win32 error code; `number` is None for the two that no published header numbers.

    `relevance` is `primary`, `context` or empty; `exposure` names the state in which
    alone the code can occur (`rolling | queued | not-waiting`), where there is one;
    `message` is a regular expression for a distinctive part of the English text.
    """

    number: int | None
    name: str
    alias: str = ""
    group: str = ""
    relevance: str = ""
    exposure: str = ""
    is_conflict: bool = False
    message: str = ""

    @property
    def hex(self) -> str:
        """The number as `0x239C`; empty where there is none."""
        return "" if self.number is None else f"0x{self.number:04X}"

    @property
    def hresult(self) -> int | None:
        """The number as an HRESULT of facility WIN32, unsigned."""
        return None if self.number is None else FACILITY_WIN32 | self.number

    @property
    def hresult_signed(self) -> int | None:
        """The HRESULT as a signed 32-bit number, as PowerShell and .NET print it."""
        return None if self.hresult is None else self.hresult - (1 << 32)

    @property
    def dword(self) -> bytes:
        """The number as the little-endian DWORD of an event's Binary."""
        return b"" if self.number is None else self.number.to_bytes(4, "little")


@cache
def all_codes() -> tuple[Code, ...]:
    """Every DNS code of the table, by number, the unnumbered last."""
    return tuple(
        Code(
            number=int(r["number"]) if r["number"] else None,
            name=r["name"],
            alias=r["alias"],
            group=r["group"],
            relevance=r["relevance"],
            exposure=r["exposure"],
            is_conflict=r["conflict"] == "yes",
            message=r["message"],
        )
        for r in rows("codes")
    )


@cache
def _by_number() -> dict[int, Code]:
    known = {int(r["number"]): Code(int(r["number"]), r["name"], group="win32") for r in rows("win32_codes")}
    return known | {c.number: c for c in all_codes() if c.number is not None}


@cache
def _by_name() -> dict[str, Code]:
    named = {c.name: c for c in all_codes()}
    return named | {c.alias: c for c in all_codes() if c.alias}


def code(number: int) -> Code:
    """The code of that number; one that no table names is called `WIN32_<number>`."""
    return _by_number().get(number) or Code(number, f"WIN32_{number}", group="win32")


def code_named(symbol: str) -> Code | None:
    """The DNS code with that symbol or alias, whatever its case."""
    return _by_name().get(symbol.upper())


def is_dns_code(number: int) -> bool:
    """Whether the tables know that number as a DNS error that a server returns."""
    found = _by_number().get(number)
    return found is not None and found.group not in ("win32", "base")


def parse_code(spelling: str) -> Code | None:
    """The code meant by any spelling of it: decimal, hex, HRESULT, signed, unsigned, symbol.

    None where the text is no spelling of a code.  A number that no table names still
    counts, if it is a Win32 code or an HRESULT of facility WIN32.
    """
    word = spelling.strip().rstrip(",.;")
    if named := code_named(word):
        return named
    try:
        number = int(word, 0) if word.lower().lstrip("-").startswith("0x") else int(word, 10)
    except ValueError:
        return None
    if number < 0:
        number += 1 << 32
    if number & 0xFFFF0000 == FACILITY_WIN32:
        number &= 0xFFFF
    return code(number) if 0 < number <= 0xFFFF else None
