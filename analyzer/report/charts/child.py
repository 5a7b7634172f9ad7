"""What a painter does: it loads what draws, then draws charts of reports until nobody gives it any more.

The name of what to draw and a report come in at its standard input, charts go out at its
standard output, pickled.
"""

from __future__ import annotations

import pickle

from analyzer.processes import pipes
from analyzer.report.charts import photographs, pictures
from analyzer.report.charts.canvas import WIDE, panel, style, svg_text
from analyzer.report.report import Report

DRAWN = {"pictures": pictures, "photographs": photographs}


def main() -> None:
    """Draw for the process that started this one; ends with it."""
    given, sent = pipes()
    with style():  # the first drawing of all takes longer, so it is one that nobody waits for
        svg_text(panel(WIDE, 100, top=10, bottom=20, left=20)[0], "")
    try:
        while True:
            asked: tuple[str, Report] = pickle.load(given)  # noqa: S301  # it comes from who started this one
            pickle.dump(DRAWN[asked[0]](asked[1]), sent, pickle.HIGHEST_PROTOCOL)
            sent.flush()
    except (EOFError, OSError):
        return  # nobody needs it any more
