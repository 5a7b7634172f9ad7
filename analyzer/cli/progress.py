"""A progress bar on a terminal, and nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from analyzer.model import Input

if TYPE_CHECKING:
    from analyzer.sources import Place


@contextmanager
def files_bar(paths: Sequence[Place], quiet: bool = False) -> Iterator[Callable[[Input], None]]:
    """Yield what is to be called with each file that is done; draws on stderr if it is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from analyzer.sources.folders import entries

    sizes = {entry.name: entry.size for entry in entries(paths)}
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TextColumn("{task.fields[file]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=sum(sizes.values()), file="")
        yield lambda done: progress.update(task, advance=sizes.get(done.path, 0), file=done.path)
