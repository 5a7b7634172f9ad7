"""What is a URL and what a path, and that no secret of a URL is ever shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analyzer.sources import Place, Url, place_of

FULL = "https://reader:pa%2Fss@host.example/logs/a.evtx?sv=1&sig=To%2BKen99"


@pytest.mark.parametrize(
    "text",
    ["logs", "C:\\logs", "C:/logs", "c://logs", "a/b://c", "\\\\server\\share", "a:b", "://x", "dns 1://x"],
)
def test_paths_are_paths(text: str) -> None:
    """Drives of Windows, shares, and names that merely hold what URLs begin with."""
    assert place_of(text) == Path(text)


@pytest.mark.parametrize(
    ("text", "protocols"),
    [
        ("s3://bucket/logs/", ["s3"]),
        ("HTTPS://host/a.evtx", ["https"]),
        ("zip://a.evtx::https://host/logs.zip", ["zip", "https"]),
        ("zip://a.evtx::/srv/logs.zip", ["zip"]),
        ("simplecache::s3://bucket/a.evtx", ["simplecache", "s3"]),
    ],
)
def test_urls_are_urls(text: str, protocols: list[str]) -> None:
    """Each with the protocols by which it is reached."""
    place = place_of(text)
    assert isinstance(place, Url)
    assert (place.given, place.protocols) == (text, protocols)


@pytest.mark.skipif(os.name == "nt", reason="no name holds a colon there")
def test_what_exists_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it looks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s3:" / "bucket").mkdir(parents=True)
    assert place_of("s3://bucket") == Path("s3:/bucket")
    assert isinstance(place_of("s3://other"), Url)


def test_a_file_url_of_what_exists_is_its_path(tmp_path: Path) -> None:
    """Also with spaces and percent signs in its name."""
    path = tmp_path / "DNS Server%4.evtx"
    path.touch()
    assert place_of(path.as_uri()) == path
    assert isinstance(place_of((tmp_path / "none").as_uri()), Url)


@pytest.mark.parametrize(
    ("url", "shown", "name", "folder"),
    [
        (Url(FULL), "https://host.example/logs/a.evtx", "a.evtx", "logs"),
        (Url("ftp://u:a/b@c@host/x%20y"), "ftp://host/x%20y", "x%20y", "host"),
        (
            Url("https://h/DNS%20Server%254.evtx#x"),
            "https://h/DNS%20Server%254.evtx",
            "DNS Server%4.evtx",
            "h",
        ),
        (Url("https://u:p@h"), "https://h", "h", ""),
        (Url("zip://::https://u:p@h/l.zip?sig=geheim"), "zip://::https://h/l.zip", "l.zip", "h"),
        (Url("zip://b/a.evtx::s3://c"), "zip://b/a.evtx::s3://c", "a.evtx", "b"),
        (Url("s3://c/x", "c/x/a#1?.evtx"), "s3://c/x", "a#1?.evtx", "x"),
        (Url("https://u:p@h/*", "https://u:p@h/a.evtx?C=N"), "https://h/*", "a.evtx", "h"),
    ],
)
def test_what_is_shown_of_a_url(url: Url, shown: str, name: str, folder: str) -> None:
    """Neither user nor password nor query, in no form; names as files have them."""
    assert (str(url), url.name, url.folder_of(name)) == (shown, name, folder)
    assert repr(url) == "Url()"


def test_the_same_file_has_one_identity() -> None:
    """By a folder and by itself; not by another archive."""
    one, same = Url("s3://b/logs", "b/logs/a.evtx"), Url("s3://b/logs/a.evtx", "b/logs/a.evtx")
    assert one.identity == same.identity
    archives = {Url(f"zip://a.evtx::s3://b/{n}.zip", "a.evtx").identity for n in "12"}
    assert len(archives) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"cannot read {FULL}",
        f"url='{FULL}', headers=...",
        "GET /logs/a.evtx?sv=1&sig=To%2BKen99 failed",
        "password pa%2Fss (pa/ss) of reader:pa/ss@ refused, sig To+Ken99",
        "moved to https://cdn.example/x?X-Amz-Signature=0123456789 for reader:pa%2Fss@host",
    ],
)
def test_messages_of_others_are_stripped(text: str) -> None:
    """Of the URL's own secrets wherever they stand, and of those of other URLs."""
    place: Place = place_of(FULL)
    assert isinstance(place, Url)
    told = place.hide(text)
    assert not [secret for secret in ("pa/ss", "pa%2Fss", "Ken99", "0123456789") if secret in told]
    assert len(told) > 10
