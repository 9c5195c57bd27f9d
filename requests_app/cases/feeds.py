"""Private calendar feeds: made, revoked, and found by the hash of their token."""

from __future__ import annotations

import hashlib
import secrets
import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from requests_app.cases import queries
from requests_app.cases.calendar_file import Dated
from requests_app.cases.details import Details
from requests_app.cases.models import CalendarFeed, Case, Event
from requests_app.safety import audit

# 256 bits: nobody guesses it.
_TOKEN_BYTES = 32
MOST = 10


class TooManyFeeds(ValueError):
    """The person has as many feeds as one may have."""


def make(owner: AbstractBaseUser, *, with_names: bool) -> str:
    """A new feed; its token comes back this once and is kept nowhere. Raises TooManyFeeds."""
    if of_person(owner).count() >= MOST:
        raise TooManyFeeds
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        feed = CalendarFeed.objects.create(
            owner_id=owner.pk, token_hash=_hash(token), with_names=with_names
        )
        audit.record(owner.pk, audit.Verb.FEED_MADE, feed.pk)
    return token


def revoke(owner: AbstractBaseUser, feed_id: uuid.UUID) -> int:
    """End a feed of this person; how many that were (one or none)."""
    with transaction.atomic():
        ended = of_person(owner).filter(pk=feed_id).update(revoked_at=timezone.now())
        if ended:
            audit.record(owner.pk, audit.Verb.FEED_REVOKED, feed_id)
    return ended


def of_person(owner: AbstractBaseUser) -> QuerySet[CalendarFeed]:
    """The person's feeds that are open, the oldest first."""
    return CalendarFeed.objects.for_owner(owner).filter(revoked_at=None).order_by("created_at")


def by_token(token: str) -> CalendarFeed | None:
    """The open feed with this token."""
    rows = CalendarFeed.objects.across_owners().select_related("owner")
    return rows.filter(token_hash=_hash(token), revoked_at=None).first()


def dates(owner: AbstractBaseUser) -> list[Dated]:
    """The person's open cases that have a date, counted by the law's clock; three queries."""
    today = queries.today_of(owner)
    cases = Case.objects.for_owner(owner).filter(closed_at=None, due_on__isnull=False)
    numbered = list(cases.annotate(number=Count("events")).order_by("due_on", "opened_at"))
    events: dict[uuid.UUID, list[Event]] = {}
    with_date = Event.objects.for_owner(owner).filter(
        case__closed_at=None, case__due_on__isnull=False
    )
    for event in with_date:
        events.setdefault(event.case_id, []).append(event)
    return [
        Dated(
            case,
            Details.from_data(case.details),
            queries.counted(case, events.get(case.pk, []), today),
            case.number,
        )
        for case in numbered
    ]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
