from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.report import pdf
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from tests.conftest import missing

AGAIN = """
import pickle, sys
from pathlib import Path
from analyzer.report import pdf
from analyzer.report.drawings import Drawings
path = Path(sys.argv[1])
report = pickle.loads(path.read_bytes())
path.with_name("again.pdf").write_bytes(pdf.render(report, Drawings(report)))
"""


@pytest.fixture(scope="module")
def reader() -> Any:
    """A reader of PDF, where that and what writes it are installed."""
    try:
        import weasyprint  # noqa: F401
        from pypdf import PdfReader
    except (ImportError, OSError):
        missing("the extra pdf, or pypdf")
    return lambda content: PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def content(demo: Report, drawn: dict[str, Drawings], reader: Any) -> bytes:
    """The demo's PDF."""
    assert reader
    return pdf.render(demo, drawn["demo"])


def test_headings_are_bookmarks(content: bytes, reader: Any) -> None:
    """The verdict and the parts of the page can be jumped to."""

    def titles(outline: list[Any]) -> list[str]:
        return [t for one in outline for t in (titles(one) if isinstance(one, list) else [one.title])]

    found = titles(reader(content).outline)
    assert found[0] == "19 conflicts hit 4 of 9 rollovers and 1 rollover is stuck"
    assert {"Findings", "When and where", "Rules", "Inputs and losses"} <= set(found)


def test_pages_are_numbered_and_nothing_is_folded_away(content: bytes, reader: Any, demo: Report) -> None:
    """Each page says which of how many it is, and evidence stands open on paper."""
    texts = [page.extract_text() for page in reader(content).pages]
    assert all(f"{number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
    whole = "".join(texts).replace("\n", "").replace(" ", "")
    assert demo.findings[0].evidence[0].replace(" ", "") in whole
    assert "Simulated." in whole


def test_same_report_same_bytes(
    build: Callable[..., Report], reader: Any, tmp_path: Path, demo: Report
) -> None:
    """Nothing of the clock, the process or of chance is in the file."""
    assert reader
    report = build(findings=demo.findings[:1], simulated=True)
    pdf.write(report, tmp_path, Drawings(report))
    (tmp_path / "report").write_bytes(pickle.dumps(report))
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "report")],
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo"},
    )
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "report.pdf").read_bytes()


def test_hostile_text_asks_for_nothing(hostile: Report, drawn: dict[str, Drawings], reader: Any) -> None:
    """A hostile report becomes a file without scripts, links to elsewhere or files within."""
    content = pdf.render(hostile, drawn["hostile"])
    for word in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert word not in content
    links = [a for page in reader(content).pages for a in page.get("/Annots", []) or []]
    assert all("/A" not in link.get_object() or link.get_object()["/A"].get("/S") != "/URI" for link in links)


def test_what_the_page_would_fetch_is_refused() -> None:
    """An address is never asked for."""
    with pytest.raises(ValueError, match="not fetched"):
        pdf._refuse("https://example.org/x.png")
