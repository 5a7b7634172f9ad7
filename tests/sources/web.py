"""A web server for tests: it serves a folder as web servers and stores do, and counts what it sends."""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote, urlsplit

USER, PASSWORD, TOKEN = "reader", "s3cret/w@rd", "sig-4711-token"
LOGIN = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
Headers = dict[str, str]


@dataclass(slots=True)
class Web:
    """A folder served at `url`, perhaps without ranges or lengths, or only to one user, or who has the token.

    `sent` counts bytes by path, `ranges` are those that were asked for, in their order.
    """

    folder: Path
    with_ranges: bool = True
    with_lengths: bool = True
    for_user: bool = False
    for_token: bool = False
    url: str = ""
    sent: dict[str, int] = field(default_factory=dict)
    ranges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def to(self, path: str, *, user: bool = False, query: str = "") -> str:
        """The URL of a path, with the user's name and password, or with a query."""
        scheme, _, host = self.url.partition("://")
        who = f"{USER}:{quote(PASSWORD, safe='')}@" if user else ""
        return f"{scheme}://{who}{host}/{quote(path, safe='/*')}" + (f"?{query}" if query else "")

    def answer(self, target: str, headers: Headers) -> tuple[int, bytes, Headers]:
        """Status, body and headers."""
        parts = urlsplit(target)
        name = unquote(parts.path).lstrip("/")
        path = self.folder / name
        if self.for_user and headers.get("authorization") != LOGIN:
            return 401, b"", {}
        if self.for_token and TOKEN not in parts.query:
            return 403, b"", {}
        if path.is_dir():
            return 200, _links(path), {"Content-Type": "text/html"}
        if not path.is_file():
            return 404, b"", {}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", headers.get("range", ""))
        if not (asked and self.with_ranges):
            return 200, path.read_bytes(), {}
        start, end = int(asked[1]), min(int(asked[2]) + 1, path.stat().st_size)
        self.ranges.setdefault(name, []).append((start, end))
        with path.open("rb") as file:
            file.seek(start)
            part = f"bytes {start}-{end - 1}/{path.stat().st_size}"
            return 206, file.read(end - start), {"Content-Range": part}


def _links(folder: Path) -> bytes:
    """A folder as a page, with links that lead to no file of it, too."""
    names = [f"{path.name}/" if path.is_dir() else path.name for path in sorted(folder.iterdir())]
    links = [f'<a href="{quote(name)}">{escape(name)}</a>' for name in names]
    return "\n".join(['<a href="../">up</a>', '<a href="/">top</a>', *links]).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, *_: Any) -> None:
        """Who has read enough hangs up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a body, or without one to HEAD."""
        web = cast(_Server, self.server).web
        told = {name.lower(): value for name, value in self.headers.items()}
        status, body, headers = web.answer(self.path, told)
        headers |= {"Content-Length": str(len(body))} if web.with_lengths else {"Connection": "close"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            name = unquote(urlsplit(self.path).path).lstrip("/")
            web.sent[name] = web.sent.get(name, 0) + len(body)
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 (the library's name)


@contextmanager
def serving(web: Web) -> Iterator[Web]:
    """Have it served."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.web = web
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
