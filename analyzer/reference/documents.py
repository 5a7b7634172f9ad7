"""All generated documents by their path below `docs/`."""

from __future__ import annotations

from analyzer.reference.audit_json import audit_json_page
from analyzer.reference.commands import commands_page
from analyzer.reference.configuration import configuration_page
from analyzer.reference.manual import man_pages

FOLDERS = ("man", "reference")
"""Folders that hold nothing but generated documents."""


def documents() -> dict[str, str]:
    """The text of each document."""
    pages = {
        "reference/audit-json.md": audit_json_page(),
        "reference/commands.md": commands_page(),
        "reference/configuration.md": configuration_page(),
    }
    return pages | {f"man/{name}": text for name, text in man_pages().items()}
