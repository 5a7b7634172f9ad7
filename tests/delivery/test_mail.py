"""The mail can be read by anybody, also without its pictures, and a real server takes it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from analyzer.archive import Week, ingest, open_archive
from analyzer.delivery.mail import LIMIT, mail
from analyzer.delivery.sending import SendingError, Server, send, server_of
from analyzer.delivery.weekly import Ask, Weekly, weekly
from analyzer.sources import Options
from tests.conftest import missing

RIGHT = "pass/word"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Weekly:
    """A week of the samples."""
    archive = open_archive(str(tmp_path_factory.mktemp("mail") / "a.sqlite"))
    for _ in ingest(archive, [SAMPLES], Options()):
        pass
    return weekly(archive, Ask(Week.parse("2025-W15"), ZoneInfo("Europe/Berlin")))


@pytest.fixture(scope="module")
def message(week: Weekly) -> EmailMessage:
    """Its mail, as a reader parses it."""
    data = mail(week, "audit@corp.example", "ops@corp.example")
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_mail_is_small_and_always_the_same(week: Weekly) -> None:
    """Under 200 kB whole, its lines within what SMTP allows; a second time the same bytes."""
    data = mail(week)
    assert len(data) < LIMIT
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data == mail(week)


def test_text_and_html_say_the_same(week: Weekly, message: EmailMessage) -> None:
    """Verdict, coverage, each finding and what to do stand in both parts."""
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    assert "SIMULATED" in text.get_content()
    for body in (text.get_content(), html.get_content()):
        for finding in week.report.findings[:15]:
            assert finding.id in body
            assert finding.state in body
        assert "could be seen" in body
        assert "&lt;" not in text.get_content()


def test_pictures_are_inline_and_named(message: EmailMessage) -> None:
    """Each image of the HTML is a PNG part of the mail and has words in its place; nothing is fetched."""
    html = message.get_body(("html",))
    assert html
    body = html.get_content()
    pictures = {
        str(p["Content-ID"]).strip("<>"): p for p in message.walk() if p.get_content_type() == "image/png"
    }
    assert pictures
    assert body.count("<img ") == len(pictures)
    for name, part in pictures.items():
        assert f'src="cid:{name}"' in body
        assert part.get_content().startswith(b"\x89PNG")
    assert body.count('alt="') == len(pictures)
    assert "http" not in body.replace("https://", "http") or 'src="http' not in body


def test_the_parts_are_alternatives(message: EmailMessage) -> None:
    """Text first, then HTML with its pictures: readers take the last they can show."""
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "multipart/related"]
    assert message["Subject"].startswith("[simulated] 2025-W15")
    assert message["Date"].datetime == dt.datetime(2025, 4, 13, 22, tzinfo=dt.UTC)


class Box:
    """Keeps what a server was handed, and by whom."""

    def __init__(self) -> None:
        """Start empty."""
        self.mails: list[Envelope] = []
        self.users: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Take a mail."""
        self.mails.append(envelope)
        return "250 taken"


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server on loopback and of a client that trusts it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    try:
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        missing("openssl")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Box, int, ssl.SSLContext]]:
    """A mail server on loopback that wants STARTTLS and a password: its box, port, and a client's context."""
    box = Box()
    serving, trusting = _certificate(tmp_path_factory.mktemp("tls"))

    def authenticated(*given: object) -> AuthResult:
        data = given[-1]
        assert isinstance(data, LoginPassword)
        box.users.append(data.login)
        return AuthResult(
            handled=False, success=(data.login, data.password) == (b"robot@corp.example", RIGHT.encode())
        )

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=0,
        tls_context=serving,
        require_starttls=True,
        auth_required=True,
        auth_require_tls=True,
        authenticator=authenticated,
    )
    controller.port = _free_port()
    controller.start()
    yield box, controller.port, trusting
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def address(port: int, secret: str = RIGHT) -> Server:
    """The server as the command line names it."""
    url = f"smtp://robot%40corp.example@127.0.0.1:{port}?from=audit@corp.example&to=ops@corp.example,boss@corp.example"
    return server_of(url, secret)


def test_a_server_takes_it_over_tls_with_a_password(
    post: tuple[Box, int, ssl.SSLContext], week: Weekly
) -> None:
    """What arrives is the mail, to everybody named, after STARTTLS and a login."""
    box, port, context = post
    data = mail(week, "audit@corp.example", "ops@corp.example")
    send(address(port), data, context)
    assert box.mails[-1].rcpt_tos == ["ops@corp.example", "boss@corp.example"]
    assert box.mails[-1].mail_from == "audit@corp.example"
    assert box.users[-1] == b"robot@corp.example"
    content = box.mails[-1].content
    assert isinstance(content, bytes)
    assert content.rstrip(b"\r\n") == data.rstrip(b"\r\n")


def test_what_goes_wrong_is_said_without_the_password(post: tuple[Box, int, ssl.SSLContext]) -> None:
    """A wrong password, a certificate nobody vouches for, and no server at all are each a sentence."""
    _, port, context = post
    cases = (
        (address(port, "wrong-secret"), context, "535"),
        (address(port), None, "certificate"),
        (address(_free_port()), context, "refused"),
    )
    for server, trusted, said in cases:
        with pytest.raises(SendingError, match=said) as caught:
            send(server, b"Subject: x\r\n\r\nx\r\n", trusted)
        assert "secret" not in str(caught.value)
        assert "pass/word" not in str(caught.value)


def test_without_encryption_nothing_is_sent() -> None:
    """A server that offers no STARTTLS gets neither password nor mail."""
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        with pytest.raises(SendingError, match="STARTTLS"):
            send(address(controller.port), b"Subject: x\r\n\r\nx\r\n")
    finally:
        controller.stop()
    assert box.mails == []


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
