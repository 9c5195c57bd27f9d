"""What changes the plan: deadlines come in, rows stand in the outbox. All within one transaction.

Planning is idempotent: the same list twice is one set of rows. A deadline gets a new version when
its day changes or when its rows were cancelled in between, and only then; so a reminder that was
sent is not sent again because something else happened in the matter.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from requests_app.reminders import doorbell
from requests_app.reminders.clock import Clock, DatabaseClock
from requests_app.reminders.local_time import instant, next_day_with_hour_ahead
from requests_app.reminders.message import message_id
from requests_app.reminders.mime import clean_header
from requests_app.reminders.models import STOPPABLE, Reminder, State
from requests_app.reminders.occasions import ANSWER, KINDS, NEVER_TOO_LATE, Step

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDeadline:
    """A day by which something must have happened, and what a reminder says about it."""

    name: str
    due: date
    kind: str = ANSWER
    rule: str = ""
    platform: str = ""
    right: str = ""
    path: str = ""
    # For a date that moved: the day it was and the day it is.
    moved: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        for field, longest in (("name", 60), ("rule", 60), ("platform", 200), ("path", 300)):
            if len(getattr(self, field)) > longest:
                raise ValueError(f"A deadline's {field} has at most {longest} characters.")
        if not self.name:
            raise ValueError("A deadline needs a name.")
        if self.kind not in KINDS:
            raise ValueError(
                f"A deadline's kind is one of {', '.join(KINDS)}; {self.kind!r} is not."
            )
        if not EARLIEST <= self.due <= LATEST:
            raise ValueError(f"A deadline's day lies between {EARLIEST} and {LATEST}.")

    @property
    def payload(self) -> dict[str, str]:
        """What the message needs and nobody else may read."""
        found = {"platform": clean_header(self.platform), "right": self.right, "path": self.path}
        if self.moved:
            found["was"], found["becomes"] = (day.isoformat() for day in self.moved)
        return found


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did, in rows."""

    added: int = 0
    kept: int = 0
    superseded: int = 0


def plan(
    owner_id: uuid.UUID,
    reference: str,
    deadlines: Iterable[PlannedDeadline],
    *,
    clock: Clock | None = None,
) -> Planned:
    """Make the outbox say what these deadlines need, and no more, under this reference.

    `deadlines` is the whole list wanted now. Runs inside the caller's transaction (RuntimeError
    otherwise), so the plan stands if and only if the event does. Raises ValueError for two
    deadlines of one name or a reference that is too long.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Reminders are planned in the transaction that records the event.")
    if not 0 < len(reference) <= 100:
        raise ValueError("A reference has 1 to 100 characters.")
    wanted = list(deadlines)
    if len({deadline.name for deadline in wanted}) < len(wanted):
        raise ValueError("Two deadlines under one reference have the same name.")
    # One planner at a time for a person: two versions of a deadline cannot cross.
    person: Any = get_user_model()._default_manager.select_for_update().get(pk=owner_id)
    now = (clock or DatabaseClock()).read()
    standing: dict[str, list[Reminder]] = {}
    for row in Reminder.objects.for_owner(owner_id).filter(reference=reference):
        standing.setdefault(row.deadline, []).append(row)

    unwanted = [name for name in standing if name not in {d.name for d in wanted}]
    superseded = _stop(
        Reminder.objects.for_owner(owner_id).filter(reference=reference, deadline__in=unwanted),
        State.CANCELLED,
        "withdrawn",
    )
    rows: list[Reminder] = []
    kept = 0
    for deadline in wanted:
        known = standing.get(deadline.name, [])
        version, is_new = _version(deadline, known)
        current = [row for row in known if row.deadline_version == version]
        if is_new and known:
            superseded += _stop(
                Reminder.objects.for_owner(owner_id).filter(
                    reference=reference, deadline=deadline.name
                ),
                State.SUPERSEDED,
                "replaced",
            )
        _refresh(current, deadline)
        standing_offsets = {row.offset for row in current}
        kept += len(current)
        rows += [
            outbox_row(person, reference, deadline, version=version, offset=step.offset, day=day)
            for step, day in _days(deadline, person, now)
            if step.offset not in standing_offsets
        ]
    Reminder.objects.across_owners().bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= now + timedelta(minutes=1) for row in rows):
        doorbell.nudge()
    return Planned(added=len(rows), kept=kept, superseded=superseded)


def cancel(owner_id: uuid.UUID, reference: str) -> int:
    """Say nothing more under this reference; how many rows that stopped.

    A message that is on the wire at this moment cannot be called back.
    """
    rows = Reminder.objects.for_owner(owner_id).filter(reference=reference)
    return _stop(rows, State.CANCELLED, "closed")


def person_changed(owner_id: uuid.UUID, *, clock: Clock | None = None) -> int:
    """Move what is planned to the person's present hour and zone; how many rows moved."""
    person: Any = get_user_model()._default_manager.get(pk=owner_id)
    planned = Reminder.objects.for_owner(owner_id).filter(state=State.PLANNED)
    moved = 0
    for pk, day, due_at in planned.values_list("pk", "remind_on", "due_at"):
        new = instant(day, person.reminder_hour, person.time_zone)
        if new != due_at:
            # Only while it still waits: a sender may have taken it since it was read.
            moved += planned.filter(pk=pk).update(due_at=new, next_attempt_at=new)
    if moved:
        doorbell.nudge()
    return moved


