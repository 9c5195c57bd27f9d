"""Signing in by link, signing out, and the person's settings."""

from __future__ import annotations

from typing import cast

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from requests_app.accounts import consents, first_guess, services
from requests_app.accounts.forms import ReminderSettingsForm
from requests_app.accounts.models import User
from requests_app.accounts.reauthentication import where_to
from requests_app.accounts.steady import steady
from requests_app.reminders.mail_url import mail_is_set_up
from requests_app.reminders.mail_url import mail_server as name_of_server
from requests_app.safety import audit

_by_address = steady(
    LoginView.as_view(
        template_name="accounts/sign_in/sign_in.html",
        extra_context={"nav": "sign-in", "sign_up_is_open": lambda: settings.SIGN_UP == "open"},
    )
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """How to sign in here: by the printed link, or by address where people have accounts."""
    if not settings.PERSONAL_INSTANCE:
        answer: HttpResponse = _by_address(request)
        return answer
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return render(request, "accounts/sign_in.html", {"nav": "sign-in"})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """One button that signs in. Opening the address alone (a preview, a scanner) does not."""
    if request.method == "POST":
        person = services.use_link(token)
        if person is not None:
            onward = where_to(request) if request.user == person else ""
            login(request, person)
            return redirect(onward or ("web:home" if person.settled_in_at else "accounts:settings"))
    elif services.link_is_open(token):
        return render(request, "accounts/sign_in_link.html")
    return render(request, "accounts/sign_in_link_over.html", status=410)


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that was begun, for example with a mistyped address."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("accounts:sign-in")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session and have the browser forget what it kept.

    Whoever forgot the password goes on to sign in by a mailed code.
    """
    by_code = request.POST.get("then") == "code" and not settings.PERSONAL_INSTANCE
    if request.user.is_authenticated:
        audit.record(request.user.pk, audit.Verb.SIGNED_OUT)
    logout(request)
    response = redirect("account_request_login_code" if by_code else "web:home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request: HttpRequest) -> HttpResponse:
    """Where and when reminders reach the person, and what the instance can send."""
    person = cast(User, request.user)
    first_time = person.settled_in_at is None
    if first_time:
        zone = first_guess.zone_of_language(request) or person.time_zone
        services.preset(person, language=get_language() or person.language, time_zone=zone)
    form = ReminderSettingsForm(
        person,
        request.POST or None,
        may_set_address=settings.PERSONAL_INSTANCE,
        asks_consent=first_time and not settings.PERSONAL_INSTANCE,
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        services.settle_in(
            person,
            email=answers.get("email", person.email or ""),
            language=answers["language"],
            time_zone=answers["time_zone"],
            reminder_hour=answers["reminder_hour"],
        )
        if answers.get(consents.SENSITIVE):
            consents.give(person, consents.SENSITIVE)
        if person.email and mail_is_set_up():
            messages.success(request, _("Saved. Reminders will be mailed to you."))
        else:
            messages.warning(request, _("Saved. Reminders will show only here, on your home page."))
        response = redirect("web:home" if first_time else "accounts:settings")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            answers["language"],
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
        return response
    context = {
        "form": form,
        "first_time": first_time,
        "mail_is_set_up": mail_is_set_up(),
        "mail_server": name_of_server(),
        "may_set_server": services.may_set_server(person),
        "mail_folder": settings.MAIL_FOLDER,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/settings.html", context, status=status)
