"""Short guides, each written in its own language: one template a guide and language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

GUIDES: dict[str, Promise | str] = {
    "rights": _("Your rights, in short"),
    "time": _("How time is counted"),
    "identity": _("When they ask who you are"),
    "ai": _("What an AI objection can achieve"),
}

ABOUT: dict[str, Promise | str] = {
    "rights": _("What you can ask of a company, and what it must do."),
    "time": _("When the clock starts, how long it runs, and what stops it."),
    "identity": _("What they may ask for, what they may not, and what to answer."),
    "ai": _("What stops, what cannot be taken back, and what comes after a refusal."),
}


def _listed(without: str = "") -> list[dict[str, object]]:
    return [
        {"id": name, "title": title, "about": ABOUT[name]}
        for name, title in GUIDES.items()
        if name != without
    ]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All guides."""
    return render(request, "web/guides/index.html", {"nav": "guides", "guides": _listed()})


@require_safe
def guide(request: HttpRequest, identity: str) -> HttpResponse:
    """One guide, in the language of the page where it was written in it, else in English."""
    if identity not in GUIDES:
        raise Http404
    language = get_language() or "en"
    template = select_template(
        [f"web/guides/{code}/{identity}.html" for code in (language, language[:2], "en")]
    )
    shown = template.template.name.split("/")[2]
    context = {
        "nav": "guides",
        "guides": _listed(identity),
        "guide_language": shown,
        "guide_is_foreign": not language.startswith(shown),
    }
    return HttpResponse(template.render(context, request))
