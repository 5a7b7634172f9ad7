"""A real mail server on loopback takes the mail over TLS and with a password, and in no other way."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.delivery import sending
from analyzer.delivery.sending import SendingError, Server, send, server_of
from tests.archive.exports import small_fleet, weekly_exports
from tests.conftest import missing

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
RIGHT = "pass/word"
MAIL = b"Subject: x\r\n\r\nx\r\n"


@dataclass(slots=True)
class Box:
    """Keeps what a server was handed, and by whom."""

    mails: list[Envelope] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Take a mail."""
        self.mails.append(envelope)
        return "250 taken"

    def authenticated(self, *given: object) -> AuthResult:
        """Let the one user in."""
        data = given[-1]
        assert isinstance(data, LoginPassword)
        self.users.append(data.login)
        return AuthResult(
            handled=False, success=(data.login, data.password) == (b"robot@corp.example", RIGHT.encode())
        )


@dataclass(frozen=True, slots=True)
class Post:
    """A running mail server: its box, scheme and port, the certificate, and a client's context."""

    box: Box
    scheme: str
    port: int
    certificate: Path
    trusting: ssl.SSLContext

    def url(self, user: str = "robot%40corp.example@") -> str:
        """The server as the command line names it."""
        query = "from=audit@corp.example&to=ops@corp.example,boss@corp.example"
        return f"{self.scheme}://{user}127.0.0.1:{self.port}?{query}"


def _certificate(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """The context of a server on loopback, and the certificate that a client has to trust."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    name = ["-subj", "/CN=localhost", "-addext", f"subjectAltName={names}"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    try:
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        missing("openssl")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate, key)
    return server, certificate


@contextmanager
def serving(box: Box, **options: Any) -> Iterator[int]:
    """A mail server while the block runs; its port."""
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", params=["smtp", "smtps"])
def post(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """A mail server that wants a password, encrypted by STARTTLS or from the first byte on."""
    box = Box()
    context, certificate = _certificate(tmp_path_factory.mktemp("tls"))
    encrypted: dict[str, Any] = {"tls_context": context, "require_starttls": True, "auth_require_tls": True}
    if request.param == "smtps":
        # aiosmtpd takes only STARTTLS for encryption, which would refuse every login here.
        encrypted = {"ssl_context": context, "auth_require_tls": False}
    with serving(box, auth_required=True, authenticator=box.authenticated, **encrypted) as port:
        trusting = ssl.create_default_context(cafile=str(certificate))
        yield Post(box, request.param, port, certificate, trusting)


def test_a_server_takes_it_over_tls_with_a_password(post: Post) -> None:
    """What arrives is the mail, to everybody named, encrypted and after a login."""
    send(server_of(post.url(), RIGHT), MAIL, post.trusting)
    taken = post.box.mails[-1]
    assert taken.rcpt_tos == ["ops@corp.example", "boss@corp.example"]
    assert taken.mail_from == "audit@corp.example"
    assert post.box.users[-1] == b"robot@corp.example"
    assert isinstance(taken.content, bytes)
    assert taken.content.rstrip(b"\r\n") == MAIL.rstrip(b"\r\n")


def test_what_goes_wrong_is_said_without_the_password(post: Post, tmp_path: Path) -> None:
    """No or a wrong password, a certificate nobody vouches for or of another name, and no server at all."""
    before = len(post.box.mails)
    another = ssl.create_default_context(cafile=str(_certificate(tmp_path)[1]))
    unreached = Server(post.scheme, "127.0.0.1", _free_port(), "u", RIGHT, "a@corp.example", "b@corp.example")
    cases: tuple[tuple[Server, ssl.SSLContext | None, str], ...] = (
        (server_of(post.url(), "wrong-secret"), post.trusting, "535"),
        (server_of(post.url(user="")), post.trusting, "530"),
        (server_of(post.url(), RIGHT), None, "certificate"),
        (server_of(post.url(), RIGHT), another, "certificate"),
        (unreached, post.trusting, "refused"),
    )
    for server, trusted, said in cases:
        with pytest.raises(SendingError, match=said) as caught:
            send(server, MAIL, trusted)
        assert "secret" not in str(caught.value)
        assert RIGHT not in str(caught.value)
    assert len(post.box.mails) == before


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    """It is trusted, but of another host than the one that was asked for."""
    context, certificate = _certificate(tmp_path, "DNS:mail.corp.example")
    box = Box()
    with serving(box, ssl_context=context) as port:
        server = server_of(f"smtps://127.0.0.1:{port}?from=a@corp.example&to=b@corp.example")
        with pytest.raises(SendingError, match="mismatch"):
            send(server, MAIL, ssl.create_default_context(cafile=str(certificate)))
    assert box.mails == []


def test_a_server_is_not_spoken_to_in_the_other_way(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever mixes up the two schemes gets an error, and nothing is sent in clear."""
    monkeypatch.setattr(sending, "WAIT", 2)
    other = "smtps" if post.scheme == "smtp" else "smtp"
    server = server_of(post.url().replace(post.scheme, other, 1), RIGHT)
    users = len(post.box.users)
    with pytest.raises(SendingError):
        send(server, MAIL, post.trusting)
    assert len(post.box.users) == users


def test_without_encryption_nothing_is_sent() -> None:
    """A server that offers no STARTTLS gets neither password nor mail."""
    box = Box()
    with serving(box, authenticator=box.authenticated, auth_require_tls=False) as port:
        for user in ("robot%40corp.example@", ""):
            url = f"smtp://{user}127.0.0.1:{port}?from=a@corp.example&to=b@corp.example"
            with pytest.raises(SendingError, match="STARTTLS"):
                send(server_of(url, RIGHT), MAIL)
    assert (box.mails, box.users) == ([], [])


def test_the_command_sends_the_week(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`weekly --smtp` takes the password from the environment, and the system's certificates vouch."""
    weekly_exports(small_fleet(4, 1), 1, tmp_path / "logs")
    archive = str(tmp_path / "a.sqlite")
    assert CliRunner().invoke(main, ["ingest", str(tmp_path / "logs"), "--archive", archive]).exit_code == 0
    command = ["weekly", "--week", "2025-W02", "--archive", archive, "-o", str(tmp_path / "site")]
    command += ["--smtp", post.url()]
    monkeypatch.setenv("SSL_CERT_FILE", str(post.certificate))
    refused = CliRunner().invoke(main, command, env={"ROLLAUDIT_SMTP_PASSWORD": "wrong-secret"})
    assert (refused.exit_code, "535" in refused.stderr, "secret" in refused.output) == (1, True, False)
    before = len(post.box.mails)
    sent = CliRunner().invoke(main, command, env={"ROLLAUDIT_SMTP_PASSWORD": RIGHT})
    assert (sent.exit_code, len(post.box.mails)) == (0, before + 1)
    assert RIGHT not in sent.output
    content = post.box.mails[-1].content
    assert isinstance(content, bytes)
    assert b"Subject: [simulated] 2025-W02" in content


@pytest.mark.parametrize(
    "url",
    [
        "mail.corp.example",
        "http://mail?from=a@b&to=c@d",
        "smtp://mail",
        "smtp://mail:port?from=a@b&to=c@d",
        "smtp://user@mail?from=a@b&to=c@d",
    ],
)
def test_half_an_address_is_refused(url: str) -> None:
    """Sender, recipient, and a password for a user are needed, and the error shows the form."""
    with pytest.raises(SendingError):
        server_of(url)
