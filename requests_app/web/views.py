"""The home page, the promise on privacy, and what an operator's monitor asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from requests_app.accounts import services as accounts
from requests_app.cases import queries as cases
from requests_app.directory import queries as directory
from requests_app.directory.freshness import freshness
from requests_app.directory.records import Fact
from requests_app.letters.wishes import wish_choices
from requests_app.reminders import queries as reminders
from requests_app.reminders.mail_url import mail_is_set_up
from requests_app.safety.dates import day_in_words
from requests_app.web.sample import sample_letter


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is for, and for somebody signed in what fell due since they last looked."""
    today = timezone.localdate()
    language = get_language() or "en"
    context: dict[str, object] = {
        "platforms": [_card(name, language) for name in directory.FIRST_PLATFORMS],
        "sample": sample_letter(language, today),
    }
    if request.user.is_authenticated:
        person = request.user
        context["due"] = cases.due_soon(person, today)
        context["fell_due"] = reminders.fell_due_since(person, person.last_seen_at)
        context["no_address"] = not person.email
        context["mail_is_set_up"] = mail_is_set_up()
        context["may_set_server"] = accounts.may_set_server(person)
        context["mail_trouble"] = reminders.mail_trouble(person)
        if request.method == "GET":
            accounts.seen(person)
    return render(request, "web/home.html", context)


def _card(identity: str, language: str) -> dict[str, object]:
    """A platform of the article with the first thing it is known to do with people's data."""
    platform = directory.platform(identity)
    facts = [fact for fact in platform.all_facts if fact.topic == "ai_training"]
    fact = facts[0] if facts else None
    return {
        "platform": platform,
        "path": f"{reverse('web:platform', args=[identity])}?right=objection&purpose=ai-training",
        "fact": fact.in_language(language)
        if fact
        else _("No notice of its own on AI training is on record here. The letter asks."),
        "said": _said(fact) if fact else "",
    }


def _said(fact: Fact) -> str:
    """Who said so and when, as precisely as the record knows it."""
    source = fact.source
    if source.date is None:
        undated = {
            "controller": _("By its own notice, seen without a date"),
            "other_company": _("By a notice of its sister company, seen without a date"),
        }
        return undated.get(fact.said_by, _("By public reports, seen without a date"))
    shape = {"year": "Y", "month": "YEAR_MONTH_FORMAT"}.get(source.precision)
    day = date_format(source.date, shape) if shape else day_in_words(source.date)
    if fact.said_by == "controller":
        return _("By its own notice of %(day)s") % {"day": day}
    if fact.said_by == "other_company":
        return _("By a notice of its sister company of %(day)s") % {"day": day}
    return _("By public reports of %(day)s") % {"day": day}


@require_safe
def platform(request: HttpRequest, identity: str) -> HttpResponse:
    """A page about one platform that an organisation can link to.

    `?right=objection&purpose=ai-training` puts that wish first and into the button.
    """
    try:
        found = directory.platform(identity)
    except directory.UnknownPlatform as trouble:
        raise Http404 from trouble
    language = get_language() or "en"
    wanted = f"{request.GET.get('right', '')}:{request.GET.get('purpose', '')}"
    choices = wish_choices()
    first = next((choice for choice in choices if choice[0] == wanted), choices[0])
    context = {
        "nav": "write",
        "platform": found,
        "facts": [
            {"text": fact.in_language(language), "said": _said(fact)} for fact in found.all_facts
        ],
        "settings": [route for route in found.all_routes if route.channel == "setting"],
        "first": first,
        "others": [choice for choice in choices if choice != first],
        "checked": freshness(found, timezone.localdate()),
    }
    return render(request, "web/platform.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this instance keeps, and what it does not."""
    return render(request, "web/privacy.html")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while reminders go out in time, 503 with the reasons otherwise."""
    state = reminders.readiness()
    return JsonResponse(
        {"ready": state.ready, "reasons": list(state.reasons)}, status=200 if state.ready else 503
    )
