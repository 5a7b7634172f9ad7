"""Pages of docs/ of which benchmarks write a part."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def put(page: str, name: str, text: str) -> str:
    """The page with that section in place of the one of its name, or at its end."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    new = f"{begin}\n{text}\n{end}"
    if begin not in page:
        return f"{page.rstrip()}\n\n{new}\n"
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: new, page, flags=re.DOTALL)


def machine() -> str:
    """The machine, as far as it matters."""
    return f"{os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.machine()
