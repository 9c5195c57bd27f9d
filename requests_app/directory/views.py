"""Pages of the directory: looking up whom to write to, and a person's own companies."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import queries, services
from .forms import REGION_NAMES, OwnCompanyForm
from .freshness import freshness
from .models import OwnCompany
from .own import OwnDetails, OwnDetailsError, export_toml
from .records import Platform
from .sayings import Words, partly_foreign, words

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SHOWN = 20


@require_safe
def platform_list(request: HttpRequest) -> HttpResponse:
    """Every platform, or the answers to ?q=."""
    wanted = request.GET.get("q", "").strip()[:200]
    found = queries.search(wanted, SHOWN) if wanted else queries.platforms()
    context = {"platforms": found, "wanted": wanted}
    if request.headers.get("HX-Request"):
        return render(request, "directory/_results.html", context)
    return render(request, "directory/list.html", context)


@require_safe
def platform_page(request: HttpRequest, identity: str) -> HttpResponse:
    """One platform: its controllers, its routes, what it is known to do, and who says so."""
    try:
        platform = queries.platform(identity)
    except queries.UnknownPlatform as trouble:
        raise Http404 from trouble
    language = get_language() or "en"
    regions = _by_region(platform, language)
    shown = [one for region in regions for one in _shown(region)]
    context = {
        "platform": platform,
        "regions": regions,
        "good_to_know": [words(text, language) for text in platform.good_to_know],
        # What a register says besides is English; our own notes are for whoever keeps the record.
        "register_notes": platform.notes if platform.origin else (),
        "register_notes_are_foreign": not language.startswith("en"),
        "partly_foreign": partly_foreign(shown),
        "checked": freshness(platform, timezone.localdate()),
    }
    return render(request, "directory/platform.html", context)


def _shown(region: dict[str, Any]) -> list[Words | None]:
    """The texts of a region that may lack a language."""
    facts = [one for entry in region["facts"] for one in (entry["text"], entry["source"])]
    notes = [one["note"] for one in region["further"]]
    return [region["source"], *notes, *facts, *(entry["why"] for entry in region["routes"])]


def _by_region(platform: Platform, language: str) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "id": region,
            "name": name,
            "controller": (controller := platform.controller(region, today)),
            "source": words(controller.source.words, language) if controller else None,
            "further": [
                {"name": one.name, "note": words({"en": one.note}, language) if one.note else None}
                for one in platform.further(region, today)
            ],
            "representative": platform.representative(region, today),
            "routes": _routes(platform, region, language),
            "facts": [
                {
                    "text": words(fact.text, language),
                    "source": words(fact.source.words, language),
                    "url": fact.source.url,
                }
                for fact in platform.facts(region)
            ],
        }
        for region, name in REGION_NAMES
    ]


def _routes(platform: Platform, region: str, language: str) -> list[dict[str, Any]]:
    """The ways to write; one is marked as the best, since a mark on each would say nothing."""
    routes = [route for route in platform.all_routes if region in route.regions]
    best = next((route for route in routes if route.recommended), None)
    return [
        {
            "route": route,
            "why": words(route.why_by_language, language) if route.why_by_language else None,
            "best": route is best,
        }
        for route in routes
    ]


@login_required
@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    """The person's own companies."""
    return render(
        request, "directory/own_list.html", {"companies": queries.own_companies(_person(request))}
    )


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_add(request: HttpRequest) -> HttpResponse:
    """Add a company."""
    form = OwnCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_own_company(_person(request), form.details())
        except OwnDetailsError as trouble:
            form.add_error(trouble.field, trouble.message)
        else:
            messages.success(request, _("The company is kept. Only you see it."))
            return redirect("directory:own-list")
    return render(request, "directory/own_form.html", {"form": form})


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_change(request: HttpRequest, identity: uuid.UUID) -> HttpResponse:
    """Change a company."""
    details = _own(request, identity)
    form = OwnCompanyForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            services.change_own_company(_person(request), identity, form.details())
        except OwnCompany.DoesNotExist as trouble:
            raise Http404 from trouble
        messages.success(request, _("The company was changed."))
        return redirect("directory:own-list")
    context = {"form": form or OwnCompanyForm.showing(details), "identity": identity}
    return render(request, "directory/own_form.html", context)


@login_required
@require_POST
def own_delete(request: HttpRequest, identity: uuid.UUID) -> HttpResponse:
    """Forget a company at once. What was known of it travels on this one page, to be put back."""
    details = _own(request, identity)
    if not services.delete_own_company(_person(request), identity):
        raise Http404
    known = details.as_data() | {"address": "\n".join(details.address)}
    carried = [(name, value) for name, value in known.items() if isinstance(value, str)]
    carried += [("regions", region) for region in details.regions]
    return render(request, "directory/own_gone.html", {"name": details.name, "carried": carried})


@login_required
@require_safe
def own_export(request: HttpRequest, identity: uuid.UUID) -> HttpResponse:
    """The company as a TOML file, to contribute to the directory."""
    details = _own(request, identity)
    response = HttpResponse(
        export_toml(details, timezone.localdate()), content_type="application/toml; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{details.slug}.toml"'
    return response


def _own(request: HttpRequest, identity: uuid.UUID) -> OwnDetails:
    details = queries.own_company(_person(request), identity)
    if details is None:
        raise Http404
    return details


def _person(request: HttpRequest) -> AbstractBaseUser:
    return cast("AbstractBaseUser", request.user)
