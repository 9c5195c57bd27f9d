"""One mail a week instead of many: planned like every other reminder, with what the week holds.

A digest is a row of the outbox as any: planned once, sent once, tried until it is taken. What it
says is read when it is built: what fell due in the week before and what comes in the next two.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from requests_app.reminders.choices import next_digest_day
from requests_app.reminders.clock import Clock
from requests_app.reminders.local_time import local_day
from requests_app.reminders.models import STOPPABLE, Choice, Reminder, State
from requests_app.reminders.occasions import DIGEST
from requests_app.reminders.services import PlannedDeadline, outbox_row

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=7), timedelta(days=14)
# A digest is planned this long before its day at the latest, and never more than one ahead.
PLANNED_AHEAD = timedelta(days=8)


def plan_digests(clock: Clock) -> int:
    """Plan the next digest of everyone who wants one and has none ahead; how many.

    After an outage the Mondays that are past are left out: one digest says it all.
    """
    today = clock.read().astimezone(UTC).date()
    wanting = Choice.objects.across_owners().filter(digest_planned_for__lte=today)
    planned = 0
    for choice in wanting.select_related("owner")[:1000]:
        planned += _plan_one(choice, clock.read())
    return planned


def _plan_one(choice: Choice, now: datetime) -> int:
    person: Any = choice.owner
    day = next_digest_day(local_day(now, person.time_zone))
    with transaction.atomic():
        # Of two planners one gets the row; the key would stop a second digest in any case.
        mine = (
            Choice.objects.across_owners()
            .filter(pk=choice.pk, digest_planned_for=choice.digest_planned_for)
            .update(digest_planned_for=day)
        )
        if not mine:
            return 0
        week = day.isocalendar()
        deadline = PlannedDeadline(name=f"{week.year}-W{week.week:02}", due=day, kind=DIGEST)
        row = outbox_row(person, DIGEST, deadline, offset=0, day=day)
        Reminder.objects.across_owners().bulk_create([row], ignore_conflicts=True)
    return 1


@dataclass(frozen=True, slots=True)
class Digest:
    """The rows that a digest speaks of, in the order of their deadlines."""

    fell_due: tuple[Reminder, ...]
    ahead: tuple[Reminder, ...]

    def __bool__(self) -> bool:
        return bool(self.fell_due or self.ahead)


def contents(owner_id: uuid.UUID, day: date, now: datetime) -> Digest:
    """What the digest of this local day says: each deadline once."""
    rows = (
        Reminder.objects.for_owner(owner_id)
        .exclude(kind=DIGEST)
        .exclude(state__in=[State.CANCELLED, State.SUPERSEDED])
    )
    past = rows.filter(due_at__lte=now, due_at__gt=now - LOOKS_BACK)
    ahead = rows.filter(
        due_at__gt=now, state__in=STOPPABLE, due_on__gte=day, due_on__lte=day + LOOKS_AHEAD
    )
    fell_due = _once(past.order_by("-due_at"))
    mentioned = {(row.reference, row.deadline) for row in fell_due if row.due_on >= day}
    coming = [
        row
        for row in _once(ahead.order_by("due_at"))
        if (row.reference, row.deadline) not in mentioned
    ]
    return Digest(tuple(reversed(fell_due)), tuple(sorted(coming, key=lambda row: row.due_on)))


def _once(rows: Any) -> list[Reminder]:
    found: dict[tuple[str, str], Reminder] = {}
    for row in rows:
        found.setdefault((row.reference, row.deadline), row)
    return list(found.values())
