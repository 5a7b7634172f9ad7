"""What is recognised as which text, and what is none."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Loss, Record
from analyzer.sources.shape import HEAD, Options, Shape, Source
from analyzer.sources.sniff import recognise
from analyzer.sources.text.console import Console
from analyzer.sources.text.copied import Copied
from analyzer.sources.text.debuglog import DebugLog
from analyzer.sources.text.powershell_output import PropertyList, PropertyTable
from analyzer.sources.text.transcript import Transcript
from tests.sources.text_reading import events

SHAPES: list[Shape] = [Copied(), Transcript(), DebugLog(), PropertyList(), PropertyTable(), Console()]
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb\x00C\x00"
    + bytes(range(256)) * 40
)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /CreationDate (D:20250327081920) >>\nendobj\n" * 20
WORDS = [
    "PS C:\\> ",
    "**********************",
    "Start time: 20250327081920",
    "Machine: A (Microsoft Windows NT 10.0)",
    "PS>TerminatingError(Step-DnsServerSigningKeyRollover): ",
    "Step-DnsServerSigningKeyRollover : no",
    "    + FullyQualifiedErrorId : WIN32 9116,X",
    "    Status = 9714 (0x000025f2)",
    "Command failed:  DNS_ERROR_X     9714    0x25F2",
    "MessageId : WIN32 9116",
    "2025-03-27 08:19:20 ERROR 9116",
    "3/4/2025 1:51:18 PM 0D48 EVENT   The DNS server has started.",
    "Log Name: DNS Server",
    "Source: DNS",
    "Date: 3/27/2025 2:15:36 PM",
    "Event ID: 7669",
    "Description:",
    "Event Xml:",
    "<Event xmlns='x'>",
    "Id : 1",
    "KeyId : 1",
    "KeyType : KeySigningKey",
    "-- ------",
    "   ProviderName: X",
    ">> ",
    "",
]
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), max_size=40).map("\n".join)


@pytest.mark.parametrize("data", [JPEG, PDF, random.Random(1).randbytes(100_000), b"\0" * 5000])
def test_what_is_no_log_is_not_recognised(data: bytes) -> None:
    """A picture, a document and noise are no text logs."""
    assert recognise(data) is None


@pytest.mark.parametrize(
    "text", ["", "A letter.\n\nDear all,\nnothing happened.\n", "# Title\n\n- a list\n- of things\n"]
)
def test_prose_is_not_recognised(text: str) -> None:
    """A text without times, prompts or errors is no log."""
    assert recognise(text.encode()) is None


def test_a_real_xml_view_in_markdown_is_xml() -> None:
    """The sample is taken for what it is, and its event is read."""
    path = Path(__file__).parents[3] / "shared/samples/text/xml-view-in-markdown-770.md"
    if not path.exists():
        pytest.skip("the real samples are not here")
    found = recognise(path.read_bytes())
    assert found is not None
    assert "XML" in found[1].format
    items = list(found[0].read(Source("p", path.open("rb")), Options()))
    assert not [i for i in items if isinstance(i, Loss)]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
@given(
    data=st.one_of(st.binary(max_size=2000), TEXTS.map(str.encode), TEXTS.map(lambda t: t.encode("utf-16")))
)
def test_no_content_raises(shape: Shape, data: bytes) -> None:
    """Whatever the bytes, recognising and reading them end; every record has a place and a time."""
    shape.recognise(data)
    for item in shape.read(Source("p", io.BytesIO(data)), Options(date_order="dmy")):
        if isinstance(item, Record):
            assert item.position.startswith("line:")
            assert item.time.tzinfo is not None


@pytest.mark.parametrize("run", ["*", " ", "\t", "-", "a", "PS>", "[", "(", "2147", "\n", "*\n", ": "])
def test_runs_of_one_character_take_no_time(run: str) -> None:
    """Patterns must not try every part of a long run; where one does, this test does not end."""
    for begin in ("", "Log Name:", "Status = ", "***********", "PS C:\\"):
        text = (begin + run * (100_000 // len(run)) + "!\n").encode()
        recognise(text[:HEAD])
        for shape in SHAPES:
            events(text, shape)
