"""Every file that paths lead to, read by the shape it has, with an account of what became of it."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias, TypeVar

from analyzer.model import Input, Item, Loss, Record, Tally
from analyzer.sources.compressed import ZIP, Member, Packing, is_zip, members, packing_of
from analyzer.sources.folders import Entry, entries
from analyzer.sources.long_lines import long_lines_of
from analyzer.sources.shape import HEAD, Guess, Options, Shape, Source
from analyzer.sources.sniff import recognise, refuse
from analyzer.sources.streams import Budget, Limits, Tap
from analyzer.sources.urls import Place

T = TypeVar("T")
_PIECE = 1 << 20
_Stream: TypeAlias = "io.BufferedReader[Tap]"


def read(
    paths: Sequence[Place],
    options: Options = Options(),  # noqa: B008  # it is frozen
    limits: Limits = Limits(),  # noqa: B008  # it is frozen
    skip: Callable[[Place, str], bool] = lambda *_: False,
) -> Iterator[Item]:
    """All that the files below the paths hold; behind a file's items comes its `Input`.

    Files of which `skip` says so, told their path and name, are not read.

    For every `Input`, `records_total` is the sum of decoded, tallied and lost, as far as
    it is known how many are lost.  What cannot even be opened has a `Loss` and no `Input`.
    """
    for entry in entries(paths):
        if entry.refusal is not None:
            yield refused(entry.name, entry.refusal)
        elif not skip(entry.path, entry.name):
            yield from read_entry(entry, options, limits)


def read_entry(
    entry: Entry, options: Options, limits: Limits, beat: Callable[[], None] = lambda: None
) -> Iterator[Item]:
    """The items of one file; `beat` is called whenever some of it is read."""
    try:
        raw = entry.open()
    except OSError as error:
        yield unopened(entry.name, error)
        return
    with raw:
        size = entry.length(raw)
        tap = Tap(raw, Budget(limits.file, "it is longer than a file may be that is read"), beat)
        reading = _Reading(replace(options, limits=limits), limits, Budget.of(size, limits), beat)
        yield from reading.file(entry.name, tap, entry.path if isinstance(entry.path, Path) else None)
        if tap.trouble is None and tap.size != size and (size or isinstance(entry.path, Path)):
            yield resized(entry.name, size, tap.size)


@dataclass(slots=True)
class Account:
    """What became of the records of one file."""

    format: str = "unknown"
    guess: Guess | None = None
    lacks: tuple[str, ...] = ()
    decoded: int = 0
    tallied: int = 0
    lost: int = 0
    recovered: int = 0
    duplicates: int = 0
    items: int = 0

    def add(self, item: Item) -> None:
        """Count an item of the file."""
        self.items += 1
        match item:
            case Record():
                self.decoded += 1
            case Tally():
                self.tallied += item.count
            case Loss():
                self.lost += item.count or 0

    def closed(self, path: str, sha256: str, size: int) -> Input:
        """The account as it is reported, of a file of that hash and that many bytes."""
        return Input(
            path=path,
            sha256=sha256,
            bytes=size,
            format=self.format,
            records_total=self.decoded + self.tallied + self.lost,
            records_decoded=self.decoded,
            records_tallied=self.tallied,
            records_lost=self.lost,
            records_recovered=self.recovered,
            duplicates=self.duplicates,
            recognised_by=self.guess.why if self.guess else None,
            confidence=self.guess.in_words if self.guess else None,
            lacks=self.lacks,
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file on disk being read, with all that is packed into it; all of it shares one budget."""

    options: Options
    limits: Limits
    budget: Budget
    beat: Callable[[], None]

    def file(self, path: str, tap: Tap, disk: Path | None = None, depth: int = 0) -> Iterator[Item]:
        """A file's items and its `Input`; `disk` is where it lies, if it is not itself unpacked."""
        account = Account()
        stream = io.BufferedReader(tap, HEAD)
        for item in self._contents(path, stream, account, disk, depth):
            # What comes out of an archive has its own account.
            if item.path == path:
                account.add(item)
            yield item
        while stream.read(_PIECE):
            pass
        if tap.trouble:
            loss = Loss(path, None, None, None, None, tap.trouble.kind, tap.trouble.reason)
            account.add(loss)
            yield loss
        yield account.closed(path, tap.sha256, tap.size)

    def _contents(
        self, path: str, stream: _Stream, account: Account, disk: Path | None, depth: int
    ) -> Iterator[Item]:
        head = stream.peek(HEAD)[:HEAD]
        packing = packing_of(head)
        if (packing or is_zip(head)) and depth >= self.limits.depth:
            reason = f"it is compressed {depth + 1} times over; unpack it and give what comes out"
            yield Loss(path, None, None, None, None, "limit", reason)
        elif packing:
            yield from self._packed(path, stream, packing, account, depth)
        elif is_zip(head):
            account.format = ZIP
            yield from self._archive(path, stream, disk, depth)
        elif found := recognise(head):
            yield from self._log(path, stream, *found, account)
        else:
            refusal = refuse(head, path)
            account.format = refusal.format
            yield refused(path, refusal.reason)

    def _log(
        self, path: str, stream: _Stream, shape: Shape, guess: Guess, account: Account
    ) -> Iterator[Item]:
        source = Source(path, stream, hourly=self.options.hourly)
        items = chain(shape.read(source, self.options), long_lines_of(source, self.options))
        yield from guarded(path, items)
        account.format, account.guess, account.lacks = guess.format, guess, source.lacks
        account.recovered, account.duplicates = source.recovered, source.duplicates

    def _packed(
        self, path: str, stream: _Stream, packing: Packing, account: Account, depth: int
    ) -> Iterator[Item]:
        tap = Tap(packing.unpack(stream), self.budget, self.beat)
        unpacked = io.BufferedReader(tap, HEAD)
        if unpacked.peek() or not tap.trouble:
            yield from self._contents(path, unpacked, account, None, depth + 1)
        account.format += f" in {packing.name}"
        if tap.trouble:
            yield Loss(path, None, None, None, None, tap.trouble.kind, tap.trouble.reason)

    def _archive(self, path: str, stream: _Stream, disk: Path | None, depth: int) -> Iterator[Item]:
        """The members of an archive, each a file of its own; the list of them stands at its end."""
        with tempfile.TemporaryFile() as copy:
            if disk is None:
                shutil.copyfileobj(stream, copy, _PIECE)
            try:
                with zipfile.ZipFile(disk or copy) as archive:
                    for number, member in enumerate(members(archive)):
                        if number == self.limits.members:
                            reason = f"only the first {number:,} of its files are read"
                            yield Loss(path, None, None, None, None, "limit", reason)
                            break
                        yield from self._member(f"{path}/{member.name}", member, depth)
            except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
                yield Loss(path, None, None, None, None, "damaged", f"the archive cannot be read: {error}")

    def _member(self, path: str, member: Member, depth: int) -> Iterator[Item]:
        if member.encrypted:
            yield refused(path, "it is encrypted; unpack it with its password and give what comes out")
            return
        try:
            raw = member.open()
        except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
            yield Loss(path, None, None, None, None, "damaged", f"it cannot be unpacked: {error}")
            return
        with raw:
            yield from self.file(path, Tap(raw, self.budget, self.beat), None, depth + 1)


def guarded(path: str, items: Iterator[T]) -> Iterator[T | Loss]:
    """The items of a file as far as its reader gets: one bad file must not end the work on the others."""
    position = None
    try:
        for item in items:
            position = item.position if isinstance(item, Record) else position
            yield item
    except MemoryError:
        reason = "reading stopped behind this place: it takes more memory than there is for one file"
        yield Loss(path, position, None, None, None, "limit", reason)
    except Exception as error:
        reason = f"reading stopped behind this place: {type(error).__name__}: {error}"
        yield Loss(path, position, None, None, None, "damaged", reason)


def resized(path: str, before: int, after: int) -> Loss:
    """The note that a file had another length at the end of reading it; no record is lost by that."""
    grew = "grew" if after > before else "shrank"
    reason = f"it {grew} while it was read, from {before:,} to {after:,} bytes: something writes to it"
    return Loss(path, None, None, None, 0, "damaged", reason)


def unopened(path: str, error: OSError) -> Loss:
    """The loss of a file that the system does not open."""
    return refused(path, f"it cannot be opened: {error.strerror or error}")


def refused(path: str, reason: str) -> Loss:
    """The loss of a file that is not read at all."""
    return Loss(path, None, None, None, None, "refused", reason)
