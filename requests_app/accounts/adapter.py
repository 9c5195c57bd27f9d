"""Our side of allauth: what it gets to know of people, what it may show, and how it sends.

allauth works on addresses and keeps them in tables and sessions. Here it only ever holds the keyed
fingerprint (`models.blinded`). Who typed an address is answered at it, in the request in which it
was typed; later the sealed address of the person is used, or the session, which is sealed too.
"""

from __future__ import annotations

import base64
import contextlib
import re
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from requests_app.accounts import mail, reauthentication, services
from requests_app.accounts.addresses import validate_plain
from requests_app.accounts.models import BLIND_DOMAIN, User, blinded, blinded_of_old
from requests_app.vault.cipher import place, seal, unseal, version_of
from requests_app.vault.errors import Unreadable
from requests_app.vault.keys import key_for_opening, key_for_sealing

_BLINDED = re.compile(rf"[0-9a-f]{{64}}@{re.escape(BLIND_DOMAIN)}")
_TYPED = "_addresses_typed"
_MAILED_TO = "mailed_to"

# allauth's messages, by the template it would draw; what is not here is not said.
_SAID: dict[str, str | Promise] = {
    "account/messages/email_confirmed.txt": gettext_lazy("The address is confirmed."),
    "account/messages/email_confirmation_failed.txt": gettext_lazy(
        "This address cannot be used here; give another one."
    ),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("The recovery codes are made."),
}


def shown_as(person: User) -> str:
    """How the person is named to themselves: by their address."""
    return person.email or _("you")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not settings.PERSONAL_INSTANCE and settings.SIGN_UP == "open"

    def clean_email(self, email: str) -> str:
        """The fingerprint that stands for an address from here on."""
        if _BLINDED.fullmatch(email):
            return email  # allauth cleans more than once
        validate_plain(email)
        services.find_by_the_new_rule(email)
        standing_for = blinded(email)
        _typed(self.request)[standing_for] = email
        return standing_for

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.set_email(_typed(request)[form.cleaned_data["email"]])
        language = get_language() or settings.LANGUAGE_CODE
        user.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail to the address behind the fingerprint; a failure is told and ends the request."""
        request = self.request
        to = address_behind(request, email)
        if not to:
            return
        # The page that asks for the code names the address as it was typed, never as it is kept.
        request.session[_MAILED_TO] = [email, _given(request, email) or to]
        try:
            mail.send(to, template_prefix, code=context.get("code", ""))
        except mail.MailFailed:
            raise ImmediateHttpResponse(
                render(request, "accounts/mail_failed.html", status=503)
            ) from None
        except mail.TooManyMails:
            raise ImmediateHttpResponse(
                render(request, "web/errors/429.html", status=429)
            ) from None

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        kind = "email_confirmation_signup" if signup else "email_confirmation"
        address = emailconfirmation.email_address.email
        self.send_mail(f"account/email/{kind}", address, {"code": emailconfirmation.key})

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person what was changed; what was changed stays so if the mail fails."""
        to = address_behind(self.request, email) if email else user.email
        notify(to, template_prefix)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or _SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        settled_in = getattr(request.user, "settled_in_at", None)
        return reverse("web:home" if settled_in else "accounts:settings")

    get_signup_redirect_url = get_login_redirect_url

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not reauthentication.is_recent(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not user.is_authenticated:
            return []
        ways: list[dict[str, Any]] = [] if settings.PERSONAL_INSTANCE else self._ways(user)
        return ways or [reauthentication.last_way(user)]

    def _ways(self, user: Any) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return ways


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of a second factor, sealed under the person's key and bound to the person."""

    def encrypt(self, text: str) -> str:
        owner_id = context.request.user.pk
        key = key_for_sealing(owner_id)
        sealed = seal(text.encode(), key, factor_place(owner_id, key.version))
        return f"{owner_id.hex}.{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; raises Unreadable if it is not that of whoever is signing in."""
        owner, _dot, encoded = encrypted_text.partition(".")
        try:
            owner_id, sealed = uuid.UUID(owner), base64.b64decode(encoded, validate=True)
        except ValueError:
            raise Unreadable("This is not the sealed secret of a second factor.") from None
        if owner_id != _whose_turn(context.request):
            raise Unreadable("The secret of a second factor is somebody else's.")
        version = version_of(sealed)
        key = key_for_opening(owner_id, version)
        return unseal(sealed, key, factor_place(owner_id, version)).decode()

    def get_totp_label(self, user: Any) -> str:
        return shown_as(user)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        name = shown_as(user)
        return {"id": user.pk.hex.encode(), "display_name": name, "name": name}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "DSR Desk"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """A number: what a person would call a device says something about them."""
        kept = Authenticator.objects.filter(user_id=user.pk, type=type)
        return str(max((int(one.data["name"]) for one in kept), default=0) + 1)


def notify(to: str, kind: str) -> None:
    """Mail word of a change; nothing is raised, since the change has been made."""
    if not to:
        return
    with contextlib.suppress(mail.MailFailed, mail.TooManyMails):  # logged where it failed
        mail.send(to, kind)


def address_behind(request: HttpRequest, standing_for: str) -> str:
    """Where to send: to the sealed address of whoever has it; only if nobody has, as it was typed.

    What a person gave and proved is all that counts as theirs, whatever else somebody may type.
    """
    person = User.objects.filter(email_index=standing_for).first()
    return person.email or "" if person else _given(request, standing_for)


def address_proved(request: HttpRequest, standing_for: str, person: User) -> str:
    """The address of which the person has just proved that it is theirs."""
    kept = person.email or ""
    return kept if kept and blinded(kept) == standing_for else _given(request, standing_for)


def _given(request: HttpRequest, standing_for: str) -> str:
    """The address as it was typed in this request, or in the one in which a code was mailed."""
    typed: str | None = _typed(request).get(standing_for)
    if typed:
        return typed
    mailed = request.session.get(_MAILED_TO)
    return str(mailed[1]) if mailed and mailed[0] == standing_for else ""


def remember(request: HttpRequest, email: str) -> None:
    """Have an address at hand for the rest of this request, though it is about to be replaced."""
    _typed(request).update({blinded(email): email, blinded_of_old(email): email})


def forget_mailed(request: HttpRequest) -> None:
    """Nothing more will be mailed to an address that is no account's."""
    request.session.pop(_MAILED_TO, None)


def _typed(request: HttpRequest) -> dict[str, str]:
    typed: dict[str, str] = getattr(request, _TYPED, {})
    setattr(request, _TYPED, typed)
    return typed


def factor_place(owner_id: uuid.UUID, version: int) -> bytes:
    return place("second_factor", owner_id, version)


def _whose_turn(request: HttpRequest) -> uuid.UUID | None:
    """Whoever is signed in, or has taken the first step of signing in."""
    if request.user.is_authenticated:
        return request.user.pk
    login = unstash_login(request, peek=True)
    return login.user.pk if login and login.user else None
