"""Fill the outbox of a drill: people, and for each the deadline that has passed.

`python -m tests.drills.plant --people N` plans through the room's own door, as if the events had
been recorded long ago; `--due-in S` then moves all of it to one instant that many seconds ahead.
Prints one line a reminder: Message-ID and the instant at which it is due.
"""

from __future__ import annotations

import argparse
import sys
import uuid
from datetime import UTC, date, timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402

from requests_app.accounts.models import User  # noqa: E402
from requests_app.reminders import doorbell  # noqa: E402
from requests_app.reminders.clock import DatabaseClock, StandingClock  # noqa: E402
from requests_app.reminders.models import Reminder  # noqa: E402
from requests_app.reminders.services import PlannedDeadline, plan  # noqa: E402

DAY = timedelta(days=1)


def person(number: int) -> User:
    """Somebody whose hour is the first of the day in UTC, and so always past."""
    return User.objects.create_user(
        f"person{number}@example.org", time_zone="UTC", reminder_hour=0, language="en"
    )


def deadline(today: date) -> PlannedDeadline:
    return PlannedDeadline(
        name="answer",
        due=today - DAY,
        rule="UK-6",
        platform="LinkedIn",
        right="objection",
        path=f"/cases/{uuid.uuid4()}/",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill the outbox of a drill.")
    parser.add_argument("--people", type=int, default=1)
    parser.add_argument("--reminders", type=int, help="in all; as many as people if not given")
    parser.add_argument("--ring", action="store_true", help="ring Celery's bell and wait for it")
    parser.add_argument("--due-in", type=float, help="seconds from now; else due since midnight")
    given = parser.parse_args()
    now = DatabaseClock().read()
    # When everything but the last step is past: one reminder a deadline.
    noon = StandingClock(now.astimezone(UTC).replace(hour=12, minute=0) - DAY)
    wanted = given.reminders or given.people
    people = []
    for first in range(0, given.people, 200):
        with transaction.atomic():
            people += [person(n) for n in range(first, min(first + 200, given.people))]
    for first in range(0, wanted, 200):
        with transaction.atomic():
            for number in range(first, min(first + 200, wanted)):
                owner = people[number % len(people)]
                wish = [deadline(now.astimezone(UTC).date())]
                plan(owner.pk, f"drill:{number}", wish, clock=noon)
    rows = Reminder.objects.across_owners()
    if given.due_in is not None:
        at = DatabaseClock().read() + timedelta(seconds=given.due_in)
        rows.update(due_at=at, next_attempt_at=at)
    if given.ring:
        doorbell.ring(doorbell.SWEEP)
    for message_id, due_at in rows.values_list("message_id", "due_at").iterator():
        sys.stdout.write(f"{message_id} {due_at.timestamp():.6f}\n")


if __name__ == "__main__":
    main()
