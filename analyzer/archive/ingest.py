"""Files into the archive: each once by its content, each in a transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from analyzer import fleet
from analyzer.archive import schema
from analyzer.archive.deposit import deposit
from analyzer.archive.parcel import INTERPRETER, parcels
from analyzer.archive.store import Archive
from analyzer.fleet import Crew, Here, Terms
from analyzer.model import Input, Loss
from analyzer.sources import Limits, Options, Place, Url

_PIECE = 1 << 20
_DELETED = "deleted=True"
"""What the options of a reading say that asked for deleted records, too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `fresh` of its records are new, `pruned` too old to be kept.

    `archived` is its name in the archive, where another file had its own already.
    `known` files were not read again, for the archive has their content.  Without an
    `account` the file could not even be opened, and the only loss says why.
    """

    path: str
    account: Input | None = None
    archived: str | None = None
    fresh: int = 0
    pruned: int = 0
    known: bool = False
    losses: tuple[Loss, ...] = ()


def ingest(
    archive: Archive,
    paths: Sequence[Place],
    options: Options,
    limits: Limits = Limits(),  # noqa: B008  # it is frozen
    crew: Callable[[Terms], Crew] = Here,
) -> Iterator[Outcome]:
    """Read every file below the paths into the archive, and tell of each what became of it.

    Whatever happens, each file is in the archive whole or not at all, and running again
    does what was not done.  Two may run at once.  ArchiveError where the archive fails.
    `limits` and `crew` as for `reading.read`.
    """
    said = f"tz={options.tz} date_order={options.date_order} deleted={options.deleted} {limits}"
    met: set[str] = set()
    remote: set[str] = set()
    known: list[Outcome] = []

    def is_known(path: Place, name: str) -> bool:
        if isinstance(path, Url):
            remote.add(name)  # who would hash it here has to fetch it twice
            return False
        if path.resolve() in archive.files:
            return True
        digest = _sha256(path)
        found = digest in met or (digest is not None and _is_known(archive, digest, said))
        met.update({digest} if digest else ())
        if found:
            known.append(Outcome(name, known=True))
        return found

    terms = Terms(replace(options, hourly=True), limits)
    with crew(terms) as hired:
        for one in parcels(fleet.read(paths, hired, is_known)):
            if isinstance(one, Loss):
                yield Outcome(one.path, losses=(one,))
                continue
            account, parcel = one
            if account.path in remote:
                if account.sha256 in met or _is_known(archive, account.sha256, said):
                    known.append(Outcome(account.path, known=True))
                    continue
                met.add(account.sha256)
            with archive.writing() as connection:
                done = deposit(connection, account, parcel, said)
            renamed = done.path if done.path != account.path else None
            yield Outcome(
                account.path, account, renamed, done.fresh, done.pruned, losses=tuple(parcel.losses)
            )
    yield from known


def _is_known(archive: Archive, digest: str, options: str) -> bool:
    """Whether a file's content, by its hash, is in the archive, and reading it again would tell nothing more.

    It might where the reader is another one; other options may read what was refused, or
    what is deleted.
    """
    table = schema.inputs
    with archive.reading() as connection:
        found = connection.execute(select(table).where(table.c.sha256 == digest)).first()
        if found is None or found.reader != INTERPRETER:
            return False
        if found.options == options:
            return True
        if _DELETED in options and _DELETED not in found.options:
            return False
        lost = connection.scalar(
            select(schema.losses.c.id).where(schema.losses.c.input_id == found.id).limit(1)
        )
        return lost is None


def _sha256(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()
