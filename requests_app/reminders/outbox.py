"""The statements that move a row on its way to the person, but for the two at the wire (`wire`).

Each is one conditional update. A sender owns a row by its lease token. Every step names the token,
so a sender that was asleep, or whose row was cancelled, changes nothing and knows it by the count.
All instants are the clock's, which is the database's.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from requests_app.reminders.clock import Clock
from requests_app.reminders.models import HELD_BY_SENDER, Attempt, Reminder, State


def lease() -> timedelta:
    """How long a sender holds what it has claimed."""
    return timedelta(seconds=getattr(settings, "REMINDER_LEASE_SECONDS", 120))


def smtp_timeout() -> float:
    """Seconds an answer of the mail server is waited for: always less than a third of a lease."""
    return float(min(settings.EMAIL_TIMEOUT, lease().total_seconds() / 4))


def margin() -> timedelta:
    """What must be left of a lease when a message begins: its answer may take this long."""
    return timedelta(seconds=smtp_timeout() * 1.2)


def _rows() -> QuerySet[Reminder]:
    return Reminder.objects.across_owners()


def claim(limit: int, clock: Clock, *, not_due_before: datetime | None = None) -> list[Reminder]:
    """Up to so many rows that are due, now held by this caller, oldest first.

    After a restored backup rows due before that instant are left alone.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        due = _rows().filter(next_attempt_at__lte=clock.expression())
        if not_due_before:
            due = due.filter(due_at__gte=not_due_before)
        due = due.order_by("next_attempt_at")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:limit])
        if not ids:
            return []
        _rows().filter(pk__in=ids).update(
            state=State.LEASED,
            lease_token=token,
            lease_until=clock.expression() + lease(),
            next_attempt_at=None,
            wire_at=None,
        )
    mine = _rows().filter(pk__in=ids, lease_token=token).select_related("owner")
    return list(mine.order_by("due_at", "pk"))


def _mine(row: Reminder) -> QuerySet[Reminder]:
    return _rows().filter(pk=row.pk, lease_token=row.lease_token)


def settle_retry(
    row: Reminder,
    clock: Clock,
    wait: timedelta,
    *,
    code: int | None = None,
    detail: str = "",
    fault: bool = False,
) -> bool:
    """Try again after the wait; the message was certainly not sent."""
    counter = {"faults": F("faults") + 1} if fault else {"attempts": F("attempts") + 1}
    with transaction.atomic():
        mine = _mine(row).update(
            state=State.DUE,
            next_attempt_at=clock.expression() + wait,
            smtp_code=code,
            wire_at=None,
            lease_token=None,
            lease_until=None,
            **counter,
        )
        if mine:
            log_attempts([row], clock, "fault" if fault else "retry", code, detail)
    return bool(mine)


def refused_since(row: Reminder) -> datetime | None:
    """When the server first refused it for now; None if it has not, or not since it was resent."""
    if not row.attempts:
        return None
    refusals = Attempt.objects.for_owner(row.owner_id).filter(reminder=row, outcome="retry")
    # Earlier ones belong to the tries before the operator had it tried afresh.
    first = refusals.order_by("-at", "-pk")[row.attempts - 1 : row.attempts]
    return first.values_list("at", flat=True).first()


def settle_closed(
    row: Reminder,
    clock: Clock,
    state: State,
    reason: str,
    *,
    code: int | None = None,
    detail: str = "",
) -> bool:
    """Close the row without a message: dead, superseded or told in another way."""
    with transaction.atomic():
        mine = _mine(row).update(
            state=state,
            reason=reason,
            smtp_code=code,
            next_attempt_at=None,
            lease_token=None,
            lease_until=None,
        )
        if mine:
            log_attempts([row], clock, str(state), code, detail or reason)
    return bool(mine)


def settle_doubt(row: Reminder, clock: Clock, wait: timedelta, detail: str) -> bool:
    """The message was on the wire without an answer: once more after the wait, never a third."""
    with transaction.atomic():
        mine = _doubt(_mine(row).filter(state=State.SENDING), clock, wait)
        if mine:
            log_attempts([row], clock, "in doubt", None, detail)
    return bool(mine)


