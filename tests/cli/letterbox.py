"""A real mail server that keeps what it is given."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class Letterbox:
    """What a server took, and how it answers: `answers` are given in turn, then everything is taken."""

    letters: list[tuple[str, Message]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Answer as told, or take the letter; after `before` the sender is gone and nothing is taken."""
        with self.lock:
            if self.answers:
                return self.answers.pop(0)
            if self.before:
                self.before()
                return "451 the sender was gone before the letter was whole"
            self.letters.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
            if self.after:
                self.after()
            return "250 taken"


@contextlib.contextmanager
def served(letterbox: Letterbox, host: str = "127.0.0.1", accounts: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server that puts everything into the letterbox; with accounts it takes letters from them alone."""
    with socket.socket() as free:
        free.bind((host, 0))
        port = free.getsockname()[1]
    asks = {} if accounts is None else {"auth_required": True, "auth_require_tls": False}

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, typed: Any) -> AuthResult:
        user, password = (part.decode("utf-8") for part in (typed.login, typed.password))
        return AuthResult(success=(accounts or {}).get(user) == password, handled=False)

    controller = Controller(letterbox, hostname=host, port=port, authenticator=known, **asks)
    controller.start()
    try:
        yield f"{host}:{port}"
    finally:
        controller.stop()
