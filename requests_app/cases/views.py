"""The person's cases: the list, one case, and telling what happened."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from requests_app.cases import calendar_file, queries, services
from requests_app.cases.details import Details
from requests_app.cases.forms import EventForm, SentForm
from requests_app.cases.models import Case
from requests_app.cases.next_step import next_steps
from requests_app.cases.sending import details_of, request_as_data
from requests_app.cases.standing import in_force
from requests_app.directory import queries as directory
from requests_app.directory.freshness import Freshness, freshness
from requests_app.letters.errors import LetterError
from requests_app.letters.views import FORMATS, attachment, file_name, show_step
from requests_app.letters.wizard import Unanswered, Wizard
from requests_app.reminders.mail_url import mail_is_set_up


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases, what is due first."""
    cases = queries.lines(_person(request), timezone.localdate())
    return render(request, "cases/list.html", {"nav": "cases", "cases": cases})


@sensitive_post_parameters()
@require_POST
def record_sending(request: HttpRequest) -> HttpResponse:
    """Ask when and how the letter was sent; then keep it and start the clock.

    The letter travels in the form until then, so that nobody's letter is stored without an
    account, and signing in meanwhile loses nothing.
    """
    wizard = Wizard(request.POST)
    try:
        draft = wizard.draft()
    except (Unanswered, LetterError):
        return show_step(request, wizard, "letter")
    told = "sent_on" in request.POST and "submission" in request.POST
    form = (
        SentForm(request.POST)
        if told
        else SentForm(initial={"sent_on": timezone.localdate(), "channel": draft.request.delivery})
    )
    if told and request.user.is_authenticated and form.is_valid():
        answers = form.cleaned_data
        try:
            case = services.open_case(
                _person(request).pk,
                submission=answers["submission"],
                details=details_of(wizard, draft),
                platform=draft.request.platform,
                request=request_as_data(draft.request),
                text=draft.text,
                sent_on=answers["sent_on"],
                received_on=answers["received_on"],
                channel=answers["channel"],
            )
        except services.EventRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded. The clock is running."))
            return redirect("cases:case", case.pk)
    context = {
        "nav": "write",
        "form": form,
        "draft": draft,
        "carried": list(wizard.carried(form)),
        "step": "letter",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/record_sending.html", context, status=status)


@login_required
@require_safe
def case_page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One case: what is due and why, what to do next, what happened."""
    return _case_page(request, case_id)


def _case_page(
    request: HttpRequest, case_id: uuid.UUID, form: EventForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    person = _person(request)
    case = queries.case_of(person, case_id)
    details = Details.from_data(case.details)
    now = queries.now(case, today)
    entries = queries.timeline(case)
    happened = {event.kind for event in in_force([entry.event for entry in entries])}
    context: dict[str, Any] = {
        "nav": "cases",
        "case": case,
        "details": details,
        "title": queries.title(details),
        "now": now,
        "status": queries.status_words(now.state, now.due),
        "tone": queries.tone(now.state),
        "deadlines": [_shown(one) for one in now.deadlines],
        "steps": next_steps(case, details, now, happened, today),
        "timeline": entries,
        "letters": list(case.letters.all()),
        "form": form or EventForm(regime=details.regime, initial={"on": today}),
        "mail_reaches": bool(person.email) and mail_is_set_up(),
        "today": today,
        "checked": _checked(case, today),
    }
    status = 422 if form is not None else 200
    return render(request, "cases/case.html", context, status=status)


def _checked(case: Case, today: date) -> Freshness | None:
    """When what the directory knows of the company was last checked."""
    try:
        return freshness(directory.platform(case.platform), today) if case.platform else None
    except directory.UnknownPlatform:
        # A record may be withdrawn while the case goes on.
        return None


def _shown(deadline: Any) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "deadline": deadline,
        "name": queries.deadline_name(deadline),
        "steps": [{"text": step.in_language(language), "step": step} for step in deadline.steps],
    }


@login_required
@sensitive_post_parameters()
@require_POST
def add_event(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record that something happened, or correct an earlier entry."""
    case = queries.case_of(_person(request), case_id)
    form = EventForm(request.POST, regime=Details.from_data(case.details).regime)
    if form.is_valid():
        answers = form.cleaned_data
        details: dict[str, Any] = {"note": answers["note"]} if answers["note"] else {}
        if answers["kind"] == "extension_notice":
            details["reasons"] = answers["with_reasons"] == "yes"
            if answers["until"]:
                details["until"] = answers["until"].isoformat()
        replaces = None
        if request.POST.get("replaces"):
            replaces = queries.event_of(_person(request), case_id, request.POST["replaces"])
        try:
            services.record(
                case,
                answers["kind"],
                answers["on"],
                submission=answers["submission"],
                details=details,
                replaces=replaces,
            )
        except services.EventRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect("cases:case", case.pk)
    return _case_page(request, case_id, form)


@login_required
@require_POST
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Close the case: no more reminders."""
    case = queries.case_of(_person(request), case_id)
    services.record(case, "closed", timezone.localdate(), submission=uuid.uuid4())
    messages.success(request, _("The case is closed. Nothing more will be sent."))
    return redirect("cases:case", case.pk)


@login_required
@require_GET
def letter_file(
    request: HttpRequest, case_id: uuid.UUID, letter_id: uuid.UUID, form: str
) -> HttpResponse:
    """A letter of the case, as it was sent."""
    text = queries.text_of(queries.letter_of(_person(request), case_id, letter_id))
    if form not in FORMATS:
        raise Http404
    content_type, make = FORMATS[form]
    return attachment(make(text), content_type, f"{file_name(text)}.{form}")


@login_required
@require_GET
def calendar(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case's dates for a calendar program."""
    case = queries.case_of(_person(request), case_id)
    now = queries.now(case, timezone.localdate())
    content = calendar_file.for_case(case, Details.from_data(case.details), now)
    return attachment(content, "text/calendar; charset=utf-8", "deadline.ics")


def _person(request: HttpRequest) -> Any:
    return cast(Any, request.user)
