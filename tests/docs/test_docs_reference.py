"""The generated pages are current and complete, and the man pages are sound roff."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields
from datetime import UTC
from pathlib import Path

import click
import pytest

from analyzer import config
from analyzer.cli import COMMANDS, main
from analyzer.forecast.freezes import WANTED, freezes_of
from analyzer.knowledge.tables import rows
from analyzer.policy.profile import Limits, profile_of
from analyzer.policy.waivers import FIELDS, waivers_of
from analyzer.reference import documents
from analyzer.reference.audit_json import TOP, key_meanings, objects
from analyzer.reference.configuration import example
from analyzer.reference.documents import FOLDERS
from analyzer.reference.manual import man_pages
from analyzer.sources.streams import Limits as Reading
from analyzer.sources.streams import limits_of
from tests.conftest import missing
from tests.docs.pages import ROOT

DOCS = ROOT / "docs"


def test_documents_are_current() -> None:
    """`make pages` has been run since the last change."""
    written = {
        path.relative_to(DOCS).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in (DOCS / folder).iterdir()
    }
    assert written == {name: text.encode() for name, text in documents().items()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name: str) -> None:
    """Page and man page hold each option of the program, and a sentence for each."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    page = documents()["reference/commands.md"].partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    manual = man_pages()[f"rollaudit-{name}.1"].replace("\\-", "-")
    for option in (one for one in command.params if isinstance(one, click.Option)):
        assert option.help, option.name
        for text in (page, manual):
            assert option.opts[-1] in text, option.name
            assert option.help.split()[0] in text, option.name


def test_every_key_of_audit_json_has_a_meaning_and_no_other() -> None:
    """The table of meanings names each key of the schema; what it names beyond is no key of ours."""
    keys = {(name, key) for name, schema in objects().items() for key in schema["properties"]}
    assert keys <= set(key_meanings())
    assert {(row["object"], row["key"]) for row in rows("audit_keys")} <= keys
    assert len(objects()[TOP]["properties"]) == 23


def test_every_key_of_a_configuration_has_a_meaning_and_no_other() -> None:
    """The table names each key that the program takes."""
    taken = {("reading", name) for name in ("deleted", *(f.name for f in fields(Reading)))}
    taken |= {("waivers", name) for name in FIELDS} | {("freezes", name) for name in WANTED}
    assert {(row["table"], row["key"]) for row in rows("configuration")} == taken
    page = documents()["reference/configuration.md"]
    for name in (*config.OPTIONS, *config.TABLES, *(f.name for f in fields(Limits))):
        assert f"`{name}`" in page or f"[{name}]" in page, name


def test_the_example_of_a_configuration_is_one(tmp_path: Path) -> None:
    """It is read by the program, and every table of it is accepted."""
    (tmp_path / config.OWN).write_text(example(), encoding="utf-8")
    read = config.find(tmp_path)
    assert profile_of(read.options["profile"], read.limits).limits.frequent_episodes == 6
    assert limits_of(read.reading)[1]
    assert len(waivers_of(read.waivers)) == len(read.waivers) == 1
    assert len(freezes_of(read.freezes, UTC)) == len(read.freezes) == 1
    assert set(config.TABLES) <= {f.name for f in fields(config.Config)}


@pytest.mark.parametrize("name", man_pages())
def test_man_pages_are_sound(name: str) -> None:
    """groff renders each without a warning."""
    groff = shutil.which("groff")
    if groff is None:
        missing("groff")
    assert groff
    run = subprocess.run(
        [groff, "-man", "-ww", "-Tutf8", "-z"],
        input=man_pages()[name].encode("ascii"),
        capture_output=True,
        check=True,
    )
    assert run.stderr == b""
