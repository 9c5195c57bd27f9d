"""What changes a person's account: the first owner, sign-in links, settings."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from requests_app.accounts.models import SignInLink, User
from requests_app.reminders.services import person_changed

LINK_LIFETIME = timedelta(hours=24)


def owner() -> User:
    """The owner of a personal instance; made at the first call."""
    person = User.objects.filter(is_owner=True).first()
    if person is not None:
        return person
    try:
        with transaction.atomic():
            return User.objects.create_user(is_owner=True)
    except IntegrityError:
        return User.objects.get(is_owner=True)


def owner_sign_in_link() -> str:
    """A fresh address that signs the owner in once, within a day; older unused ones end."""
    person = owner()
    SignInLink.objects.for_owner(person).filter(used_at=None).delete()
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        owner=person, token_hash=_hash(token), expires_at=timezone.now() + LINK_LIFETIME
    )
    return f"{settings.SITE_URL}{reverse('accounts:sign-in-link', args=[token])}"


def use_link(token: str) -> User | None:
    """The person whom the link signs in, or None if it is wrong, old or used. Works once."""
    now = timezone.now()
    links = SignInLink.objects.across_owners().filter(token_hash=_hash(token))
    # The conditional update is the lock: of two requests at once, one gets the row.
    if not links.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        return None
    return User.objects.get(pk=links.values_list("owner_id", flat=True).get())


def link_is_open(token: str) -> bool:
    """Whether the link would sign somebody in now."""
    return (
        SignInLink.objects.across_owners()
        .filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())
        .exists()
    )


def settle_in(
    person: User, *, email: str, language: str, time_zone: str, reminder_hour: int
) -> None:
    """Keep where and when reminders reach the person."""
    person.set_email(email)
    person.language = language
    person.time_zone = time_zone
    person.reminder_hour = reminder_hour
    person.settled_in_at = person.settled_in_at or timezone.now()
    with transaction.atomic():
        person.save()
        person_changed(person.pk)


def seen(person: User) -> None:
    """Note that the person has been shown what fell due up to now."""
    User.objects.filter(pk=person.pk).update(last_seen_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
