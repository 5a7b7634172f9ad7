"""How the lines of a console look, in any language of Windows: prompts, error records, dnscmd, CIM fields."""

from __future__ import annotations

import re

from analyzer.knowledge.tables import rows
from analyzer.sources.text.anchors import Anchors, any_case

WORDS = (
    *any_case(b"dnss"),  # DnsServer, DNSSEC
    *any_case(b"dns_"),  # symbols
    *any_case(b"in32"),  # WIN32
    *any_case(b"nscm"),  # dnscmd
    b"2147",  # HRESULTs in decimal
    b"8007",  # HRESULTs in hex
    *(word for digit in b"34567" for word in any_case(b"0x2%c" % digit)),  # codes in hex
    *any_case(b"x000"),
    b"Comm",  # the last line of dnscmd
    b"****",  # headers of transcripts
    b"PS ",  # prompts
    b"PS>",
)
"""What every line that matters in a console holds, but for those with a code in decimal."""

ANCHORS = Anchors(WORDS, nines=True)

STARS = re.compile(r"\s*\*{10,}\s*$")
PROMPT = re.compile(
    r"(?:\[(?P<remote>[^\]\s]{1,255})\]: ?)?(?:\*\w+\* )?"
    r"PS(?: [^>\n]{1,260})?>{1,8} ?(?P<command>.*)$"
)
CMD_PROMPT = re.compile(r"[A-Za-z]:\\[^>\n:|<]{0,260}>(?P<command>.*)$")
MORE = re.compile(r">>\ ?(?P<more>.*)$")
NOISE = re.compile(r"(?:CommandInvocation|ParameterBinding|NonTerminatingError)\(")
TERMINATING = re.compile(r"TerminatingError\((?P<cmdlet>[^)\n]*)\): ")

_VERB_NOUN = r"[A-Za-z]{2,20}-[A-Za-z][A-Za-z0-9]{2,60}"
HEAD = re.compile(
    rf"\s{{0,8}}(?:(?P<cmdlet>{_VERB_NOUN})|"
    r"(?P<script>(?:[A-Za-z]:|\\\\)[^:*?\"<>|\n]{1,250}\.psm?1)) ?: "
)
ERROR_ID = re.compile(r"[\s|+]*FullyQualifiedErrorId\s*:\s*(?P<id>.*)$", re.IGNORECASE)
NUMBERED_ID = re.compile(ERROR_ID.pattern.partition("(?P")[0] + r"WIN32 (?P<number>[0-9]+)", re.IGNORECASE)
STATUS = re.compile(r"\s*\w{2,20} = (?P<number>[0-9]{4}) \(0x[0-9a-fA-F]{4,8}\)\s*$")
FAILED = re.compile(r"Command failed:\s+[A-Z0-9_]+\s+(?P<number>[0-9]+)\s+0x[0-9A-Fa-f]+")
DONE = re.compile(r"Command completed successfully\b")
CIM_FIELD = re.compile(
    r"\s*(?:MessageId|Message|StatusCode|NativeErrorCode|HResult|OwningEntity|PerceivedSeverity|ProbableCause\w*|"
    r"(?:Other)?Error(?:Source\w*|Type|Data)|CIMStatusCode\w*|error_\w+)\s*:(?:\s|$)",
    re.IGNORECASE,
)
"""A property of an exception, or of the MSFT_WmiError within it, as Format-List prints them."""

CIM_CODE = re.compile(
    r"\s*(?:MessageId\s*:\s*WIN32\s+|error_Code\s*:\s*)(?P<number>[0-9]{4})\b", re.IGNORECASE
)
TAIL = re.compile(r"\s*+(?:[+|]|[0-9]+ \||Line \||At |.{2,30}:[0-9]+ .{2,20}:\s?[0-9]+$)")
"""Lines that go on with an error record below its sentence."""

ANSIBLE = re.compile(r"(?:fatal|failed): \[(?P<host>[^\]\s]{1,255})\](?::| \(item=| =>)")

_WORDS = ("-dnsserver", "win32", "dns_", "8007", "2147", "0x")
_SPELLINGS = re.compile(
    r"-dnsserver|win32\s+9|\bdns_[a-z]|8007[0-9a-f]{4}|2147[0-9]{6}|0x0*2[3-7][0-9a-f]{2}\b"
)
_NUMBER = re.compile(r"(?<![0-9])9[0-9]{3}(?![0-9])")
_REACH = 60
_ERROR = re.compile(
    "|".join(re.escape(row["words"].lower()).replace(r"\ ", "[ _-]?") for row in rows("error_words"))
)
_BEGINNINGS = ("win32", "dnscmd", "command failed", "command completed", "status", "****", "ps")
_BLANKS = r"\s*"
_BEGINS = re.compile(
    rf"win32|\bdnscmd|command (?:failed|completed)|{STATUS.pattern.removeprefix(_BLANKS)}|"
    rf"(?<!\*){STARS.pattern.removeprefix(_BLANKS)}|"
    r"(?:\[[^\]\s]{1,255}\]: ?)?\bps(?: [^>\n]{1,260})?>"
)
ACTS = re.compile(r"-DnsServer|\bdnscmd(?:\.exe)?[\"']?\s", re.IGNORECASE)
"""A command that may act on a DNS server."""

ASKED = re.compile(r"Get-DnsServer\w+ (?:-ZoneName |-Name )?[\"']?(?P<zone>[\w.-]+)", re.IGNORECASE)
"""A command that shows a zone's settings, or those of its keys, which do not name the zone themselves."""

TYPED = re.compile(
    r"^(?:(?>.*?-DnsServer\w++\s)(?:.*\s)?-[A-Za-z]|(?>.*?\bdnscmd(?:\.exe)?[\"']?\s).*/[A-Za-z])",
    re.IGNORECASE,
)
"""A command with its arguments, in a line of a log."""

_GIST = (re.compile(r"WIN32 [0-9]+,[\w-]+"), FAILED, re.compile(r"[^\n]*"))

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_QUOTED = re.compile(r"(?<![\t ])(?:\t|>\ )++(?=\S)|`(?=[+A-Z])")


def is_relevant(text: str) -> bool:
    """Whether a text may hold a code, or tells of a cmdlet of the DnsServer module."""
    low = text.lower()
    if any(word in low for word in _WORDS) and _SPELLINGS.search(low):
        return True
    places = (m.start() for m in _NUMBER.finditer(low))
    return any(_ERROR.search(low, max(0, at - _REACH), at) for at in places)


def is_wanted(line: str) -> bool:
    """Whether to look closer around a line: it is relevant, or commands and sessions begin or end there."""
    low = line.lower()
    begins = any(word in low for word in _BEGINNINGS) and _BEGINS.search(low)
    return bool(begins) or is_relevant(line)


def plain(line: str) -> str:
    """A line without colours, and without the marks of a quotation in mail or Markdown."""
    if "\x1b" in line:
        line = _ESCAPES.sub("", line)
    if line[:1] in "\t>`" and not line.startswith(">>"):
        line = _QUOTED.sub("", line, count=1).rstrip("`")
    return line


def gist(text: str) -> str:
    """What names a failure best, in one line."""
    found = next(m for pattern in _GIST if (m := pattern.search(text.strip())))
    return " ".join(found[0].split())[:160]
