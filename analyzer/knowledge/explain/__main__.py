"""`python -m analyzer.knowledge.explain > docs/codes.md` writes the document anew."""

from __future__ import annotations

import sys

from analyzer.knowledge.explain.markdown import as_markdown

if __name__ == "__main__":
    sys.stdout.buffer.write(as_markdown().encode())  # bytes, so that no system changes line ends
