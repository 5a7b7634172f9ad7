"""Every command of the documentation runs, and prints what the page says that it prints."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.docs.pages import ROOT, RUN, SHOWN, Block, blocks, name_of, pages
from tests.docs.running import lacking, said

CHECKLIST = {
    "title": "ours",
    "cklb_version": "1.0",
    "stigs": [
        {
            "stig_name": "Microsoft Windows Server DNS",
            "rules": [
                {
                    "rule_version": "WDNS-22-000014",
                    "group_id": "V-259345",
                    "status": "not_reviewed",
                    "finding_details": "",
                    "comments": "",
                }
            ],
        }
    ],
}
"""What the page on STIGs calls ours.cklb."""


def runnable(page: Path) -> list[Block]:
    """The blocks that are to run, in their order."""
    return [block for block in blocks(page) if block.language in RUN and not block.not_run]


WITH_BLOCKS = [page for page in pages() if runnable(page)]


@pytest.fixture
def shell() -> str:
    """The path of bash."""
    found = shutil.which("bash")
    if found is None:
        missing("bash")
    assert found
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the pages take for granted: the samples, and a checklist."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "ours.cklb").write_text(json.dumps(CHECKLIST), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_the_commands_of_a_page_run_in_their_order(page: Path, folder: Path, shell: str) -> None:
    """Each block ends well, and prints the lines that are shown for it."""
    for block in runnable(page):
        code, lines = said(block, folder, Path(sys.executable).parent, shell)
        assert code == 0, "\n".join((f"{name_of(page)}:{block.line}", block.text, *lines))
        assert lacking(block.expected, lines) is None, f"{name_of(page)}:{block.line}"


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_block_says_what_it_is(page: Path) -> None:
    """A block is run, is shown only, or says why it is not run: none escapes by a misspelt language."""
    assert {block.language for block in blocks(page)} <= RUN | SHOWN


def test_blocks_are_found() -> None:
    """The pages that must hold commands do, and a no-run block keeps its reason."""
    names = {name_of(page) for page in WITH_BLOCKS}
    assert {"README.md", "docs/tutorial.md", "docs/howto/scripts.md", "docs/howto/python.md"} <= names
    reasons = [block.not_run for block in blocks(ROOT / "docs/howto/install.md") if block.not_run]
    assert "downloads packages" in reasons


def test_what_is_not_printed_is_noticed() -> None:
    """Lines must be there, whole and in order; `...` stands for those that are left out."""
    printed = ["one", "two", "three"]
    assert lacking(["one", "...", "three"], printed) is None
    assert lacking(["two", "one"], printed) == "one"
    assert lacking(["tw"], printed) == "tw"
