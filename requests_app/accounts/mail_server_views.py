"""Naming the mail server of a personal instance, and trying whether it takes a mail."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.accounts import mail, services
from requests_app.accounts.mail_server_form import MailServerForm
from requests_app.accounts.models import User
from requests_app.reminders.mail_url import (
    MailServer,
    MailUrlError,
    configured_url,
    parse,
    server,
    set_mail_url,
)
from requests_app.reminders.transport import (
    Misconfigured,
    Refused,
    TransportError,
    TryLater,
    Unanswered,
)
from requests_app.safety import audit


@login_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def mail_server(request: HttpRequest) -> HttpResponse:
    """Save the server once it has taken a mail to the person, or as it is, or name none."""
    person = cast(User, request.user)
    if not services.may_set_server(person):
        raise Http404
    go = request.POST.get("go", "")
    if go == "remove":
        set_mail_url("")
        audit.record(person.pk, audit.Verb.SERVER_SET)
        messages.success(request, _("Saved. Reminders will show only here, on your home page."))
        return redirect("accounts:settings")
    form = MailServerForm(_kept(), person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        trouble = _tried(person, parse(form.address())) if go == "try" and person.email else ""
        trouble = trouble or _kept_now(form.address())
        if not trouble:
            audit.record(person.pk, audit.Verb.SERVER_SET)
            messages.success(request, _saved(person, tried=go == "try"))
            return redirect("accounts:settings")
        form.add_error(None, trouble)
    is_named = bool(configured_url())
    context = {"form": form, "is_named": is_named, "person": person, "nav": "settings"}
    status = 422 if form.errors else 200
    return render(request, "accounts/mail_server.html", context, status=status)


def _kept() -> MailServer | None:
    try:
        return server()
    except MailUrlError:
        return None


def _kept_now(address: str) -> str:
    """Keep it; what is in the way, as one sentence, or nothing."""
    try:
        set_mail_url(address)
    except OSError:
        return _("The file with the server cannot be written on this computer.")
    return ""


def _saved(person: User, *, tried: bool) -> str:
    if not person.email:
        return _("Saved. Now say at which address reminders reach you.")
    if not tried:
        return _("Saved. Reminders will be mailed to you.")
    return _(
        "Saved. The server took a mail to %(email)s. If it is not there in a few minutes, look "
        "among unwanted mail."
    ) % {"email": person.email}


def _tried(person: User, found: MailServer) -> str:
    """What is in the way, as one sentence; empty if the server took the mail."""
    try:
        mail.send_trial(str(person.email), found)
    except mail.TooManyMails:
        return _("You have tried many times within the hour; wait a little.")
    except TransportError as error:
        return _in_words(error)
    return ""


def _in_words(error: TransportError) -> str:
    if isinstance(error, Misconfigured):
        return _what_is_wrong(error)
    if isinstance(error, TryLater):
        return _(
            "The server asks to try again later. Save without testing: reminders are tried again "
            "by themselves."
        )
    if isinstance(error, Refused):
        return _("The server refuses to take mail to your address.")
    if isinstance(error, Unanswered):
        return _("The server broke off at the end; look whether the mail came all the same.")
    return _(
        "The server cannot be reached. Look at its name, encryption and port, and whether this "
        "computer is online."
    )


def _what_is_wrong(error: Misconfigured) -> str:
    if error.detail == "SSLCertVerificationError":
        return _("The server cannot prove that it is the one you named, so nothing was sent to it.")
    if error.detail == "SMTPNotSupportedError":
        return _("The server does not offer this encryption or way of signing in.")
    if error.code in {530, 535} or error.detail == "SMTPAuthenticationError":
        return _("The server does not take this user name and password.")
    return _("The server does not take mail from this sender.")
