"""Pages for what went wrong: one clear sentence each, and nothing about the inside."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from requests_app.vault.errors import KeyMissing, VaultError, WrongKey


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself could not be read; 413: it is larger than is taken."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "web/errors/413.html", status=413)
    return render(request, "web/errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person."""
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing of this person's."""
    return render(request, "web/errors/404.html", status=404)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429: tried too often in a short time."""
    return render(request, "web/errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Drawn without the request, since that may be what failed."""
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)


def sealed(error: VaultError) -> HttpResponse:
    """500: something sealed does not open. Drawn without the request, whose person may be it."""
    context = {"is_key": isinstance(error, KeyMissing | WrongKey)}
    return HttpResponse(render_to_string("web/errors/sealed.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open while the person signed in or out, or came from elsewhere.

    A form of ours (the browser says so in Origin) is handed back to be sent again, so that nothing
    typed is lost. A form from elsewhere gets no such second chance.
    """
    return render(request, "web/errors/csrf.html", {"resend": _resend(request)}, status=403)


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """403: the session ended while the person typed; the form is handed back for after signing in.

    None where there is nothing to hand back: a form from elsewhere, one without words, one with a
    file, or one with a password, which must stand in no page.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    resend = _resend(request)
    words = {name for name, value in resend["fields"] if value.strip()} if resend else set()
    if words <= {"submission"} or any("password" in name for name in words):
        return None
    return render(request, "web/errors/signed_out.html", {"resend": resend}, status=403)


def not_a_page(request: HttpRequest) -> HttpResponse:
    """405: the address of a button, opened as a page."""
    return render(request, "web/errors/405.html", status=405)


def _resend(request: HttpRequest) -> dict[str, Any] | None:
    """A form of ours, by what the browser says in Origin, to be sent again."""
    ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    if not ours or request.method != "POST":
        return None
    fields = [
        (name, value)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
    ]
    return {"action": request.get_full_path(), "fields": fields}
