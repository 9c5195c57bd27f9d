"""What a person wants by mail: each occasion with its switch, or one mail a week."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction

from requests_app.reminders.clock import Clock, DatabaseClock
from requests_app.reminders.local_time import local_day
from requests_app.reminders.models import Choice
from requests_app.reminders.occasions import Occasion

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

# Written out, not reversed: a sender needs none of the pages to build a mail.
OFF_PATH = "reminders/off/"
_SALT = "requests_app.reminders.off"


@dataclass(frozen=True, slots=True)
class Choices:
    """What is switched off, and whether there is one mail a week."""

    off: frozenset[Occasion] = frozenset()
    digest: bool = False


def choices_of(owner: AbstractBaseUser | uuid.UUID) -> Choices:
    """This person's choices; everything on and no digest for who never chose."""
    row = Choice.objects.for_owner(owner).first()
    return _as_chosen(row) if row else Choices()


def choices_of_all(owner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Choices]:
    """The choices of those of them who chose."""
    rows = Choice.objects.across_owners().filter(owner_id__in=set(owner_ids))
    return {row.owner_id: _as_chosen(row) for row in rows}


def _as_chosen(row: Choice) -> Choices:
    known = {occasion.value for occasion in Occasion}
    return Choices(frozenset(Occasion(name) for name in row.off if name in known), row.digest)


def choose(
    owner_id: uuid.UUID,
    *,
    off: Iterable[Occasion | str] | None = None,
    digest: bool | None = None,
    clock: Clock | None = None,
) -> Choices:
    """Keep the person's choices; None leaves that one as it is. Raises ValueError for a name that
    is no occasion."""
    with transaction.atomic():
        person: Any = get_user_model()._default_manager.select_for_update().get(pk=owner_id)
        row = Choice.objects.for_owner(owner_id).first() or Choice(owner_id=owner_id)
        if off is not None:
            row.off = sorted({Occasion(name).value for name in off})
        if digest is not None and digest != row.digest:
            row.digest = digest
            today = local_day((clock or DatabaseClock()).read(), person.time_zone)
            row.digest_planned_for = today if digest else None
        row.save()
    return _as_chosen(row)


def next_digest_day(after: date) -> date:
    """The Monday after this day."""
    return after + timedelta(days=7 - after.weekday())


def off_address(owner_id: uuid.UUID, occasion: Occasion) -> str:
    """The address that switches this occasion off for this person, by POST and without sign-in.

    It can do nothing else, so it needs no end.
    """
    token = signing.Signer(salt=_SALT).sign_object([owner_id.hex, occasion.value])
    return f"{settings.SITE_URL}/{OFF_PATH}{token}/"


def read_off_token(token: str) -> tuple[uuid.UUID, Occasion] | None:
    """Whom and what the address is about; None if it is not one of ours."""
    try:
        owner, occasion = signing.Signer(salt=_SALT).unsign_object(token)
        return uuid.UUID(owner), Occasion(occasion)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def switch_off(owner_id: uuid.UUID, occasion: Occasion) -> bool:
    """Send no more mail about this occasion; False if there is no such person."""
    if not get_user_model()._default_manager.filter(pk=owner_id).exists():
        return False
    if occasion == Occasion.DIGEST:
        choose(owner_id, digest=False)
    else:
        choose(owner_id, off=choices_of(owner_id).off | {occasion})
    return True