def _stop(rows: QuerySet[Reminder], state: State, reason: str) -> int:
    return (
        rows.filter(state__in=STOPPABLE)
        .exclude(
            # In doubt for the second time: it is settled, and stays to be seen.
            state=State.UNCERTAIN,
            next_attempt_at=None,
        )
        .update(
            state=state, reason=reason, next_attempt_at=None, lease_token=None, lease_until=None
        )
    )


def _version(deadline: PlannedDeadline, known: list[Reminder]) -> tuple[int, bool]:
    """The version these rows have, and whether it is a new one."""
    newest = max((row.deadline_version for row in known), default=0)
    current = [row for row in known if row.deadline_version == newest]
    unchanged = bool(current) and all(
        row.due_on == deadline.due and row.kind == deadline.kind and row.state != State.CANCELLED
        for row in current
    )
    return (newest, False) if unchanged else (newest + 1, True)


def _refresh(current: list[Reminder], deadline: PlannedDeadline) -> None:
    """Give rows not yet sent the present words: a corrected name, another right."""
    for row in current:
        if row.state in STOPPABLE and (row.payload, row.rule) != (deadline.payload, deadline.rule):
            row.payload, row.rule = deadline.payload, deadline.rule
            row.save(update_fields=["payload", "rule"])


def _days(deadline: PlannedDeadline, person: Any, now: datetime) -> list[tuple[Step, date]]:
    """Each step that is still to be said, with its local day.

    What was to be said before the deadline and is past by now is left out: whoever records the
    event sees the deadline on the page. What is to be said after it is never left out: the newest
    such step comes at the person's next hour. Nor is what is no deadline and happened unasked.
    """
    ahead: list[tuple[Step, date]] = []
    missed: Step | None = None
    for step in sorted(KINDS[deadline.kind], key=lambda step: step.offset):
        day = deadline.due + timedelta(days=step.offset)
        if instant(day, person.reminder_hour, person.time_zone) > now:
            ahead.append((step, day))
        elif step.offset > 0 or deadline.kind in NEVER_TOO_LATE:
            missed = step
    if missed is not None:
        day = next_day_with_hour_ahead(now, person.reminder_hour, person.time_zone)
        ahead.append((missed, day))
    return ahead


def outbox_row(
    person: Any,
    reference: str,
    deadline: PlannedDeadline,
    *,
    version: int = 1,
    offset: int,
    day: date,
) -> Reminder:
    """The row, not yet written, that tells this person about the deadline on this local day."""
    due_at = instant(day, person.reminder_hour, person.time_zone)
    channel = "email"
    key = _key(str(person.pk), reference, deadline.name, version, deadline.rule, offset, channel)
    return Reminder(
        owner_id=person.pk,
        key=key,
        reference=reference,
        deadline=deadline.name,
        deadline_version=version,
        kind=deadline.kind,
        rule=deadline.rule,
        offset=offset,
        channel=channel,
        due_on=deadline.due,
        remind_on=day,
        due_at=due_at,
        next_attempt_at=due_at,
        message_id=message_id(key),
        recipient=person.email or None,
        payload=deadline.payload,
    )


def _key(*parts: object) -> str:
    """The recipient stands in it as the person, not as the address: a new address is no second
    reminder."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def resend(pk: uuid.UUID) -> int:
    """Have a dead or doubtful reminder tried afresh, as the operator asks; 1 if it was one."""
    done = (
        Reminder.objects.across_owners()
        .filter(pk=pk, state__in=[State.DEAD, State.UNCERTAIN], next_attempt_at=None)
        .update(
            state=State.DUE, reason="", attempts=0, faults=0, doubts=0, next_attempt_at=F("due_at")
        )
    )
    doorbell.nudge()
    return done


def purge(before: datetime) -> int:
    """Forget the words and the address of what was settled before this instant; how many rows.

    Never touches what is still to be said, in doubt, or dead and not yet seen. The rows stay, empty
    of anything about the person's matter: they are what keeps a reminder from being planned twice.
    """
    settled = Q(state__in=[State.SENT, State.CANCELLED, State.SUPERSEDED]) | Q(
        state=State.DEAD, seen_at__isnull=False
    )
    rows = Reminder.objects.across_owners().filter(settled, due_at__lt=before)
    return rows.filter(payload__isnull=False).update(payload=None, recipient=None)


def dead_were_seen(owner_id: uuid.UUID) -> int:
    """The person has seen the banner about what could not be sent; how many rows that concerns."""
    return (
        Reminder.objects.for_owner(owner_id)
        .filter(state=State.DEAD, seen_at=None)
        .update(seen_at=Now())
    )
