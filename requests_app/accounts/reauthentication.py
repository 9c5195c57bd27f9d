"""Before what is delicate (address, password, second factor, export, erasure): is it still you?

`required` lets a view run if the person signed in, or confirmed that it is them, within the last
REAUTHENTICATION_MINUTES. A form whose page was opened within them may be sent GRACE later, so that
nothing typed is lost; what is one button on another page (the export) has no such page. Else it
leads to whatever proves it: the password, a second factor, or for somebody who has neither a mailed
code. The owner of a personal instance proves it as they sign in: by a fresh link printed in the
terminal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app.accounts import mail
from requests_app.accounts.models import User
from requests_app.accounts.tries import TRIES, typed_codes
from requests_app.safety import audit

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_CONFIRMED_AT = "confirmed_at"
_NEXT = "confirm_for"
_CODE = "confirm_code"
_OPENED = "confirm_opened"
# A form that was opened in time may be sent a little later.
GRACE = 10 * 60
CODE_VALID_FOR = 15 * 60


def note(request: HttpRequest) -> None:
    """The person has just proved who they are."""
    request.session[_CONFIRMED_AT] = time.time()


def is_recent(request: HttpRequest) -> bool:
    """Whether the person proved who they are lately enough for what is delicate."""
    if not request.user.is_authenticated:
        return False
    latest = _confirmed_at(request)
    allowed = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if request.method not in {"GET", "HEAD"} and _opened_since(latest, request):
        allowed += GRACE
    return bool(time.time() - latest < allowed)


def _confirmed_at(request: HttpRequest) -> float:
    records = get_authentication_records(request, cast(Any, request.user))
    moments = [record["at"] for record in records if record.get("reauthenticated")]
    return float(max([*moments, request.session.get(_CONFIRMED_AT, 0.0)]))


def _opened_since(moment: float, request: HttpRequest) -> bool:
    """Whether the page of this form was shown since then."""
    opened: dict[str, float] = request.session.get(_OPENED, {})
    return opened.get(request.path, 0.0) >= moment > 0.0


def _note_opened(request: HttpRequest) -> None:
    """Remember that the page was shown in time, and forget those of earlier confirmations."""
    since = _confirmed_at(request)
    opened = {path: at for path, at in request.session.get(_OPENED, {}).items() if at >= since}
    request.session[_OPENED] = {**opened, request.path: time.time()}


def required(view: View[P]) -> View[P]:
    """Run the view only for somebody signed in who proved it lately; else ask, then come back."""

    @login_required
    @wraps(view)
    def confirmed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_recent(request):
            answer = view(request, *args, **kwargs)
            if request.method == "GET" and answer.status_code == HTTPStatus.OK:
                _note_opened(request)
            return answer
        ways = get_adapter(request).get_reauthentication_methods(request.user)
        return redirect(f"{ways[0]['url']}?{urlencode({'next': _back(request)})}")

    return cast("View[P]", confirmed)


def last_way(person: User) -> dict[str, Any]:
    """How somebody proves it who has neither password nor second factor, in allauth's form."""
    if settings.PERSONAL_INSTANCE or not person.email:
        return {
            "id": "link",
            "description": _("Use a new link"),
            "url": reverse("accounts:confirm-by-link"),
        }
    return {
        "id": "mailed_code",
        "description": _("Have a code mailed"),
        "url": reverse("accounts:confirm-by-code"),
    }


@login_required
@require_http_methods(["GET", "HEAD"])
def by_link(request: HttpRequest) -> HttpResponse:
    """Says how to get a new link; the link leads on to where the person wanted to go."""
    request.session[_NEXT] = _safe(request, request.GET.get("next", ""))
    return render(request, "accounts/confirm_by_link.html", {"nav": "settings"})


def where_to(request: HttpRequest) -> str:
    """Where the person wanted to go when they were asked for a new link; empty if nowhere."""
    return str(request.session.pop(_NEXT, ""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Mails a code and asks for it. Only for somebody who has no other way."""
    person = cast(User, request.user)
    ways = get_adapter(request).get_reauthentication_methods(person)
    onward = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if ways[0]["url"] != request.path:
        return redirect(f"{ways[0]['url']}?{urlencode({'next': onward})}")
    error = ""
    if request.method == "POST" and "code" in request.POST:
        error = _check(request, request.POST["code"])
        if error:
            audit.record(None, audit.Verb.SIGN_IN_FAILED, person.pk)
        else:
            note(request)
            audit.record(person.pk, audit.Verb.REAUTHENTICATED)
            return redirect(onward)
    elif request.method == "POST":
        error = _mail_code(request, person)
    context = {
        "nav": "settings",
        "next": onward,
        "sent": _CODE in request.session,
        "error": error,
    }
    return render(request, "accounts/confirm_by_code.html", context, status=422 if error else 200)


def _mail_code(request: HttpRequest, person: User) -> str:
    code = generate_user_code()
    try:
        mail.send(person.email or "", "accounts/confirm_code", code=code)
    except mail.TooManyMails:
        return _("So many codes were mailed that you must wait an hour for the next.")
    except mail.MailFailed:
        return _("The mail could not be sent just now; please try again in a few minutes.")
    request.session[_CODE] = {"code": code, "at": time.time()}
    return ""


def _check(request: HttpRequest, typed: str) -> str:
    """Empty if it is the code that was mailed, else what is wrong. A code works once."""
    mailed = request.session.pop(_CODE, None)
    if mailed is None or time.time() - mailed["at"] > CODE_VALID_FOR:
        return _("This code is no longer valid; have a new one mailed.")
    # Counted in the database: of several requests at once each has the session as it was before.
    tries = typed_codes(request, mailed["at"])
    if tries <= TRIES and compare_user_code(actual=typed, expected=mailed["code"]):
        return ""
    if tries >= TRIES:
        return _("That was wrong three times; have a new code mailed.")
    request.session[_CODE] = mailed
    return _("This is not the code that was mailed.")


def _back(request: HttpRequest) -> str:
    """Where to come back to: the page itself, or for a form that was sent the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return _safe(request, request.headers.get("Referer", ""))


def _safe(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else that of the settings."""
    ours = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts=ours, require_https=request.is_secure()
    ):
        return address
    return reverse("accounts:settings")


__all__ = ["by_code", "by_link", "is_recent", "last_way", "note", "required", "where_to"]
