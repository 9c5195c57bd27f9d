"""What changes a person's account: the first owner, sign-in links, settings, password, sessions."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from requests_app.accounts.models import Session, SignInLink, User, blinded, blinded_of_old
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
    find_by_the_new_rule(email)
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
    with transaction.atomic():
        SignInLink.objects.create(
            owner=person, token_hash=_hash(token), expires_at=timezone.now() + LINK_LIFETIME
        )
        audit.record(None, audit.Verb.LINK_MADE, person.pk)
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
    if email != (person.email or ""):
        person.set_email(email)
    person.language = language
    person.time_zone = time_zone
    person.reminder_hour = reminder_hour
    person.settled_in_at = person.settled_in_at or timezone.now()
    with transaction.atomic():
        person.save()
        person_changed(person.pk)
        audit.record(person.pk, audit.Verb.SETTINGS_CHANGED)


def preset(person: User, *, language: str, time_zone: str) -> None:
    """Guess where and when reminders reach somebody new. Never touches what they have chosen, nor
    anything of a person who has been shown the desk before."""
    new = User.objects.filter(pk=person.pk, settled_in_at=None, last_seen_at=None)
    if new.update(language=language, time_zone=time_zone):
        person.language, person.time_zone = language, time_zone


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
        _sessions_but(person, session_key).delete()
        audit.record(person.pk, audit.Verb.PASSWORD_CHANGED)


def end_session(person: User, session_id: uuid.UUID) -> bool:
    """End one session of the person; False if there is no such one."""
    with transaction.atomic():
        deleted, _models = Session.objects.for_owner(person).filter(pk=session_id).delete()
        if deleted:
            audit.record(person.pk, audit.Verb.SESSION_ENDED, session_id)
    return bool(deleted)


def end_sessions(person: User, *, but: str | None = None) -> None:
    """End all sessions of the person, but for the one with this key."""
    with transaction.atomic():
        _sessions_but(person, but).delete()
        audit.record(person.pk, audit.Verb.SESSION_ENDED)


def _sessions_but(person: User, session_key: str | None) -> QuerySet[Session]:
    sessions = Session.objects.for_owner(person)
    return sessions.exclude(pk=row_id(session_key)) if session_key else sessions


def forget_unconfirmed() -> None:
    """Delete accounts that were begun with an address which nobody confirmed in time."""
    begun = User.objects.filter(
        last_login=None,
        is_owner=False,
        created_at__lt=timezone.now() - UNCONFIRMED_FOR,
        emailaddress__verified=False,
    )
    for person in begun[:20]:
        _forget(person)


def displace_unconfirmed(fingerprint: str, by: User) -> None:
    """Delete the account that somebody began with an address which has now proved to be `by`'s."""
    begun = User.objects.filter(
        email_index=fingerprint, last_login=None, is_owner=False, emailaddress__verified=False
    ).exclude(pk=by.pk)
    with transaction.atomic():
        unproved = begun.exclude(emailaddress__verified=True)
        for person in unproved.select_for_update(of=("self",)):
            _forget(person)


def _forget(person: User) -> None:
    person_id = person.pk
    person.delete()
    destroy(person_id)


def find_by_the_new_rule(email: str) -> None:
    """Have an account found whose fingerprint was made before domains were written in ASCII."""
    if email.isascii():
        return
    before, now = blinded_of_old(email), blinded(email)
    person = User.objects.filter(email_index=before).first()
    # One fingerprint stood for several addresses then: it is this person's if they gave this one.
    if person is None or before == now or blinded(person.email or "") != now:
        return
    if EmailAddress.objects.filter(user=person, email=before, verified=True).exists():
        displace_unconfirmed(now, person)
    # Else another account has proved the same mailbox in its other spelling: that one is found.
    with contextlib.suppress(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(email_index=now)
        EmailAddress.objects.filter(user=person, email=before).update(email=now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
