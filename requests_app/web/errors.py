"""Pages for what went wrong: one clear sentence each, and nothing about the inside."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open while the person signed in or out, or came from elsewhere.

    A form of ours (the browser says so in Origin) is handed back to be sent again, so that nothing
    typed is lost. A form from elsewhere gets no such second chance.
    """
    ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    resend = None
    if ours and request.method == "POST":
        fields = [
            (name, value)
            for name in request.POST
            if name != "csrfmiddlewaretoken"
            for value in request.POST.getlist(name)
        ]
        resend = {"action": request.get_full_path(), "fields": fields}
    return render(request, "web/errors/csrf.html", {"resend": resend}, status=403)
