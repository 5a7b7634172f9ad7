"""Logs behind URLs: found as below a path, read as from a path, and what fails is a loss without secrets."""

from __future__ import annotations

import gzip
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from analyzer import sources
from analyzer.model import Item, Loss
from analyzer.sources import Limits, Options, Url, place_of
from analyzer.sources.files import read_entry
from analyzer.sources.folders import entries
from analyzer.sources.remote import STEP, lack, open_url
from tests.fleet.test_fleet_reading import LOG, write_logs
from tests.sources.reading import only
from tests.sources.web import PASSWORD, TOKEN, USER, Web, serving

fsspec = pytest.importorskip("fsspec", reason="needs fsspec")
pytest.importorskip("aiohttp", reason="needs aiohttp")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of logs of several shapes, some in folders of their own and some packed."""
    logs = tmp_path / "logs"
    for name in ("dc1", "dc2/deep"):
        (logs / name).mkdir(parents=True)
        (logs / name / "DNS Server.evtx").write_bytes(LOG)
    write_logs(logs)
    shutil.make_archive(str(tmp_path / "packed"), "zip", logs)
    shutil.move(tmp_path / "packed.zip", logs / "packed.zip")
    return logs


@pytest.fixture
def memory(folder: Path) -> Iterator[str]:
    """The same folder in fsspec's own memory."""
    system = fsspec.filesystem("memory")
    for path in folder.rglob("*"):
        if path.is_file():
            system.pipe(f"/logs/{path.relative_to(folder).as_posix()}", path.read_bytes())
    yield "memory://logs"
    system.rm("/logs", recursive=True)


def read(*texts: str | Path) -> list[Item]:
    """What is read of paths and URLs."""
    return list(sources.read([place_of(text) for text in texts]))


def names(*texts: str | Path) -> list[str]:
    """Under which names files are known."""
    return [entry.name for entry in entries([place_of(text) for text in texts])]


def loss_of(text: str) -> Loss:
    """The one thing that is said of a URL that cannot be read."""
    (loss,) = read(text)
    assert isinstance(loss, Loss)
    assert loss.kind == "refused"
    return loss


def test_a_folder_by_url_is_read_as_by_path(folder: Path, memory: str) -> None:
    """The same items in the same order, packed files among them."""
    assert read(memory) == read(folder)
    assert read(f"{memory}/") == read(folder)


