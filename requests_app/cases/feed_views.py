"""Dates for calendar programs: a file a case, and the private feed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from requests_app.cases import calendar_file, feeds, queries
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.details import Details
from requests_app.letters.views import attachment
from requests_app.safety import limits

_FETCHES_AN_HOUR = 60


@login_required
@require_GET
def case_file(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case's dates for a calendar program."""
    case = queries.case_of(person_of(request), case_id)
    now = queries.now(case, today_of(request))
    content = calendar_file.for_case(case, Details.from_data(case.details), now)
    return attachment(content, "text/calendar; charset=utf-8", "deadline.ics")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """The person's feeds; a new one's address is shown this once."""
    person = person_of(request)
    address = ""
    if request.method == "POST":
        try:
            token = feeds.make(person, with_names=request.POST.get("with_names") == "yes")
        except feeds.TooManyFeeds:
            messages.error(request, _("Ten feeds are enough: revoke one you no longer use."))
        else:
            address = settings.SITE_URL + reverse("cases:feed", args=[token])
    context = {"nav": "cases", "feeds": feeds.of_person(person), "address": address}
    response = render(request, "cases/feeds.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke(request: HttpRequest, feed_id: uuid.UUID) -> HttpResponse:
    """End a feed: its address is unknown from now on."""
    if not feeds.revoke(person_of(request), feed_id):
        raise Http404
    messages.success(request, _("Revoked. Its address gives nothing any more."))
    return redirect("cases:feeds")


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The person's dates, to whoever holds the address. It signs nobody in and changes nothing."""
    if request.method not in ("GET", "HEAD"):
        return _quiet(405)
    found = feeds.by_token(token)
    if found is None:
        return _quiet(404)
    if not limits.allow("calendar-feed", str(found.pk), _FETCHES_AN_HOUR, 3600):
        return _quiet(429)
    person = found.owner
    with translation.override(person.language):
        content = calendar_file.for_feed(feeds.dates(person), with_names=found.with_names)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


def _quiet(status: int) -> HttpResponse:
    """An answer that Django does not log: the log line would hold the token."""
    response = HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
