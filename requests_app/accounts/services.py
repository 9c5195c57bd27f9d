"""What changes a person's account: the first owner, sign-in links, settings, password, sessions."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from requests_app.accounts.models import Session, SignInLink, User
from requests_app.accounts.sessions import row_id
from requests_app.reminders.services import person_changed
from requests_app.safety import audit
from requests_app.vault.keys import destroy

LINK_LIFETIME = timedelta(hours=24)
# An account whose address nobody confirmed goes after this time.
UNCONFIRMED_FOR = timedelta(hours=24)


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
    return _link_for(owner())


def sign_in_link_for(email: str) -> str:
    """The same for the person with this address; an account is made if there is none."""
    person = User.objects.by_email(email)
    with transaction.atomic():
        if person is None:
            person = User.objects.create_user(email)
        EmailAddress.objects.update_or_create(
            user=person, email=person.email_index, defaults={"verified": True, "primary": True}
        )
        return _link_for(person)


def _link_for(person: User) -> str:
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
    return User.objects.filter(pk=links.get().owner_id, is_active=True).first()


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
        audit.record(person.pk, audit.Verb.SETTINGS_CHANGED)


def seen(person: User) -> None:
    """Note that the person has been shown what fell due up to now."""
    User.objects.filter(pk=person.pk).update(last_seen_at=timezone.now())


def may_set_server(person: User) -> bool:
    """Whether the mail server is theirs to name: on their own instance, not set from outside."""
    return person.is_owner and settings.PERSONAL_INSTANCE and not settings.EMAIL_URL


def set_address(person: User, email: str) -> None:
    """Keep an address that was confirmed; reminders go there from now on."""
    person.set_email(email)
    with transaction.atomic():
        person.save(update_fields=["email", "email_index"])
        person_changed(person.pk)


def set_password(person: User, password: str, session_key: str | None) -> None:
    """Set the password and end every session but this one."""
    person.set_password(password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        end_sessions(person, but=session_key)


def end_session(person: User, session_id: uuid.UUID) -> bool:
    """End one session of the person; False if there is no such one."""
    deleted, _models = Session.objects.for_owner(person).filter(pk=session_id).delete()
    return bool(deleted)


def end_sessions(person: User, *, but: str | None = None) -> None:
    """End all sessions of the person, but for the one with this key."""
    sessions = Session.objects.for_owner(person)
    if but:
        sessions = sessions.exclude(pk=row_id(but))
    sessions.delete()


def forget_unconfirmed() -> None:
    """Delete accounts that were begun with an address which nobody confirmed in time."""
    begun = User.objects.filter(
        last_login=None,
        is_owner=False,
        created_at__lt=timezone.now() - UNCONFIRMED_FOR,
        emailaddress__verified=False,
    )
    for person in begun[:20]:
        person_id = person.pk
        person.delete()
        destroy(person_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
