"""A person, a planned reminder, and a mail server on loopback that can be told to misbehave."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from django.db import transaction
from django.db.models.functions import Now

from requests_app.accounts.models import User
from requests_app.reminders import outbox, wire
from requests_app.reminders.clock import DatabaseClock, StandingClock
from requests_app.reminders.models import Reminder
from requests_app.reminders.services import PlannedDeadline, plan

# Planned on the last day, after the person's hour: the only step still to come is that the day
# has passed, and by the machine's own clock it has.
LAST_DAY = StandingClock(datetime(2026, 11, 20, 18, 0, tzinfo=UTC))


class Mailbox:
    """What the mail server took, and how it answers next."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.connections = 0
        # Answers for the next commands, the first one first; "" is the usual answer.
        self.at_recipient: list[str] = []
        self.at_sender: list[str] = []
        self.at_message: list[str] = []
        self.passwords: list[tuple[bytes, bytes]] = []
        self.takes_password = True
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(  # noqa: N802 (the server's own name for it)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_sender and (answer := self.at_sender.pop(0)):
            return self._answer(server, answer)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_recipient and (answer := self.at_recipient.pop(0)):
            return self._answer(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.at_message.pop(0) if self.at_message else ""
        if answer in ("", "take it and hang up"):
            message = email.message_from_bytes(
                bytes(envelope.content or b""), policy=email.policy.default
            )
            self.received.append(message)
        return self._answer(server, answer) if answer else "250 taken"

    def _answer(self, server: SMTP, answer: str) -> str:
        if "hang up" in answer:
            assert server.transport is not None
            server.transport.abort()
            return "250 nobody hears this"
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.passwords.append((data.login, data.password))
        return AuthResult(success=self.takes_password, handled=False)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server of the test's own, and the instance set up to use it."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        box.port = probe.getsockname()[1]
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        authenticator=box.authenticate,
        auth_require_tls=False,
    )
    server.start()
    settings.EMAIL_URL = box.url
    settings.EMAIL_TIMEOUT = 3
    try:
        yield box
    finally:
        server.stop()


@pytest.fixture
def amara(db: None) -> User:
    return User.objects.create_user("amara@example.org", time_zone="Europe/London")


Planner = Callable[..., Reminder]


@pytest.fixture
def planned() -> Planner:
    """Plan that LinkedIn must answer by 20 November 2026, and give the reminder that it passed."""

    def planned(
        person: User, reference: str = "case:1", clock: StandingClock = LAST_DAY, **more: Any
    ) -> Reminder:
        values = {
            "name": "answer",
            "due": date(2026, 11, 20),
            "rule": "UK-6",
            "platform": "LinkedIn",
            "right": "objection",
            "path": "/cases/7/",
        }
        with transaction.atomic():
            plan(person.pk, reference, [PlannedDeadline(**(values | more))], clock=clock)
        return rows(person).filter(reference=reference).latest("due_at")

    return planned


def rows(person: User) -> Any:
    """The person's rows in the outbox."""
    return Reminder.objects.for_owner(person)


def let_time_pass() -> None:
    """Every wait for a next try is over."""
    Reminder.objects.across_owners().filter(next_attempt_at__isnull=False).update(
        next_attempt_at=Now()
    )


def leave_on_the_wire(row: Reminder) -> None:
    """Take the row past the fence and no further, as a sender does that dies there."""
    clock = DatabaseClock()
    [claimed] = [found for found in outbox.claim(100, clock) if found.pk == row.pk]
    assert wire.pass_fence(claimed, clock)


def let_leases_lapse() -> None:
    """Every lease given so far is over."""
    Reminder.objects.across_owners().filter(lease_until__isnull=False).update(lease_until=Now())
