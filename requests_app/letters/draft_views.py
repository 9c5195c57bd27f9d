"""Going on with a draft, and throwing one away."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from requests_app.letters import queries, services
from requests_app.letters.views import show_step
from requests_app.letters.wizard import STEPS, Wizard


@login_required
@require_GET
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft where it was left, or at the step that is named: each step answered leads
    here, so that the browser's own Back and a reload show what was kept."""
    draft = queries.draft_of(cast(Any, request.user), draft_id)
    answers = queries.answers_of(draft)
    if request.GET.get("layout") == "one":
        answers["layout"] = "one"
    asked = (request.GET.get("at"), draft.step, "platform")
    step = next(name for name in asked if name in STEPS)
    return show_step(request, Wizard(answers), step)


@login_required
@require_POST
def throw_away(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Delete a draft at once. What it held travels on this one page, to be put back from there."""
    draft = queries.draft_of(cast(Any, request.user), draft_id)
    wizard = Wizard(queries.answers_of(draft))
    services.throw_away(draft.owner_id, draft.pk)
    context = {"nav": "cases", "step": draft.step, "carried": list(wizard.carried())}
    return render(request, "letters/draft_gone.html", context)
