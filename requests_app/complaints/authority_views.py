"""After a complaint was handed in: what the authority said, the clock of its silence, court."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import queries, undoing
from requests_app.cases import services as cases
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.models import Event
from requests_app.cases.standing import Standing, in_force
from requests_app.complaints import services
from requests_app.complaints.forms import NEWS, NewsForm


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """How the complaint stands, and a form for what the authority said."""
    case = queries.case_of(person_of(request), case_id)
    details = Details.from_data(case.details)
    today = today_of(request)
    events = in_force(case.events.select_related("letter"))
    lodged = next((one for one in events if one.kind == "complaint_to_authority"), None)
    if lodged is None:
        raise Http404
    form = NewsForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            services.record_news(
                case,
                answers["what"],
                answers["on"],
                submission=answers["submission"],
                reference=answers["case_reference"],
                passed_to=answers["passed_to"],
                note=answers["note"],
            )
        except cases.EventRefused as error:
            form.add_error(None, str(error))
        else:
            undo = undoing.address(answers["submission"])
            messages.success(request, _("Recorded."), extra_tags=undo)
            return redirect("complaints:authority", case.pk)
    now = queries.counted(case, events, today)
    context: dict[str, Any] = {
        "nav": "cases",
        "case": case,
        "title": queries.title(details),
        "lodged": lodged,
        "reference": _reference(events),
        "news": _news(events),
        "clock": now.deadline("authority_inaction"),
        "steps": _steps(now),
        "silent": _is_silent(now, today),
        "decided": now.state == "decided",
        "court": court_notes(details.regime, today),
        "form": form,
    }
    return render(request, "complaints/authority.html", context, status=422 if form.errors else 200)


def _reference(events: Sequence[Event]) -> str:
    """The newest reference the authority gave."""
    found = [
        str((event.details or {}).get("reference", ""))
        for event in events
        if event.kind in ("complaint_to_authority", "authority_acknowledged", "authority_progress")
    ]
    return next((one for one in reversed(found) if one), "")


def _news(events: Sequence[Event]) -> list[dict[str, Any]]:
    rows = []
    for event in events:
        if event.kind not in ("authority_acknowledged", "authority_progress"):
            continue
        details = event.details or {}
        default = "acknowledged" if event.kind == "authority_acknowledged" else "told"
        rows.append(
            {
                "on": event.on,
                "what": NEWS[details.get("what", default)],
                "passed_to": details.get("passed_to", ""),
                "note": details.get("note", ""),
            }
        )
    return rows


def _steps(now: Standing) -> list[dict[str, object]]:
    clock = now.deadline("authority_inaction")
    code = get_language() or "en"
    told = (*clock.steps, *clock.notes) if clock else ()
    return [{"text": step.in_language(code), "step": step} for step in told]


def _is_silent(now: Standing, today: date) -> bool:
    clock = now.deadline("authority_inaction")
    return bool(clock and clock.due and today > clock.due and clock.status != "met")


def court_notes(regime: str, today: date) -> list[str]:
    """What there is besides and after the authority: information, not advice."""
    if regime == "uk":
        return [
            _(
                "If the Commissioner gives no progress or outcome within three months, the "
                "Tribunal can order it to act (section 166 of the Data Protection Act 2018). It "
                "looks at the procedure, not at who is right."
            ),
            _(
                "Independently of that, a court can order the company to comply (section 167) and "
                "award compensation (Article 82 UK GDPR)."
            ),
        ]
    if regime == "ch":
        return [
            _("Somebody who reports has no right to a decision of the FDPIC and no appeal."),
            _(
                "A civil court can forbid or stop the processing (Article 32(2) FADP). That is "
                "independent of the report."
            ),
        ]
    return [
        _(
            "If the authority does not deal with the complaint or gives no progress or outcome "
            "within three months, you can go to court against the authority (Article 78(2) GDPR)."
        ),
        _("You can also go to court against a decision of the authority (Article 78(1) GDPR)."),
        _(
            "Independently of that, you can sue the company, at its seat or where you live "
            "(Article 79 GDPR), and claim compensation (Article 82 GDPR)."
        ),
    ]
