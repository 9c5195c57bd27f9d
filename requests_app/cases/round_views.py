"""One form, a letter to each of several companies."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import queries, rounds
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.forms import MarkSentForm
from requests_app.cases.round_form import RoundForm
from requests_app.directory import queries as directory
from requests_app.safety import limits

_ROUNDS_AN_HOUR = 20


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    """Choose companies and wish, answer once."""
    person = person_of(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.allow("round", str(person.pk), _ROUNDS_AN_HOUR, 3600):
            one = rounds.begin(
                person, form.answers(), form.cleaned_data["platforms"],
                form.cleaned_data["submission"],
            )  # fmt: skip
            rounds.go_on(one)
            return redirect("cases:round", one.pk)
        messages.error(request, _("That is enough for one hour; go on a little later."))
    context = {"nav": "cases", "form": form, "most": rounds.MOST}
    return render(request, "cases/several.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """How far it is; the button (pressed by itself where scripts run) writes on."""
    person = person_of(request)
    one = rounds.round_of(person, round_id)
    if request.method == "POST":
        one = rounds.go_on(one)
        if not request.headers.get("HX-Request"):
            return redirect("cases:round", one.pk)
    today = today_of(request)
    context: dict[str, Any] = {
        "nav": "cases",
        "round": one,
        "finished": one.done >= one.total,
        "lines": [queries.cached_line(case, today) for case in rounds.cases_of(one)],
        "failed": [(_name(name), why) for name, why in one.asked["failed"].items()],
        "sent_form": MarkSentForm(initial={"sent_on": today, "channel": "email"}),
    }
    return render(request, "cases/round.html", context)


def _name(platform: str) -> str:
    try:
        return directory.platform(platform).name
    except directory.UnknownPlatform:
        return platform
