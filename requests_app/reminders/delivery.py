"""What is done with one row that a sender holds, and what each outcome means for it."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import InterfaceError, OperationalError, connection

from requests_app.reminders import channel, outbox, wire
from requests_app.reminders.batch import Batch
from requests_app.reminders.clock import Clock
from requests_app.reminders.digest import contents
from requests_app.reminders.local_time import instant, local_day
from requests_app.reminders.message import build, build_note
from requests_app.reminders.mime import Mail
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.occasions import DIGEST
from requests_app.reminders.transport import (
    FenceClosed,
    Files,
    Misconfigured,
    Refused,
    Transport,
    TryLater,
    Unanswered,
    Unreachable,
)
from requests_app.vault.errors import KeyMissing, VaultError, WrongKey
from requests_app.vault.models import PersonKey

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=4)
# A message that could not be built is tried again when someone may have mended the cause.
FAULT_WAITS = (timedelta(minutes=10), timedelta(hours=1))
# While a deadline is ahead a message is tried without end, and in any case for this long from the
# first refusal and so many times: an instance that is off for weeks between two tries must survive
# a server that greylists. On one that stays on, a week is some forty tries.
TRIED_FOR = timedelta(days=7)
LEAST_TRIES = 12
# How long the outcome of a message that was accepted is offered to a database that is away.
SETTLING = 20.0

IN_APP = "app"


class Paused(Exception):
    """Nothing more can be sent by anyone for now."""


class Delivery:
    """Delivers the rows of one sweep over one transport, and counts what became of them."""

    def __init__(self, transport: Transport, clock: Clock, figures: Counter[str]) -> None:
        self.transport = transport
        self.clock = clock
        self.figures = figures

    def deliver(self, row: Reminder, batch: Batch) -> None:
        """Bring one row as far as it goes. Raises Paused, and database errors."""
        person: Any = row.owner
        hour = instant(row.remind_on, person.reminder_hour, person.time_zone)
        if hour > batch.now:
            self._count("put off", outbox.put_off(row, hour))
        elif not person.is_active:
            self._close(row, State.CANCELLED, "inactive")
        elif batch.newer_is_due(row):
            self._close(row, State.SUPERSEDED, "late")
        else:
            self._tell(row, person, batch)

    def _tell(self, row: Reminder, person: Any, batch: Batch) -> None:
        today = local_day(batch.now, person.time_zone)
        try:
            address = (person.email or "").strip()
            if not address or batch.not_by_mail(row):
                self._count("in app", wire.settle_sent(row, self.clock, IN_APP, None))
                return
            validate_email(address)
            digest = contents(row.owner_id, today, batch.now) if row.kind == DIGEST else None
            if digest is not None and not digest:
                self._close(row, State.SUPERSEDED, "nothing to say")
                return
            mail: Mail
            if self.transport.channel == Files.channel:
                mail = build_note(row, person.language, today)
            else:
                mail = build(
                    row,
                    address,
                    person.language,
                    today,
                    sender=self.transport.sender,
                    earlier_was_late=batch.earlier_was_late(row),
                    digest=digest,
                )
            fence = self._fence(row, address)
        except ValidationError:
            self._close(row, State.DEAD, "address invalid")
        except VaultError as error:
            self._sealed(row, error)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            self._fault(row, error)
        else:
            self._send(row, mail, fence)

    def _fence(self, row: Reminder, address: str) -> Callable[[], bool]:
        sealed = None
        if row.recipient != address:
            row.recipient = address
            sealed = Reminder._meta.get_field("recipient").pre_save(row, False)
        return lambda: wire.pass_fence(row, self.clock, sealed)

    def _send(self, row: Reminder, mail: Mail, fence: Callable[[], bool]) -> None:
        try:
            code = self.transport.send(mail, fence)
        except FenceClosed:
            self.figures["dropped"] += 1
        except TryLater as error:
            self._later(row, error)
        except Refused as error:
            self._close(row, State.DEAD, "refused", error.code, error.detail)
        except Unanswered as error:
            wait = outbox.doubt_wait()
            self._count("in doubt", outbox.settle_doubt(row, self.clock, wait, error.detail))
        except Unreachable as error:
            self.pause(channel.UNREACHABLE, error.code)
        except Misconfigured as error:
            self.pause(channel.MISCONFIGURED, error.code)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            self._fault(row, error)
        else:
            self._settle(row, code)

    def _settle(self, row: Reminder, code: int) -> None:
        """Keep offering the outcome while the database is away: the message was accepted."""
        name = self.transport.channel
        until = time.monotonic() + SETTLING
        while True:
            try:
                self._count("sent", wire.settle_sent(row, self.clock, name, code))
                return
            except (OperationalError, InterfaceError):
                if time.monotonic() > until:
                    raise
                connection.close()
                time.sleep(0.2)

    def _later(self, row: Reminder, error: TryLater) -> None:
        now, since = self.clock.read(), outbox.refused_since(row)
        tried = row.attempts >= LEAST_TRIES and since and now > since + TRIED_FOR
        if tried and now.date() > row.due_on:
            self._close(row, State.DEAD, "never accepted", error.code, error.detail)
            return
        wait = backoff(row.attempts)
        self._count(
            "to retry",
            outbox.settle_retry(row, self.clock, wait, code=error.code, detail=error.detail),
        )

    def _fault(self, row: Reminder, error: Exception) -> None:
        """The message cannot be built: not the server's fault, and no reason to stop the others."""
        name = type(error).__name__
        log.error("reminder %s cannot be built: %s", row.pk, name)
        if row.faults >= len(FAULT_WAITS):
            self._close(row, State.DEAD, "cannot be built", detail=name)
            return
        wait = FAULT_WAITS[row.faults]
        self._count("faulty", outbox.settle_retry(row, self.clock, wait, detail=name, fault=True))

    def _sealed(self, row: Reminder, error: VaultError) -> None:
        """One person's destroyed key concerns them; the instance's lost key concerns all."""
        theirs = PersonKey.objects.filter(owner_id=row.owner_id).exists()
        if isinstance(error, WrongKey) or (isinstance(error, KeyMissing) and theirs):
            self.pause(channel.VAULT, None)
        if isinstance(error, KeyMissing):
            self._close(row, State.DEAD, "key destroyed")
        else:
            self._fault(row, error)

    def pause(self, reason: str, code: int | None) -> None:
        """Stop everyone for a while; nothing is counted against the rows."""
        channel.pause(reason, code, self.clock.read())
        raise Paused

    def _close(
        self,
        row: Reminder,
        state: State,
        reason: str,
        code: int | None = None,
        detail: str = "",
    ) -> None:
        done = outbox.settle_closed(row, self.clock, state, reason, code=code, detail=detail)
        self._count(state.value, done)

    def _count(self, what: str, mine: bool) -> None:
        self.figures[what if mine else "taken by another"] += 1


def backoff(attempts: int) -> timedelta:
    """The wait after so many tries: doubling to hours, never the same for two rows."""
    first = timedelta(seconds=getattr(settings, "REMINDER_RETRY_SECONDS", 60))
    wait: timedelta = min(first * 2 ** min(attempts, 12), LONGEST_WAIT)
    spread: float = random.uniform(0.8, 1.2)  # noqa: S311 (spreads load, keeps no secret)
    return wait * spread
