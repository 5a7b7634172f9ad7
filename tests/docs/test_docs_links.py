"""Links between pages lead somewhere, and every page can be found."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import ROOT, anchors, links, name_of, pages

INDEX = ROOT / "docs/index.md"


def targets(page: Path) -> list[tuple[Path, str]]:
    """The files to which a page links, with the anchor in each, perhaps empty."""
    found = []
    for link in links(page):
        if "://" in link:
            continue
        path, _, anchor = unquote(link).partition("#")
        found.append(((page.parent / path).resolve() if path else page, anchor))
    return found


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_resolve(page: Path) -> None:
    """The file is there, and so is the heading."""
    for file, anchor in targets(page):
        assert file.exists(), file
        assert not anchor or anchor in anchors(file), f"{file.name}#{anchor}"


def test_every_page_is_reached_from_the_index() -> None:
    """Nothing that was written lies where no link leads."""
    reached: set[Path] = set()
    todo = [INDEX]
    while todo:
        page = todo.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            todo += [file for file, _ in targets(page)]
    assert {page for page in pages() if page.name != "README.md" or page.parent != ROOT} <= reached
