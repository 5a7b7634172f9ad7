"""A mail handed to a server: encrypted always, with a password where a user is named."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.utils import getaddresses
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
WAIT = 60


class SendingError(Exception):
    """The mail could not be handed over; the text says why, without the password."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes: `smtp` becomes encrypted by STARTTLS, `smtps` is from the start."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    recipients: str


def server_of(url: str, password: str | None = None) -> Server:
    """The server of `smtp://user@host:port?from=A&to=B,C`; SendingError where something is missing."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as problem:
        raise SendingError(f"This is no address of a mail server: {problem}.") from None
    asked = parse_qs(parts.query)
    sender, recipients = (",".join(asked.get(name, [])) for name in ("from", "to"))
    if parts.scheme not in PORTS or not parts.hostname or not sender or not recipients:
        raise SendingError(
            "Write the mail server as smtp://user@server:587?from=audit@example&to=ops@example."
        )
    user = unquote(parts.username) if parts.username else None
    given = unquote(parts.password) if parts.password else password
    if user and given is None:
        raise SendingError("The mail server's user needs a password, in ROLLAUDIT_SMTP_PASSWORD.")
    return Server(parts.scheme, parts.hostname, port, user, given, sender, recipients)


def send(server: Server, message: bytes, context: ssl.SSLContext | None = None) -> None:
    """Hand the mail over; SendingError where the server does not take it, or offers no encryption."""
    trusted = context or ssl.create_default_context()
    recipients = [address for _, address in getaddresses([server.recipients])]
    try:
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=WAIT, context=trusted
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=WAIT)
        with connection:
            if server.scheme == "smtp":
                connection.starttls(context=trusted)
            if server.user and server.password is not None:
                connection.login(server.user, server.password)
            refused = connection.sendmail(server.sender, recipients, message)
    except (OSError, smtplib.SMTPException) as problem:
        raise SendingError(f"{server.host} did not take the mail: {_said(problem)}.") from None
    if refused:
        raise SendingError(f"{server.host} did not take the mail for {', '.join(sorted(refused))}.")


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        return f"{problem.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    return str(problem).rstrip(".")
