"""The list of cases with its filters, and the month page."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from requests_app.cases import overview
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.forms import MarkSentForm
from requests_app.letters.queries import drafts_of


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """A page of the cases, what is due first, with counts and filters."""
    asked = request.GET
    page = asked.get("page", "1")
    order = asked.get("order", "due")
    wanted = overview.Wanted(
        group=asked.get("group", "") if asked.get("group", "") in overview.GROUPS else "",
        text=asked.get("q", "")[:100].strip(),
        order=order if order in overview.ORDERS else "due",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    today = today_of(request)
    shown = overview.overview(person_of(request), wanted, today)
    groups = [(group, label, shown.counts[group]) for group, label in _groups().items()]
    context = {
        "nav": "cases",
        "wanted": wanted,
        "shown": shown,
        "groups": [group for group in groups if group[2]],
        "sent_form": MarkSentForm(initial={"sent_on": today, "channel": "email"}),
        "submission": uuid.uuid4(),
        "drafts": drafts_of(person_of(request)),
    }
    return render(request, "cases/list.html", context)


def _groups() -> dict[str, str]:
    return {
        "late": _("Overdue"),
        "draft": _("Not sent yet"),
        "waiting": _("Waiting"),
        "answered": _("Answered"),
        "complained": _("Complaint made"),
        "closed": _("Closed"),
    }


@login_required
@require_safe
def month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """What is due in a month, as a calendar."""
    if not (2018 <= year <= 2050 and 1 <= number <= 12):
        raise Http404
    today = today_of(request)
    found = overview.month(person_of(request), date(year, number, 1), today)
    return render(request, "cases/month.html", {"nav": "cases", "month": found})


@login_required
@require_safe
def this_month(request: HttpRequest) -> HttpResponse:
    """The calendar of the month it is."""
    today = today_of(request)
    return redirect("cases:month", today.year, today.month)