def _doubt(rows: QuerySet[Reminder], clock: Clock, wait: timedelta) -> int:
    """Put rows past the fence in doubt; how many."""
    common: dict[str, Any] = {
        "state": State.UNCERTAIN,
        "doubts": F("doubts") + 1,
        "lease_token": None,
        "lease_until": None,
    }
    # This one first: the other would turn rows into what this one looks for.
    settled = rows.filter(doubts__gte=1).update(
        next_attempt_at=None, reason="unanswered twice", **common
    )
    again = rows.filter(doubts=0).update(
        next_attempt_at=clock.expression() + wait, reason="unanswered", **common
    )
    return settled + again


def give_back(rows: Sequence[Reminder]) -> int:
    """Let go of rows that were not tried; nothing is counted against them.

    They wait again since they were due, so that the oldest stays first and its lateness is seen.
    """
    return sum(
        _mine(row)
        .filter(state__in=HELD_BY_SENDER)
        .update(
            state=State.DUE,
            next_attempt_at=F("due_at"),
            wire_at=None,
            lease_token=None,
            lease_until=None,
        )
        for row in rows
    )


def put_off(row: Reminder, until: datetime) -> bool:
    """Wait for the person's hour after all: their zone or its rules changed since planning."""
    return bool(
        _mine(row).update(
            state=State.PLANNED,
            due_at=until,
            next_attempt_at=until,
            lease_token=None,
            lease_until=None,
        )
    )


def recover(clock: Clock, *, sole_sender: bool) -> int:
    """Take back what dead senders held; how many rows.

    What had not passed the fence was certainly not sent and is due again. What had is in doubt.
    With a sole sender every lease found is a dead one's. A lease further ahead than any can be
    was given before the clock was set back.
    """
    lapsed = _rows().filter(lease_until__isnull=False)
    if not sole_sender:
        lapsed = lapsed.filter(
            Q(lease_until__lte=clock.expression())
            | Q(lease_until__gt=clock.expression() + 3 * lease())
        )
    wait = doubt_wait()
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            lapsed = lapsed.select_for_update(skip_locked=True)
        rows = list(lapsed.only("pk", "owner_id", "state", "lease_token")[:1000])
        unsent = [row.pk for row in rows if row.state == State.LEASED]
        doubtful = [row for row in rows if row.state == State.SENDING]
        if unsent:
            _rows().filter(pk__in=unsent).update(
                state=State.DUE,
                next_attempt_at=F("due_at"),
                lease_token=None,
                lease_until=None,
            )
        if doubtful:
            _doubt(_rows().filter(pk__in=[row.pk for row in doubtful]), clock, wait)
            log_attempts(doubtful, clock, "in doubt", None, "sender died")
    return len(rows)


def recall_from_the_future(clock: Clock, longest_wait: timedelta) -> int:
    """Bring forward retries that lie further ahead than any wait: the clock was set back.

    Reads every row that is ahead, so it is for when that is known to have happened.
    """
    return (
        _rows()
        .filter(
            next_attempt_at__gt=clock.expression() + longest_wait,
            state__in=[State.DUE, State.UNCERTAIN],
        )
        .update(next_attempt_at=clock.expression())
    )


def doubt_wait() -> timedelta:
    """How long after a missing answer the message goes out once more."""
    return timedelta(seconds=getattr(settings, "REMINDER_DOUBT_SECONDS", 60))


def log_attempts(
    rows: Sequence[Reminder], clock: Clock, outcome: str, code: int | None, detail: str
) -> None:
    """Keep what became of a try, or of several."""
    Attempt.objects.across_owners().bulk_create(
        Attempt(
            owner_id=row.owner_id,
            reminder_id=row.pk,
            at=clock.expression(),
            outcome=outcome,
            smtp_code=code,
            detail=detail[:60],
        )
        for row in rows
    )
