"""What follows from signing in and from confirming an address, whichever way it was done.

Connected when the application starts (`apps.py`): Django and allauth tell of these by signals.
"""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.signals import (
    authentication_step_completed,
    email_confirmed,
    email_verification_code_rejected,
    login_code_rejected,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from requests_app.accounts import adapter, reauthentication, services
from requests_app.accounts.browsers import browser_name
from requests_app.accounts.models import User
from requests_app.accounts.sessions import SessionStore
from requests_app.safety import audit
from requests_app.safety.audit import Verb


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Note when, and on what kind of browser, for the list of sessions."""
    reauthentication.note(request)
    request.session["browser"] = browser_name(request.headers.get("User-Agent", ""))
    adapter.forget_mailed(request)
    SessionStore.clear_expired()
    services.forget_unconfirmed()
    audit.record(user.pk, Verb.SIGNED_IN)


@receiver(user_login_failed)
def refused(sender: Any, credentials: dict[str, Any], **_kwargs: Any) -> None:
    """Write down that somebody was refused, and on whose account if it is one."""
    _refused(User.objects.filter(email_index=credentials.get("email", "")).first())


@receiver(authentication_failed)
def refused_second_step(sender: Any, user: User, **_kwargs: Any) -> None:
    """The same of a wrong code in the second step."""
    _refused(user)


@receiver(login_code_rejected)
@receiver(email_verification_code_rejected)
def refused_code(sender: Any, user: User, **_kwargs: Any) -> None:
    """The same of a wrong mailed code."""
    _refused(user)


def _refused(person: User | None) -> None:
    thing: uuid.UUID | None = person.pk if person else None
    audit.record(None, Verb.SIGN_IN_FAILED, thing)


@receiver(user_signed_up)
def signed_up(sender: Any, user: User, **_kwargs: Any) -> None:
    """An account was begun; it counts once its address is confirmed."""
    audit.record(user.pk, Verb.SIGNED_UP)


@receiver(email_confirmed)
def address_confirmed(
    sender: Any, request: HttpRequest, email_address: Any, **_kwargs: Any
) -> None:
    """The address becomes the person's; the one before is at hand once more, to be told."""
    person = User.objects.get(pk=email_address.user_id)
    address = adapter.address_proved(request, email_address.email, person)
    if person.email and person.email != address:
        adapter.remember(request, person.email)
        audit.record(person.pk, Verb.EMAIL_CHANGED)
    services.set_address(person, address)


@receiver(authentication_step_completed)
def confirmed(sender: Any, user: User, **data: Any) -> None:
    """The person proved again who they are."""
    if data.get("reauthenticated"):
        audit.record(user.pk, Verb.REAUTHENTICATED)


@receiver(authenticator_added)
def factor_added(sender: Any, user: User, authenticator: Any, **_kwargs: Any) -> None:
    """A second factor was set up, or recovery codes made along with it."""
    made = authenticator.type == Authenticator.Type.RECOVERY_CODES
    audit.record(user.pk, Verb.RECOVERY_CODES_MADE if made else Verb.SECOND_FACTOR_ADDED)


@receiver(authenticator_reset)
def codes_made(sender: Any, user: User, **_kwargs: Any) -> None:
    """New recovery codes were made."""
    audit.record(user.pk, Verb.RECOVERY_CODES_MADE)


@receiver(authenticator_removed)
def factor_removed(sender: Any, user: User, **_kwargs: Any) -> None:
    """A second factor was taken away."""
    audit.record(user.pk, Verb.SECOND_FACTOR_REMOVED)
