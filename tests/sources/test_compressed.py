"""Compressed files and archives: what comes out is what went in, and not without end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from analyzer import sources
from analyzer.model import Input, Item, Loss, Record
from analyzer.sources import Limits, Options
from tests.simulate.sample_entries import STARTED, numbered, written
from tests.sources.reading import check_account, only

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LOG = written(numbered([STARTED] * 30))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstd": zstd.compress,
}
TIGHT = Limits(unpacked=200_000, free=1, ratio=1_000_000)


def zipped(**files: bytes) -> bytes:
    """A zip archive of files; `__` in a name stands for a slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def read(tmp_path: Path, data: bytes, limits: Limits = Limits()) -> list[Item]:  # noqa: B008  # it is frozen
    """The items of a file whose name says nothing."""
    (tmp_path / "file").write_bytes(data)
    return list(sources.read([tmp_path / "file"], Options(), limits))


@pytest.mark.parametrize("name", PACKERS)
def test_compressed_files_are_known_by_their_content(tmp_path: Path, name: str) -> None:
    """Records are those of the file inside; hash and size those of the file on disk."""
    packed = PACKERS[name](LOG)
    items = read(tmp_path, packed)
    account = check_account(items)
    assert (account.format, account.records_decoded) == (f"EVTX in {name}", 30)
    assert (account.sha256, account.bytes) == (sha256(packed).hexdigest(), len(packed))
    assert not only(Loss, items)


@pytest.mark.parametrize("name", PACKERS)
def test_parts_one_behind_the_other(tmp_path: Path, name: str) -> None:
    """Files appended to one another, as logs are rotated and joined, unpack to one."""
    pack = PACKERS[name]
    items = read(tmp_path, pack(LOG[:5000]) + pack(LOG[5000:]))
    assert check_account(items).records_decoded == 30


@pytest.mark.parametrize("name", PACKERS)
def test_cut_off_compressed_files_give_what_they_hold(tmp_path: Path, name: str) -> None:
    """What can be unpacked is read, and the missing end is a loss."""
    items = read(tmp_path, PACKERS[name](LOG)[:-9])
    check_account(items)
    losses = only(Loss, items)
    assert losses
    assert {loss.kind for loss in losses} == {"damaged"}


@pytest.mark.parametrize("name", PACKERS)
def test_destroyed_compressed_files_are_a_loss(tmp_path: Path, name: str) -> None:
    """Nothing but the magic is right."""
    packed = PACKERS[name](LOG)
    items = read(tmp_path, packed[:6] + b"\xa5" * 500)
    assert not only(Record, items)
    assert {loss.kind for loss in only(Loss, items)} <= {"damaged", "refused"}
    assert check_account(items).records_total == 0


def test_members_of_an_archive_are_files_of_their_own(tmp_path: Path) -> None:
    """Each has its path, hash and account; the archive has one too."""
    data = zipped(b__x=b"no log", a=LOG, b__y=gzip.compress(LOG), c=zipped(inner=LOG))
    items = read(tmp_path, data)
    accounts = {account.path: account for account in only(Input, items)}
    assert list(accounts) == ["file/a", "file/b/x", "file/b/y", "file/c/inner", "file/c", "file"]
    assert [a.format for a in accounts.values()] == ["EVTX", "unknown", "EVTX in gzip", "EVTX", "zip", "zip"]
    assert accounts["file/a"].sha256 == accounts["file/c/inner"].sha256 == sha256(LOG).hexdigest()
    assert accounts["file"].sha256 == sha256(data).hexdigest()
    assert len(only(Record, items)) == 90


def test_an_archive_with_a_destroyed_member(tmp_path: Path) -> None:
    """The other members are read, and what is wrong is said."""
    data = bytearray(zipped(a=LOG, b=LOG))
    data[60:200] = bytes(140)
    items = read(tmp_path, bytes(data))
    assert {record.path for record in only(Record, items)} >= {"file/b"}
    assert "file/a" in {loss.path for loss in only(Loss, items)}


def test_no_archive_but_its_beginning(tmp_path: Path) -> None:
    """A zip without its list of files is a loss."""
    items = read(tmp_path, zipped(a=LOG)[:-40])
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == ("file", "damaged")


def test_an_archive_of_a_version_to_come(tmp_path: Path) -> None:
    """A zip that asks for a later version of the format is a loss."""
    data = bytearray(zipped(a=LOG))
    data[data.index(b"PK\x01\x02") + 6] = 0xDF
    (loss,) = only(Loss, read(tmp_path, bytes(data)))
    assert (loss.path, loss.kind) == ("file", "damaged")


def test_a_member_without_a_name(tmp_path: Path) -> None:
    """It is a loss like others that cannot be unpacked: its two names differ."""
    data = bytearray(zipped(x=LOG))
    # Its name becomes the beginning of its comment.
    at = data.index(b"PK\x01\x02")
    data[at + 28], data[at + 32] = 0, 1
    (loss,) = only(Loss, read(tmp_path, bytes(data)))
    assert (loss.path, loss.kind) == ("file/", "damaged")


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    """With the cure, and without asking for a password."""
    data = bytearray(zipped(a=LOG))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    items = read(tmp_path, bytes(data))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == ("file/a", "refused")
    assert "password" in loss.reason


@pytest.mark.parametrize("name", PACKERS)
def test_what_unpacks_to_too_much_is_stopped(tmp_path: Path, name: str) -> None:
    """What came out before is still read."""
    items = read(tmp_path, PACKERS[name](LOG + bytes(3_000_000)), TIGHT)
    (loss,) = only(Loss, items)
    assert loss.kind == "limit"
    assert check_account(items).records_decoded == 30


def test_the_limit_holds_for_an_archive_as_a_whole(tmp_path: Path) -> None:
    """Many members share one budget."""
    items = read(tmp_path, zipped(a=LOG, b=LOG, c=LOG), TIGHT)
    assert [account.path for account in only(Input, items)] == ["file/a", "file/b", "file/c", "file"]
    assert {loss.kind for loss in only(Loss, items)} >= {"limit"}
    assert sum(a.bytes for a in only(Input, items)[:-1]) == TIGHT.unpacked


def test_the_ratio_bounds_what_comes_out(tmp_path: Path) -> None:
    """A small file may not become a large one beyond the free part."""
    items = read(tmp_path, gzip.compress(LOG + bytes(20_000_000)), Limits(free=1_000_000, ratio=10))
    assert {loss.kind for loss in only(Loss, items)} >= {"limit"}


def test_archives_within_archives_end(tmp_path: Path) -> None:
    """Beyond the depth allowed nothing is unpacked."""
    data = LOG
    for _ in range(5):
        data = gzip.compress(data)
    (loss,) = only(Loss, read(tmp_path, data))
    assert loss.kind == "limit"
    assert len(only(Record, read(tmp_path, data, Limits(depth=5)))) == 30


def test_only_so_many_members_are_read(tmp_path: Path) -> None:
    """And that there are more is said."""
    items = read(tmp_path, zipped(a=LOG, b=LOG, c=LOG), Limits(members=2))
    assert [account.path for account in only(Input, items)] == ["file/a", "file/b", "file"]
    assert [(loss.path, loss.kind) for loss in only(Loss, items)] == [("file", "limit")]


def test_members_with_hostile_names_are_only_names(tmp_path: Path) -> None:
    """Nothing is ever written under a member's name."""
    items = read(tmp_path, zipped(**{"..__..__evil": LOG}))
    assert [account.path for account in only(Input, items)] == ["file/../../evil", "file"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
