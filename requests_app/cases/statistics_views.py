"""The page of figures, where the operator has switched it on."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from requests_app.cases.statistics import FEWEST_PEOPLE, by_platform


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Answers in time, late and not at all, by company; not there unless STATISTICS is on."""
    if not settings.STATISTICS:
        raise Http404
    context = {"figures": by_platform(timezone.localdate()), "fewest": FEWEST_PEOPLE}
    return render(request, "cases/statistics.html", context)
