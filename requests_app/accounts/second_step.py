"""Codes of an authenticator app: each is taken once.

A phone's clock may be off by half a minute, so a code is taken for a minute and a half; allauth
forgets after half a minute that it was used. Here the period of a used code is kept, in the
database, and neither it nor an earlier one is taken again.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache


class _Once:
    """Refuses a code of the app that was used, before anything else looks at it."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        if app is not None:
            secret = get_adapter().decrypt(app.data["secret"])
            if not is_first_use(secret, self.cleaned_data["code"]):
                check_rate_limit(self.user)
                self._emit_authentication_failed(app)  # type: ignore[attr-defined]
                raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())  # type: ignore[misc]


class SecondStepForm(_Once, AuthenticateForm):  # type: ignore[misc, unused-ignore]
    """The second step of signing in."""


class ConfirmForm(_Once, ReauthenticateForm):  # type: ignore[misc, unused-ignore]
    """Proves once more who somebody is."""


class NewAppForm(ActivateTOTPForm):  # type: ignore[misc, unused-ignore]
    """Sets an app up; the code that does so does not sign in any more."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        if not is_first_use(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def is_first_use(secret: str, code: str) -> bool:
    """Whether neither this code of the app nor a later one was taken; marks it as taken.

    True also for what is no code of the app at present: that is refused elsewhere.
    """
    current = list(yield_hotp_counters_from_time())
    matching = [
        counter
        for counter in current
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
    ]
    if not matching:
        return True
    counter = max(matching)
    # The key is hashed before it is kept (safety.limits).
    later = any(cache.get(f"totp:{secret}:{one}") for one in current if one > counter)
    remembered_for = (2 * app_settings.TOTP_TOLERANCE + 2) * app_settings.TOTP_PERIOD
    return not later and cache.add(f"totp:{secret}:{counter}", 1, remembered_for)
