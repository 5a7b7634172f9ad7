"""Reading files of every kind: one account each, and no file harms another."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from analyzer import sources
from analyzer.model import Input, Item, Loss, Record
from analyzer.sources import registry, sniff
from analyzer.sources.shape import Guess, Options, Source
from tests.simulate.sample_entries import BIND_FAILED, STARTED, numbered, written
from tests.sources.reading import check_account, only

LOG = written(numbered([STARTED, BIND_FAILED] * 20))


def one(tmp_path: Path, name: str, data: bytes) -> list[Item]:
    """The items of one file."""
    (tmp_path / name).write_bytes(data)
    return list(sources.read([tmp_path / name]))


def test_an_account_follows_the_items_of_each_file(tmp_path: Path) -> None:
    """Hash, size and format are those of the file, and numbers those of its items."""
    items = one(tmp_path, "log.bin", LOG)
    account = check_account(items)
    assert items[-1] == account
    assert (account.sha256, account.bytes) == (sha256(LOG).hexdigest(), len(LOG))
    assert (account.format, account.path, account.records_total) == ("EVTX", "log.bin", 40)


@pytest.mark.parametrize(
    ("data", "format_", "word"),
    [
        (b"", "empty", "empty"),
        (b"Dear diary, nothing happened.\r\n", "unknown", "text"),
        (bytes(range(256)) * 40, "unknown", "binary"),
        (b"\x30\0\0\0LfLe\1\0\0\0" + bytes(200), "EVT", "wevtutil epl old.evt new.evtx /lf:true"),
    ],
    ids=["empty", "text", "noise", "old evt"],
)
def test_what_is_no_log_is_refused_with_a_reason(
    tmp_path: Path, data: bytes, format_: str, word: str
) -> None:
    """Whatever its name says; the account still names and hashes it."""
    items = one(tmp_path, "named.evtx", data)
    account = check_account(items)
    (loss,) = only(Loss, items)
    assert (loss.kind, account.format, account.records_total) == ("refused", format_, 0)
    assert word in loss.reason
    assert account.sha256 == sha256(data).hexdigest()


class _Faulty:
    """A shape with a mistake in it."""

    def recognise(self, head: bytes, /) -> Guess | None:
        return Guess("faulty", 1.0, "it says so") if head.startswith(b"FAULTY") else None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:  # noqa: ARG002  # the interface's
        yield Record(source.path, "line:1", "p", "c", 1, 1, STARTED.time, "h")
        raise ValueError("a mistake")


def test_a_reader_that_fails_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception becomes a loss with the place where it happened."""
    monkeypatch.setattr(registry, "SHAPES", (*registry.SHAPES, _Faulty()))
    (tmp_path / "a.log").write_bytes(b"FAULTY" * 100_000)
    (tmp_path / "b.evtx").write_bytes(LOG)
    items = list(sources.read([tmp_path]))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.position, loss.kind) == ("a.log", "line:1", "damaged")
    assert "a mistake" in loss.reason
    first, second = only(Input, items)
    assert (first.bytes, first.records_decoded) == (600_000, 1)
    assert (second.path, second.records_total) == ("b.evtx", 40)


def test_what_cannot_be_opened_has_a_loss_and_no_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that may not be read is refused, and the others are read."""
    (tmp_path / "a.evtx").write_bytes(LOG)
    (tmp_path / "b.evtx").write_bytes(LOG)
    opened = Path.open

    def denied(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "a.evtx":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)  # type: ignore[call-overload]  # passed on as they came

    monkeypatch.setattr(Path, "open", denied)
    items = list(sources.read([tmp_path]))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == ("a.evtx", "refused")
    assert [account.path for account in only(Input, items)] == ["b.evtx"]


def test_the_surest_shape_wins_and_the_first_of_equals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shapes are asked by content, all of them."""

    class Sure(_Faulty):
        def __init__(self, confidence: float) -> None:
            self.confidence = confidence

        def recognise(self, head: bytes, /) -> Guess | None:  # noqa: ARG002  # the interface's
            return Guess("x", self.confidence, "")

    shapes = (Sure(0.5), Sure(0.8), Sure(0.8))
    monkeypatch.setattr(registry, "SHAPES", shapes)
    found = sniff.recognise(b"anything")
    assert found is not None
    assert found[0] is shapes[1]


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    """Same files, same items in the same order."""
    (tmp_path / "b.evtx").write_bytes(LOG)
    (tmp_path / "a.txt").write_bytes(b"no log")
    assert list(sources.read([tmp_path])) == list(sources.read([tmp_path]))
