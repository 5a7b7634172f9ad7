"""The formats that a report can be written in: what each is called, who writes it, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `writer` is the module whose `write` makes it.

    `draws` where it shows charts; `needs` is a package that the extra of the format's name brings.
    """

    name: str
    writer: str
    said: str
    is_default: bool = False
    draws: bool = False
    needs: str | None = None


FORMATS = {
    f.name: f
    for f in (
        Format("html", "analyzer.report.html", "the page", is_default=True, draws=True),
        Format("md", "analyzer.report.markdown", "Markdown", is_default=True, draws=True),
        Format("json", "analyzer.report.audit_json", "all there is", is_default=True),
        Format("csv", "analyzer.report.csv_tables", "tables", is_default=True),
        Format("evidence", "analyzer.report.evidence", "the records behind it", is_default=True),
        Format("png", "analyzer.report.png", "charts as pictures too", draws=True),
        Format("sarif", "analyzer.report.sarif", "SARIF 2.1.0"),
        Format("junit", "analyzer.report.junit", "JUnit XML"),
        Format("pdf", "analyzer.report.pdf", "the page on paper", draws=True, needs="weasyprint"),
        Format("parquet", "analyzer.report.parquet", "typed tables", needs="pyarrow"),
    )
}
"""Every format by its name."""

DEFAULT = tuple(f.name for f in FORMATS.values() if f.is_default)


def lacking(name: str) -> str | None:
    """What a format lacks on this machine, with the cure; None where it can be written."""
    one = FORMATS[name]
    if one.needs is None:
        return None
    try:
        import_module(one.needs)
    except ImportError:
        return f"The format {name} needs {one.needs}; install it with: pip install 'rollaudit[{name}]'."
    except OSError:
        return (
            f"The format {name} needs libraries that {one.needs} does not find (for PDF: Pango); "
            f"its page of installation names them for each system."
        )
    return None
