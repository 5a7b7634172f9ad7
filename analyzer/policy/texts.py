"""The words of the rules: one table a rule in `pages/*.toml`, remedies among them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from analyzer.model import Remedy
from analyzer.rollover.remedies import quoted

PLACEHOLDERS = {
    "zone": "<zone>",
    "key": "<key-id>",
    "server": "<key-master>",
    "host": "<host>",
    "channel": "<channel>",
    "task": "<task>",
}
"""What stands in a command where a name is not known, and on the pages everywhere."""


@cache
def texts() -> dict[str, dict[str, Any]]:
    """The words of every rule by its id, those of its family where it has none of its own."""
    folder = files("analyzer.policy") / "pages"
    tables = (tomllib.loads(f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".toml"))
    return {
        rule: family | words | {"outcomes": family["outcomes"] | words.get("outcomes", {})}
        for table in tables
        for family in (table.pop("family"),)
        for rule, words in table.items()
    }


def remedy(rule: str, which: str = "remedy", before: str = "", **names: str | None) -> Remedy:
    """A remedy of a rule with the names of a case, `before` put in front of its text.

    In the command names are quoted where PowerShell needs it; a name that is not known
    stays a placeholder, which PowerShell refuses.
    """
    words = texts()[rule][which]
    known = {name: value for name, value in names.items() if value is not None}
    plain = PLACEHOLDERS | known
    return Remedy(
        text=before + words["text"].format_map(plain),
        command=_filled(words.get("command"), PLACEHOLDERS | {n: quoted(v) for n, v in known.items()}),
        precondition=_filled(words.get("precondition"), plain),
    )


def _filled(text: str | None, names: Mapping[str, str]) -> str | None:
    return text.format_map(names) if text else None
