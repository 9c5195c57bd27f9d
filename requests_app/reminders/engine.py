"""The sweep: everything that is due is claimed, sent and settled. May run anywhere, any time.

A sweep needs nothing but the database. Two at once do not meet; one that dies leaves what the next
one takes back. It is rung for by Celery every minute and after commits, and run by
`manage.py remind`; losing every ring loses a minute.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError

from requests_app.reminders import channel, outbox
from requests_app.reminders.batch import Batch
from requests_app.reminders.clock import Clock, DatabaseClock
from requests_app.reminders.delivery import LONGEST_WAIT, Delivery, Paused
from requests_app.reminders.digest import plan_digests
from requests_app.reminders.models import Reminder, Sender
from requests_app.reminders.sole_sender import needed, sole_sender
from requests_app.reminders.transport import Misconfigured, Smtp, Transport, current
from requests_app.vault.errors import VaultError
from requests_app.vault.keys import unwrap_at_once

log = logging.getLogger(__name__)

BATCH = 50
BEAT_EVERY = timedelta(seconds=20)
FORGET_SENDERS_AFTER = timedelta(days=1)


@dataclass
class Figures:
    """What a sweep did: rows by what became of them."""

    counts: Counter[str] = field(default_factory=Counter)
    busy: bool = False
    paused: bool = False
    out_of_time: bool = False

    def __str__(self) -> str:
        if self.busy:
            return "another sender is at work"
        told = ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items()))
        return (told or "nothing was due") + ("; mail is paused" if self.paused else "")


def sweep(
    *,
    clock: Clock | None = None,
    transport: Transport | None = None,
    stop: Callable[[], bool] = lambda: False,
    for_seconds: float = float("inf"),
    on_backlog: Callable[[], None] | None = None,
) -> Figures:
    """Send everything that is due now, and say what became of it.

    `stop` is asked between messages; `for_seconds` ends the sweep early. `on_backlog` is called
    once if there is more than one sender can do at once, so that others may come to help. Raises
    database errors; whatever was held is then taken back by a later sweep.
    """
    figures = Figures()
    with sole_sender() as mine:
        if not mine:
            figures.busy = True
            return figures
        _Sweep(clock or DatabaseClock(), transport, stop, for_seconds, on_backlog, figures).run()
    return figures


class _Sweep:
    def __init__(
        self,
        clock: Clock,
        transport: Transport | None,
        stop: Callable[[], bool],
        for_seconds: float,
        on_backlog: Callable[[], None] | None,
        figures: Figures,
    ) -> None:
        self.clock = clock
        self.transport = transport
        self.stop = stop
        self.until = time.monotonic() + for_seconds
        self.on_backlog = on_backlog
        self.figures = figures
        self.name = f"{socket.gethostname()[:100]}:{os.getpid()}"
        self.beaten_at = 0.0

    def run(self) -> None:
        now = self.clock.read()
        self._beat(now)
        plan_digests(self.clock)
        self.figures.counts["taken back"] += outbox.recover(self.clock, sole_sender=needed())
        transport: Transport | None = None
        try:
            while not self._is_over():
                state = channel.state()
                now = self.clock.read()
                if channel.is_paused(state, now):
                    self.figures.paused = True
                    break
                transport = transport or self._open(now)
                if transport is None:
                    break
                batch = outbox.claim(BATCH, self.clock, not_due_before=state.held_before)
                if not batch:
                    break
                if len(batch) == BATCH and self.on_backlog:
                    self.on_backlog()
                    self.on_backlog = None
                if not self._deliver(batch, transport, had_paused=state.pauses > 0):
                    self.figures.paused = True
                    break
                self._beat(now)
        finally:
            if transport is not None:
                transport.close()
            self.figures.counts += Counter()  # drops zeros

    def _is_over(self) -> bool:
        if time.monotonic() > self.until:
            self.figures.out_of_time = True
        return self.figures.out_of_time or self.stop()

    def _open(self, now: datetime) -> Transport | None:
        if self.transport is not None:
            return self.transport
        try:
            found = current()
        except Misconfigured:
            channel.pause(channel.MISCONFIGURED, None, now)
            self.figures.paused = True
            return None
        if isinstance(found, Smtp):
            found.wait_for(outbox.smtp_timeout())
        return found

    def _deliver(self, batch: list[Reminder], transport: Transport, *, had_paused: bool) -> bool:
        """Whether to go on; False when mail is paused. Rows not reached are given back."""
        delivery = Delivery(transport, self.clock, self.figures.counts)
        about = Batch(batch, self.clock.read())
        # Which keys are missing is found out row by row.
        with contextlib.suppress(VaultError):
            unwrap_at_once(row.owner_id for row in batch)
        # Near the end of the lease the fence would stay closed: rather claim anew.
        fresh_until = time.monotonic() + (outbox.lease() - outbox.margin()).total_seconds() * 0.8
        sent_before = self.figures.counts["sent"]
        reached = 0
        try:
            for row in batch:
                if self.stop() or time.monotonic() > fresh_until:
                    break
                delivery.deliver(row, about)
                reached += 1
        except Paused:
            outbox.give_back(batch[reached:])
            return False
        except DatabaseError:
            # The database may be gone altogether: then the leases lapse by themselves.
            try:
                outbox.give_back(batch[reached + 1 :])
            except DatabaseError:
                log.warning("%s rows are left to lapse", len(batch) - reached)
            raise
        outbox.give_back(batch[reached:])
        if had_paused and self.figures.counts["sent"] > sent_before:
            channel.works_again()
        return True

    def _beat(self, now: datetime) -> None:
        if time.monotonic() - self.beaten_at < BEAT_EVERY.total_seconds() and self.beaten_at:
            return
        self.beaten_at = time.monotonic()
        if Sender.objects.filter(beat_at__gt=now + timedelta(minutes=5)).exists():
            log.warning("the clock was set back; waits are brought forward")
            outbox.recall_from_the_future(self.clock, LONGEST_WAIT * 2)
            Sender.objects.filter(beat_at__gt=now).delete()
        Sender.objects.update_or_create(name=self.name, defaults={"beat_at": now})
        Sender.objects.filter(beat_at__lt=now - FORGET_SENDERS_AFTER).delete()