def test_files_on_the_web_are_read_as_by_path(folder: Path) -> None:
    """Whatever they hold, and also from a server that knows no ranges or tells no lengths."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    for web in (Web(folder), Web(folder, with_ranges=False), Web(folder, with_lengths=False)):
        with serving(web):
            assert read(*(web.to(path.name) for path in files)) == read(*files)


def test_large_files_come_from_servers_without_ranges(tmp_path: Path) -> None:
    """What is behind the first bytes as well."""
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * (10 * STEP // 1024))
    with serving(Web(tmp_path, with_ranges=False)) as web, open_url(Url(web.to("a.txt")), ahead=True) as raw:
        pieces = []
        while piece := raw.read(300_000):
            pieces.append(piece)
    assert b"".join(pieces) == (tmp_path / "a.txt").read_bytes()


def test_patterns_find_what_fits(folder: Path, memory: str) -> None:
    """In stores and on the web, whose pages also link elsewhere; files of one name are told apart."""
    wanted = ["a.evtx", "c.evtx", "d.evtx", "f.evtx", "g.evtx", "i.evtx"]
    assert names(f"{memory}/*.evtx") == wanted
    both = ["dc1/DNS Server.evtx", "deep/DNS Server.evtx"]
    assert names(f"{memory}/dc1/*.evtx", f"{memory}/dc2/*/*.evtx") == both
    with serving(Web(folder)) as web:
        assert names(web.to("*.evtx")) == wanted
        assert names(web.to("dc1/*"), web.to("dc2/deep/*.evtx")) == both
        sizes = {entry.name: entry.size for entry in entries([Url(web.to("*.evtx"))])}
    assert sizes["a.evtx"] == len(LOG)


def test_paths_and_urls_mix(folder: Path, memory: str) -> None:
    """In the order given; what two URLs lead to is there only once."""
    given = (folder / "dc1", f"{memory}/dc2", f"{memory}/dc2/deep/DNS Server.evtx", f"{memory}/b.txt")
    assert names(*given) == ["DNS Server.evtx", "deep/DNS Server.evtx", "b.txt"]


def test_a_zip_can_be_looked_into_by_url(folder: Path) -> None:
    """Its files then are those of a folder."""
    with serving(Web(folder)) as web:
        assert names(f"zip://dc2::{web.to('packed.zip')}") == ["deep/DNS Server.evtx"]


def test_what_is_not_there_is_a_loss(folder: Path, memory: str) -> None:
    """Known by its own name."""
    assert loss_of(f"{memory}/none.evtx") == sources.files.refused(
        "none.evtx", "it cannot be opened: it is not there"
    )
    assert loss_of(f"{memory}/none*").reason == "it cannot be opened: it is not there"
    with serving(Web(folder)) as web:
        assert loss_of(web.to("none.evtx")).reason == "it cannot be opened: it is not there"
        assert "a web server has no folders" in loss_of(web.to("dc1/")).reason


def test_secrets_open_files_and_are_not_told(folder: Path) -> None:
    """By user and by token; what a server refuses is said without them."""
    plain = read(folder / "c.evtx")
    with serving(Web(folder, for_user=True)) as web:
        assert read(web.to("c.evtx", user=True)) == plain
        assert names(web.to("dc1/*", user=True)) == ["DNS Server.evtx"]
        assert loss_of(web.to("c.evtx")).reason == "it cannot be opened: the server answers 401 Unauthorized"
    with serving(Web(folder, for_token=True)) as web:
        assert read(web.to("c.evtx", query=f"sv=2&sig={TOKEN}")) == plain
        refused = loss_of(web.to("c.evtx", query="sig=not-the-token"))
    assert (refused.path, refused.reason) == (
        "c.evtx",
        "it cannot be opened: the server answers 403 Forbidden",
    )
    gone = loss_of(f"http://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:1/c.evtx?sig={TOKEN}")
    assert "Cannot connect to host 127.0.0.1" in gone.reason
    assert not [secret for secret in (PASSWORD, TOKEN) if secret in repr(gone)]


def test_what_fails_in_between_is_a_loss(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what was read before, and without the secrets that the error tells."""
    with serving(Web(folder)) as web:
        url = web.to("c.evtx", user=True, query=f"sig={TOKEN}")

        def broken(*_: object) -> bytes:
            raise RuntimeError(f"lost {url}\nin a trace")

        monkeypatch.setattr("analyzer.sources.remote.Remote._read", broken)
        items = read(url)
    assert "it cannot be read to its end: lost http://" in repr(items)
    assert not [secret for secret in (PASSWORD, TOKEN, "trace") if secret in repr(items)]


def test_a_file_that_grows_is_said(memory: str) -> None:
    """As it is of a file on a disk."""
    (entry,) = entries([Url(f"{memory}/a.evtx")])
    fsspec.filesystem("memory").pipe("/logs/a.evtx", LOG + LOG)
    *_, loss = read_entry(entry, Options(), Limits())
    assert isinstance(loss, Loss)
    assert loss.reason.startswith("it grew while it was read")
    unknown = only(Loss, read_entry(replace(entry, size=0), Options(), Limits()))
    assert not [one for one in unknown if "while it was read" in one.reason]


def test_packed_files_are_bounded(tmp_path: Path) -> None:
    """By their length, as on a disk."""
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(LOG + bytes(3 << 20)))
    limits = Limits(free=1 << 20, ratio=10)
    with serving(Web(tmp_path)) as web:
        found = list(sources.read([Url(web.to("a.gz"))], Options(), limits))
    assert "limit" in [one.kind for one in only(Loss, found)]
    assert found == list(sources.read([path], Options(), limits))


def test_what_has_to_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a protocol with a package of its own, for one that nobody knows, and for fsspec itself."""
    assert lack(Url("memory://x")) is None
    assert lack(Url("zip://a::odd://x")) == "odd:// is no protocol that fsspec knows."

    def missing(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    with monkeypatch.context() as patch:
        patch.setattr(fsspec, "get_filesystem_class", missing)
        assert lack(Url("s3://x")) == "s3:// needs a package of its own: Install s3fs to access S3."
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert lack(Url("s3://x")) == "s3:// needs fsspec: pip install 'rollaudit[remote]'."
    assert loss_of("s3://b/a.evtx").path == "a.evtx"
