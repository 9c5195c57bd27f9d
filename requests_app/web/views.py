"""The home page, the promise on privacy, and what an operator's monitor asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from requests_app.accounts import services as accounts
from requests_app.cases import queries as cases
from requests_app.directory import queries as directory
from requests_app.directory.freshness import freshness
from requests_app.directory.records import Platform
from requests_app.directory.sayings import nothing_on_training, partly_foreign, said, saying
from requests_app.letters.wishes import wish_choices
from requests_app.reminders import queries as reminders
from requests_app.reminders.mail_url import mail_is_set_up
from requests_app.web.sample import sample_letter


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is for, and for somebody signed in what fell due since they last looked."""
    today = timezone.localdate()
    language = get_language() or "en"
    context: dict[str, object] = {
        "cards": _cards(language),
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


def _cards(language: str) -> list[dict[str, object]]:
    """The platforms of the article, those with the same facts on one card."""
    together: dict[str, list[Platform]] = {}
    for name in directory.FIRST_PLATFORMS:
        platform = directory.platform(name)
        together.setdefault(platform.facts_from or platform.id, []).append(platform)
    return [_card(group, language) for group in together.values()]


def _card(group: list[Platform], language: str) -> dict[str, object]:
    """The first thing they are known to do with people's data, and a way to write to each."""
    first = group[0]
    facts = [fact for fact in first.all_facts if fact.topic == "ai_training"]
    return {
        "platforms": [
            (
                one.name,
                f"{reverse('web:platform', args=[one.id])}?right=objection&purpose=ai-training",
            )
            for one in group
        ],
        "fact": facts[0].in_language(language) if facts else nothing_on_training(first),
        "said": said(facts[0]) if facts else capfirst(freshness(first, timezone.localdate()).text),
    }


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
    known = [saying(fact, language) for fact in found.all_facts]
    context = {
        "nav": "write",
        "platform": found,
        "known": known,
        "nothing": nothing_on_training(found),
        "partly_foreign": partly_foreign(one for each in known for one in (each.fact, each.source)),
        "settings": [route for route in found.all_routes if route.channel == "setting"],
        "first": first,
        "others": [choice for choice in choices if choice != first],
        "checked": freshness(found, timezone.localdate()),
    }
    return render(request, "web/platform.html", context)


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """The whole of the letter that begins on the home page."""
    language = get_language() or "en"
    context = {"nav": "write", "sample": sample_letter(language, timezone.localdate())}
    return render(request, "web/sample.html", context)


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
