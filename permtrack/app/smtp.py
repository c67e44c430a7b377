"""A real mail server: TLS to any machine but this one, and what its answers mean."""

import smtplib
import ssl
from base64 import b64encode
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Self

from permtrack.app.posting import SUBJECT, Refusal
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.ledger.outbox import Message

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
TLS_FROM_THE_START = 465
USUAL_PORT = 25
LONGEST_WAIT_SECONDS = 30
PERMANENT = range(500, 600)
WAYS_TO_LOG_IN = frozenset({"CRAM-MD5", "PLAIN", "LOGIN"})
"""Those that smtplib knows."""
LOGGED_IN = 235


@record
class Server:
    """Where mail is handed over, and as whom; `user` is None where the server asks nobody."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is this very machine, to which mail may go unencrypted."""
        return self.host.lower() in HERE


def server_named(typed: str) -> tuple[str, int]:
    """The host and port of `HOST:PORT` or `HOST`. Raises RequestRefused."""
    host, colon, port = typed.rpartition(":") if not typed.endswith("]") else (typed, "", "")
    host = (host if colon else typed).strip("[]")
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else None
    if not host or (colon and (number is None or not 0 < number < 65_536)) or any(c.isspace() for c in host):
        raise RequestRefused(f"--smtp {typed[:60]!a} is no mail server; type HOST:PORT, as in smtp.example.gov.uk:587")
    return host, number or USUAL_PORT


class SmtpPost:
    """One sitting at a mail server, begun with the first message; used in a `with`."""

    def __init__(self, server: Server, sender: str, now: datetime) -> None:
        self._server = server
        self._sender = sender
        self._now = now
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def send(self, message: Message) -> None:
        """Hand a message over. Raises Refusal where it is not taken."""
        try:
            self._connected().send_message(
                _letter(message, self._sender, self._now), from_addr=self._sender, to_addrs=[message.recipient]
            )
        except smtplib.SMTPException as error:
            self._leave()
            raise _refusal(error) from error
        except (OSError, ssl.SSLError) as error:
            self._leave()
            raise Refusal(f"the mail server cannot be reached: {_reason(error)}", permanent=False) from error

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = _connect(self._server)
        return self._connection

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.port == TLS_FROM_THE_START:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=LONGEST_WAIT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=LONGEST_WAIT_SECONDS)
    try:
        _secured(connection, server, context)
    except BaseException:
        connection.close()
        raise
    return connection


def _secured(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    connection.ehlo()
    encrypted = server.port == TLS_FROM_THE_START
    if not encrypted and connection.has_extn("starttls"):
        connection.starttls(context=None if server.is_here and server.password is None else context)
        connection.ehlo()
        encrypted = True
    if not encrypted and not server.is_here:
        raise Refusal("the mail server offers no encryption (STARTTLS), so nothing was handed over", permanent=False)
    if server.user is not None:
        _log_in(connection, server.user, server.password or "")


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    offered = set(connection.esmtp_features.get("auth", "").upper().split())
    if not offered & WAYS_TO_LOG_IN:
        raise Refusal("the mail server takes no password; leave --smtp-user out if it needs none", permanent=False)
    if user.isascii() and password.isascii():
        connection.login(user, password)
        return
    # smtplib sends ASCII only, and a pound sign in a password is a crash to it; PLAIN is UTF-8 (RFC 4616).
    told = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, said = connection.docmd("AUTH", f"PLAIN {told}")
    if code != LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _letter(message: Message, sender: str, now: datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP_POLICY)
    letter["Subject"] = SUBJECT
    letter["From"] = sender
    letter["To"] = message.recipient
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text, charset="utf-8")
    return letter


def _refusal(error: smtplib.SMTPException) -> Refusal:
    """5xx about a recipient or a message is for good; who we are and how we come may be mended, so that waits."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code = next(iter(recipients.values()))[0]
            return Refusal(f"the mail server refused the address ({code})", permanent=code in PERMANENT)
        case smtplib.SMTPDataError(smtp_code=code):
            return Refusal(f"the mail server refused the message ({code})", permanent=code in PERMANENT)
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return Refusal(f"the mail server did not accept the user and password ({code})", permanent=False)
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return Refusal(f"the mail server refused the sender's address ({code})", permanent=False)
        case smtplib.SMTPResponseException(smtp_code=code):
            return Refusal(f"the mail server answered {code}", permanent=False)
        case _:
            return Refusal("the mail server broke off", permanent=False)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
