"""What a painter does: it loads what draws, then draws the charts of a report until nobody asks any more.

What to draw and a report of nothing but measures come in at its standard input, charts go
out at its standard output, pickled.
"""

from __future__ import annotations

import pickle

from analyzer.processes import pipes
from analyzer.report.charts import photographs, pictures, sketches
from analyzer.report.charts.canvas import WIDE, panel, style, svg_text
from analyzer.report.report import Report
from analyzer.report.svg import Picture


def main() -> None:
    """Draw for the process that started this one; ends with it."""
    given, sent = pipes()
    with style():  # the first drawing of all takes longer, so it is one that nobody waits for
        svg_text(panel(WIDE, 100, top=10, bottom=20, left=20)[0], "")
    sketched: tuple[Picture, ...] = ()
    try:
        while True:
            asked: tuple[str, Report] = pickle.load(given)  # noqa: S301  # it comes from who started this one
            match asked:
                case ("sketches", report):
                    sketched = sketches(report)
                case ("pictures", report):
                    pickle.dump(pictures(report, sketched), sent, pickle.HIGHEST_PROTOCOL)
                case (_, report):
                    pickle.dump(photographs(report), sent, pickle.HIGHEST_PROTOCOL)
            sent.flush()
    except (EOFError, OSError):
        return  # nobody needs it any more
