"""Closed cases are deleted after a period the person sets, announced before, and never a live one.

Off unless the person turns it on. The daily pass (`accounts.daily`) announces first: the case
list and a mail name the day, at least 14 days ahead. On that day the case is looked at again under
a lock; one that was opened again, or in which something can still fall due, stays.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.accounts.rights_models import Retention, RetentionNotice
from requests_app.cases.deleting import delete_case, is_over
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.reminders.erasing import forget as forget_reminders
from requests_app.reminders.services import PlannedDeadline, plan
from requests_app.safety import audit

# The case list tells at once; the mail goes at the person’s next hour, which is the day after at
# the latest and still 14 days ahead.
NOTICE = timedelta(days=15)
Months = Literal[0, 3, 6, 12, 24, 36, 60]
CHOICES: tuple[Months, ...] = get_args(Months)


@dataclass(frozen=True)
class Step:
    """What is due for a closed case ("announce", "withdraw", "delete"), and the day of deletion."""

    what: str
    owner_id: uuid.UUID
    case_id: uuid.UUID
    delete_on: date


def keep_for(person: User, months: int) -> None:
    """Keep closed cases for so many months from now on, 0 for ever; announcements start anew."""
    with transaction.atomic():
        Retention.objects.across_owners().update_or_create(
            owner_id=person.pk, defaults={"months": months}
        )
        for case_id in RetentionNotice.objects.for_owner(person).values_list("case_id", flat=True):
            forget_reminders(person.pk, _reference(case_id))
        RetentionNotice.objects.for_owner(person).delete()
        audit.record(person.pk, audit.Verb.RETENTION_CHANGED)


def months_of(person: User) -> int:
    """How long the person keeps closed cases, in months; 0 for ever."""
    chosen = Retention.objects.for_owner(person).values_list("months", flat=True).first()
    return chosen or 0


def announced(person: User) -> dict[uuid.UUID, date]:
    """The day of deletion of each case for which it is announced."""
    return dict(RetentionNotice.objects.for_owner(person).values_list("case_id", "delete_on"))


def steps(today: date) -> Iterator[Step]:
    """What is due today, for everyone who set a period. Changes nothing."""
    for chosen in Retention.objects.across_owners().filter(months__gt=0).iterator():
        noticed = RetentionNotice.objects.for_owner(chosen.owner_id)
        notices = dict(noticed.values_list("case_id", "delete_on"))
        closed = Case.objects.for_owner(chosen.owner_id).exclude(closed_at=None)
        for case in closed.defer("details"):
            if is_over(case):
                end = _months_later(case.closed_at, chosen.months)
                if step := _step(case, end, notices.pop(case.pk, None), today):
                    yield step
        for case_id, delete_on in notices.items():
            yield Step("withdraw", chosen.owner_id, case_id, delete_on)


def _step(case: Case, end: date, delete_on: date | None, today: date) -> Step | None:
    """`end` is the end of the period, `delete_on` the day that was announced."""
    # Closed again after the announcement: the period has begun anew, and so does that.
    if delete_on is None or delete_on < end:
        if today < end - NOTICE:
            return None if delete_on is None else Step("withdraw", case.owner_id, case.pk, end)
        return Step("announce", case.owner_id, case.pk, max(end, today + NOTICE))
    return Step("delete", case.owner_id, case.pk, delete_on) if today >= delete_on else None


def carry_out(step: Step) -> bool:
    """Announce, withdraw or delete; whether it was done."""
    notice = RetentionNotice.objects.for_owner(step.owner_id).filter(case_id=step.case_id)
    with transaction.atomic():
        if step.what == "announce":
            return _announce(step)
        forget_reminders(step.owner_id, _reference(step.case_id))
        done = step.what == "withdraw" or delete_case(step.owner_id, step.case_id)
        notice.delete()
    return done


def _announce(step: Step) -> bool:
    case = Case.objects.for_owner(step.owner_id).filter(pk=step.case_id).first()
    if case is None:
        return False
    RetentionNotice.objects.across_owners().update_or_create(
        owner_id=step.owner_id,
        case_id=step.case_id,
        defaults={"delete_on": step.delete_on, "announced_at": timezone.now()},
    )
    details = Details.from_data(case.details)
    mail = PlannedDeadline(
        name="deletion",
        due=step.delete_on,
        kind="deletion",
        platform=details.company[:200],
        right=details.right,
        path=reverse("cases:case", args=[case.pk]),
    )
    plan(step.owner_id, _reference(step.case_id), [mail])
    audit.record(None, audit.Verb.RETENTION_NOTICED, step.owner_id)
    return True


def _reference(case_id: uuid.UUID) -> str:
    return f"deletion:{case_id}"


def _months_later(moment: datetime | None, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    assert moment is not None
    day = timezone.localdate(moment)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
