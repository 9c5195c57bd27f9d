"""Choosing the language of the pages, without losing what stands in the page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import check_for_language
from django.views import i18n

# Pages whose answers travel in their form, by the name their button gives ("stay").
_CARRYING = {"letter": "letters:write", "sending": "cases:record-sending"}


def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and show the page in it.

    A page that carries answers sends them along: the browser is told to hand the very same form to
    that page again (307), which shows them without judging or keeping anything.
    """
    name = _CARRYING.get(request.POST.get("stay", "")) if request.method == "POST" else None
    code = request.POST.get("site_language", "")
    if name is None:
        answer: HttpResponse = i18n.set_language(request)
        return answer
    answer = HttpResponse(status=307, headers={"Location": reverse(name)})
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer
