"""The mail of the nightly check: to whom, through which server, and where its password is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from permtrack.app.posting import Delivered, deliver
from permtrack.app.smtp import Server, SmtpPost, server_named
from permtrack.cli import output
from permtrack.cli.passwords import password_of
from permtrack.domain.records import record
from permtrack.domain.reminders import Routes
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.store import Ledger
from permtrack.rules.policy.reminding import is_address


@record
class Mail:
    """What was typed of the mail: addresses that take the place of policy's routes, the sender, and the server."""

    to: tuple[str, ...]
    sender: str | None
    server: str | None
    user: str | None
    key_file: Path | None

    @property
    def is_wanted(self) -> bool:
        """Whether reminders are to be made and sent."""
        return self.server is not None

    def routes(self, of_policy: Routes) -> Routes:
        """Where reminders go. Raises RequestRefused where nobody would receive or send any."""
        chosen = replace(of_policy, by=None, to=self.to, addresses={}) if self.to else of_policy
        chosen = replace(chosen, sender=self.sender or chosen.sender)
        if not chosen.to:
            raise RequestRefused("nobody to write to; give --mail-to ADDRESS, or `to` in [mail] of the local policy")
        if not chosen.sender:
            raise RequestRefused("no sender; give --mail-from ADDRESS, or `from` in [mail] of the local policy")
        return chosen

    def deliver(self, ledger: Ledger, sender: str) -> None:
        """Send what waits. Raises SystemRefused where something could not be delivered; it is kept for the next run."""
        now = datetime.now(UTC)
        with SmtpPost(self._server(), sender, now) as post:
            delivered = deliver(ledger, post, lambda: datetime.now(UTC))
        if delivered.sent:
            output.tell(f"permtrack: {delivered.sent} message{'' if delivered.sent == 1 else 's'} sent")
        if trouble := _trouble(delivered):
            raise SystemRefused(trouble)

    def _server(self) -> Server:
        host, port = server_named(self.server or "")
        password = password_of(self.user, self.key_file) if self.user is not None else None
        return Server(host=host, port=port, user=self.user, password=password)


def mail(
    to: Sequence[str] | None, sender: str | None, server: str | None, user: str | None, key_file: str | None
) -> Mail:
    """What was typed, understood. Raises RequestRefused for what is no address or no server."""
    for address in (*(to or ()), *([sender] if sender else ())):
        if not is_address(address):
            raise RequestRefused(f"{address[:60]!a} is no plain address, like tracking@example.gov.uk")
    if server is None and (to or sender or user or key_file):
        raise RequestRefused("say through which server mail goes: --smtp HOST:PORT")
    if server is not None:
        server_named(server)
    return Mail(
        to=tuple(dict.fromkeys(to or ())), sender=sender, server=server, user=user,
        key_file=Path(key_file) if key_file else None,
    )  # fmt: skip


def _trouble(delivered: Delivered) -> str:
    said = []
    if delivered.waiting:
        why = next((message.said for message in delivered.waiting if message.said), "held by another run")
        said.append(f"{len(delivered.waiting)} kept for the next run: {why}")
    if delivered.refused:
        named = ", ".join(f"{message.recipient} ({message.said})" for message in delivered.refused[:5])
        said.append(f"{len(delivered.refused)} refused for good, not tried again: {named}")
    return f"not all mail was delivered: {'; '.join(said)}" if said else ""
