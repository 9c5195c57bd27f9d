"""Addresses of signing up and in, under the names by which allauth finds them.

Each of allauth's pages that is used stands here one by one, with a template of ours; what is not
here does not exist. On a personal instance none of them does: its owner signs in by the link.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from requests_app.accounts import code_views, security, views
from requests_app.accounts.reauthentication import required
from requests_app.accounts.steady import steady

View = Callable[..., Any]


def _organisation(view: View) -> View:
    """Only where an organisation runs the instance; elsewhere as if there were no such page."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.PERSONAL_INSTANCE:
            raise Http404
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return gated


def _open(route: str, page: Any, template: str, name: str, **options: Any) -> URLPattern:
    view = page.as_view(template_name=f"accounts/{template}", **options)
    return path(route, _organisation(view), name=name)


def _telling(route: str, page: Any, template: str, name: str, **options: Any) -> URLPattern:
    """A page that could tell by its time who has an account."""
    view = page.as_view(template_name=f"accounts/{template}", **options)
    return path(route, _organisation(steady(view)), name=name)


def _delicate(route: str, page: Any, template: str, name: str) -> URLPattern:
    view = page.as_view(template_name=f"accounts/{template}", extra_context={"nav": "settings"})
    return path(route, _organisation(required(view)), name=name)


_SECURITY = "settings/security/"

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    _telling(
        "sign-up/",
        account.SignupView,
        "sign_in/sign_up.html",
        "account_signup",
        template_name_signup_closed="accounts/sign_in/sign_up_closed.html",
    ),
    _telling(
        "confirm-address/",
        code_views.AddressCodeView,
        "sign_in/code.html",
        "account_email_verification_sent",
    ),
    _telling(
        "sign-in-by-code/",
        account.RequestLoginCodeView,
        "sign_in/ask_for_code.html",
        "account_request_login_code",
    ),
    _telling(
        "sign-in-by-code/code/",
        code_views.SignInCodeView,
        "sign_in/code.html",
        "account_confirm_login_code",
    ),
    _open(
        "sign-in-by-passkey/",
        passkeys.LoginWebAuthnView,
        "sign_in/sign_in.html",
        "mfa_login_webauthn",
    ),
    _open("second-step/", mfa.AuthenticateView, "sign_in/second_step.html", "mfa_authenticate"),
    _open(
        "account-closed/", account.AccountInactiveView, "sign_in/inactive.html", "account_inactive"
    ),
    _open(
        "confirm/password/",
        account.ReauthenticateView,
        "sign_in/confirm.html",
        "account_reauthenticate",
        extra_context={"by_password": True},
    ),
    _open(
        "confirm/second-step/", mfa.ReauthenticateView, "sign_in/confirm.html", "mfa_reauthenticate"
    ),
    _open(
        "confirm/passkey/",
        passkeys.ReauthenticateWebAuthnView,
        "sign_in/confirm_passkey.html",
        "mfa_reauthenticate_webauthn",
    ),
    path(_SECURITY, security.overview, name="mfa_index"),
    _delicate(f"{_SECURITY}address/", account.EmailView, "security/address.html", "account_email"),
    _delicate(f"{_SECURITY}app/", totp.ActivateTOTPView, "security/app.html", "mfa_activate_totp"),
    _delicate(
        f"{_SECURITY}app/remove/",
        totp.DeactivateTOTPView,
        "security/app_remove.html",
        "mfa_deactivate_totp",
    ),
    _open(
        f"{_SECURITY}passkeys/",
        passkeys.ListWebAuthnView,
        "security/passkeys.html",
        "mfa_list_webauthn",
        extra_context={"nav": "settings"},
    ),
    _delicate(
        f"{_SECURITY}passkeys/add/",
        passkeys.AddWebAuthnView,
        "security/passkey_add.html",
        "mfa_add_webauthn",
    ),
    _delicate(
        f"{_SECURITY}passkeys/<int:pk>/remove/",
        passkeys.RemoveWebAuthnView,
        "security/passkey_remove.html",
        "mfa_remove_webauthn",
    ),
    _delicate(
        f"{_SECURITY}recovery-codes/",
        codes.ViewRecoveryCodesView,
        "security/recovery_codes.html",
        "mfa_view_recovery_codes",
    ),
    _delicate(
        f"{_SECURITY}recovery-codes/new/",
        codes.GenerateRecoveryCodesView,
        "security/recovery_codes_new.html",
        "mfa_generate_recovery_codes",
    ),
    _delicate(
        f"{_SECURITY}recovery-codes/download/",
        codes.DownloadRecoveryCodesView,
        "security/recovery_codes.txt",
        "mfa_download_recovery_codes",
    ),
]
