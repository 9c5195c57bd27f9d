"""Sign-in and security: what one signs in with, and where one is signed in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.accounts import adapter, services, sessions
from requests_app.accounts.models import Session, User
from requests_app.accounts.reauthentication import required
from requests_app.accounts.sign_in_forms import PasswordForm
from requests_app.vault.errors import VaultError


@dataclass(frozen=True)
class SessionLine:
    """A session as the list shows it."""

    id: uuid.UUID
    browser: str
    started_at: datetime
    used_at: datetime
    is_this: bool


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the person signs in with, and their sessions with a button to end each."""
    person = _person(request)
    kept = Authenticator.objects.filter(user=person)
    codes = kept.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "nav": "settings",
        "by_link": settings.PERSONAL_INSTANCE,
        "has_password": person.has_usable_password(),
        "has_app": kept.filter(type=Authenticator.Type.TOTP).exists(),
        "passkeys": kept.filter(type=Authenticator.Type.WEBAUTHN).count(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "sessions": _lines(request, person),
    }
    return render(request, "accounts/security.html", context)


def _lines(request: HttpRequest, person: User) -> list[SessionLine]:
    this = sessions.row_id(request.session.session_key or "")
    rows = sessions.living().filter(owner_id=person.pk).order_by("-used_at")
    return [
        SessionLine(row.pk, _browser(row), row.started_at, row.used_at, row.pk == this)
        for row in rows
    ]


def _browser(row: Session) -> str:
    try:
        found = sessions.opened(row).get("browser", "")
    except VaultError:
        found = ""  # nobody can use it either
    return found or _("another browser")


@required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; every other session ends."""
    if settings.PERSONAL_INSTANCE:
        raise Http404
    person = _person(request)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(person, form.cleaned_data["password"], request.session.session_key)
        update_session_auth_hash(request, person)
        adapter.notify(person.email or "", "accounts/password_set")
        messages.success(request, _("The password is set. Your other sessions were ended."))
        return redirect("mfa_index")
    context = {"nav": "settings", "form": form, "is_new": not person.has_usable_password()}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one of the person's sessions; Http404 alike for another's and for none."""
    person = _person(request)
    if not services.end_session(person, session_id):
        raise Http404
    messages.success(request, _("The session is ended."))
    return redirect("mfa_index")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of the person but this one."""
    person = _person(request)
    services.end_sessions(person, but=request.session.session_key)
    messages.success(request, _("All other sessions are ended."))
    return redirect("mfa_index")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
