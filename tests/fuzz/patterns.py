"""Every regular expression that reading uses, and how: found by reading all that there is.

    python -m tests.fuzz.patterns

prints a line of JSON for each.  It has to run before anything else imports the readers.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOMS = ("analyzer.sources", "analyzer.events", "analyzer.knowledge")
WHOLE, BEGINNING, ANYWHERE = "fullmatch", "match", "search"
_METHODS = dict.fromkeys(("search", "sub", "subn", "split", "findall", "finditer"), ANYWHERE)
_METHODS |= {BEGINNING: BEGINNING, WHOLE: WHOLE}


class _Watched:
    """A pattern that notes what it is asked."""

    def __init__(self, real: re.Pattern[Any], used: set[str]) -> None:
        self._real = real
        self._used = used

    def __getattr__(self, name: str) -> Any:
        if name in _METHODS:
            self._used.add(_METHODS[name])
        return getattr(self._real, name)


def collected() -> dict[tuple[str | bytes, int], set[str]]:
    """The uses of every pattern of the readers; a pattern that nothing asked is as if it searched."""
    uses: dict[tuple[str | bytes, int], set[str]] = defaultdict(set)
    compile_ = re.compile

    def watched(pattern: Any, flags: int = 0) -> Any:
        real = compile_(pattern, flags)
        if not _is_ours(sys._getframe(1).f_code.co_filename):
            return real
        return _Watched(real, uses[real.pattern, real.flags])

    re.compile = watched  # type: ignore[assignment]
    for name in _METHODS:
        setattr(re, name, _noting(getattr(re, name), name, uses))
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    _note_what_is_written()
    _read_all()
    return {key: used or {ANYWHERE} for key, used in uses.items()}


def _is_ours(file: str) -> bool:
    return any(str(Path(*room.split("."))) in file for room in ROOMS)


def _noting(real: Callable[..., Any], name: str, uses: dict[tuple[str | bytes, int], set[str]]) -> Any:
    """A function of `re` that notes with which pattern it was called."""

    def asked(pattern: Any, *args: Any, flags: int = 0) -> Any:
        if _is_ours(sys._getframe(1).f_code.co_filename):
            given = next((one for one in args if isinstance(one, re.RegexFlag)), flags)
            compiled = re._compiler.compile(pattern, int(given))  # type: ignore[attr-defined]
            uses[compiled.pattern, compiled.flags].add(_METHODS[name])
        return real(pattern, *args, flags=flags) if flags else real(pattern, *args)

    return asked


def _note_what_is_written() -> None:
    """Note also the uses that stand in the text of a module and were not met."""
    ours = [module for name, module in sorted(sys.modules.items()) if name.startswith(ROOMS)]
    modules = [module for module in ours if str(module.__file__).endswith(".py")]
    texts = {module.__name__: inspect.getsource(module) for module in modules}
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, _Watched):
                text = texts[module.__name__] if name.startswith("_") else "\n".join(texts.values())
                for method in re.findall(rf"\b{name}\.({'|'.join(_METHODS)})\b", text):
                    getattr(value, method)


def _read_all() -> None:
    """Read a sound file of every format, and ask for the text of every event."""
    from analyzer import reading
    from analyzer.events.stages import stage_status
    from analyzer.knowledge import channels, event_kind
    from analyzer.sources import Options
    from analyzer.sources.head import provider_for
    from tests.fuzz.seeds import seeds

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds().values()):
            Path(folder, str(number)).write_bytes(data)
        reading.read([Path(folder), Path(__file__).parents[2] / "samples"], Options())
    for role in ("KSK", "ZSK"):
        stage_status("-", role)
    for event_id in range(1 << 14):
        provider_for(event_id, "none of these")
        for log in {channel.log for channel in channels()}:
            kind = event_kind(log, event_id)
            if kind and kind.message:
                provider_for(event_id, kind.message)


if __name__ == "__main__":
    for (pattern, flags), used in collected().items():
        print(
            json.dumps(
                {
                    "pattern": pattern if isinstance(pattern, str) else pattern.decode("latin-1"),
                    "bytes": isinstance(pattern, bytes),
                    "flags": flags,
                    "uses": sorted(used),
                }
            )
        )
