"""Reminders made and delivered: each exactly once made, and delivered until somebody has it or the server will not.

A message says refs, names of rules and days. Nothing of the data stands in a header: the subject is always the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from permtrack.domain.events import Child
from permtrack.domain.night import Finding
from permtrack.domain.records import record
from permtrack.domain.reminders import Reminder, Reminding, Routes, message_text, reminders
from permtrack.ledger.outbox import REFUSED, SENDING, SENT, WAITING, Message
from permtrack.ledger.store import Ledger
from permtrack.render.visible import visible

SUBJECT = "permtrack: reminders"


class Refusal(Exception):
    """The server did not take a message; `permanent` says that trying again will not help."""

    def __init__(self, said: str, *, permanent: bool) -> None:
        super().__init__(said)
        self.said = said
        self.permanent = permanent


class Post(Protocol):
    """Somewhere a message can be handed over."""

    def send(self, message: Message) -> None:
        """Hand a message over. Raises Refusal where it is not taken."""


@record
class Delivered:
    """What became of the queue: how many were sent, and of the others who and why."""

    sent: int
    waiting: tuple[Message, ...]
    refused: tuple[Message, ...]


def queue_reminders(
    ledger: Ledger,
    findings: Iterable[Finding],
    children: Mapping[str, Child],
    as_at: date,
    reminding: Reminding,
    routes: Routes,
    at: datetime,
) -> int:
    """Queue a message for everyone for whom a reminder has fallen due and was never made; within a `transaction`.

    Returns how many messages were queued.
    """
    due = tuple(reminders(findings, children, as_at, reminding, routes))
    made = ledger.outbox().made(reminder.key for reminder in due)
    by_recipient: dict[str, list[Reminder]] = {}
    for reminder in due:
        if reminder.key not in made:
            by_recipient.setdefault(reminder.recipient, []).append(reminder)
    for recipient, own in by_recipient.items():
        keys = sorted(reminder.key for reminder in own)
        text = message_text(own, as_at, visible)
        message = Message(message_id=_message_id(ledger, keys), recipient=recipient, as_at=as_at, text=text)
        ledger.outbox().queue(message, keys, at)
    return len(by_recipient)


def _message_id(ledger: Ledger, keys: Sequence[str]) -> str:
    """Made from what it reminds of, so that the same reminders are the same message whoever sends it and however often."""
    named = hashlib.sha256("\n".join((ledger.info.id, *keys)).encode()).hexdigest()[:32]
    return f"<{named}@permtrack.invalid>"


def deliver(ledger: Ledger, post: Post, clock: Callable[[], datetime]) -> Delivered:
    """Send what waits, one message at a time, and mark each after it was taken.

    A message that the server refuses for good is not tried again; one that it refuses for now waits for the next run.
    """
    sent, tried = 0, set[str]()
    while True:
        with ledger.transaction():
            message = ledger.outbox().claim(clock(), tried)
        if message is None:
            break
        tried.add(message.message_id)
        state, said = _handed_over(post, message)
        with ledger.transaction():
            ledger.outbox().settle(message, state, said, clock())
        sent += state == SENT
    return Delivered(sent=sent, waiting=ledger.outbox().of_state(WAITING, SENDING), refused=_refused(ledger, tried))


def _handed_over(post: Post, message: Message) -> tuple[str, str]:
    try:
        post.send(message)
    except Refusal as refusal:
        return (REFUSED if refusal.permanent else WAITING), refusal.said
    return SENT, ""


def _refused(ledger: Ledger, tried: set[str]) -> tuple[Message, ...]:
    return tuple(message for message in ledger.outbox().of_state(REFUSED) if message.message_id in tried)
