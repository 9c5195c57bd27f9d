"""One case of the person's: its page, and telling what happened in it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from requests_app.cases import originals, queries, services, undoing
from requests_app.cases.asking import person_of, submission_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.explained import explained
from requests_app.cases.forms import CloseForm, EventForm, SentForm
from requests_app.cases.models import Case, Event
from requests_app.cases.next_step import next_steps
from requests_app.cases.occurrences import occurrence
from requests_app.cases.progress import stations
from requests_app.cases.sent import told_of_sending
from requests_app.cases.standing import CLOSED, DRAFT, in_force
from requests_app.cases.timeline import timeline
from requests_app.cases.ways import usual_channel, ways_of
from requests_app.directory import queries as directory
from requests_app.directory.freshness import Freshness, freshness
from requests_app.letters.views import FORMATS, attachment, file_name
from requests_app.reminders.mail_url import mail_is_set_up
from requests_app.safety import audit


@login_required
@require_safe
def case_page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One case: what is due and why, what to do next, what happened."""
    return _case_page(request, case_id)


def _case_page(
    request: HttpRequest, case_id: uuid.UUID, form: EventForm | None = None
) -> HttpResponse:
    today = today_of(request)
    person = person_of(request)
    case = queries.case_of(person, case_id)
    details = Details.from_data(case.details)
    events = list(case.events.all())
    standing_events = in_force(events)
    now = queries.counted(case, events, today)
    line = queries.line_of(case, now, today)
    empty = EventForm(regime=details.regime, residence=details.residence, initial={"on": today})
    context: dict[str, Any] = {
        "nav": "cases",
        "case": case,
        "details": details,
        "title": line.title,
        "now": now,
        "status": line.status,
        "tone": line.tone,
        "is_draft": now.state == DRAFT,
        "is_closed": now.state == CLOSED,
        "at_authority": any(one.kind == "complaint_to_authority" for one in standing_events),
        "deadlines": [explained(one) for one in now.deadlines],
        "stations": stations(now, standing_events, today),
        "steps": next_steps(case, details, now, standing_events, today),
        "timeline": timeline(case, events),
        "originals": originals.of_case(case),
        "changed": queries.recent_change(standing_events, today),
        "form": form or empty,
        "mail_reaches": bool(person.email) and mail_is_set_up(),
        "today": today,
        "checked": _checked(case, today),
        "submission": uuid.uuid4(),
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


@login_required
@sensitive_post_parameters()
@require_POST
def add_event(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record that something happened."""
    case = queries.case_of(person_of(request), case_id)
    details = Details.from_data(case.details)
    form = EventForm(request.POST, regime=details.regime, residence=details.residence)
    if form.is_valid() and _record(case, form):
        undo = undoing.address(form.cleaned_data["submission"])
        messages.success(request, _("Recorded."), extra_tags=undo)
        return redirect("cases:case", case.pk)
    return _case_page(request, case_id, form)


def _record(case: Case, form: EventForm, replaces: Event | None = None) -> bool:
    answers = form.cleaned_data
    try:
        services.record(
            case,
            answers["kind"],
            answers["on"],
            submission=answers["submission"],
            channel=answers["channel"],
            details=form.facts(),
            replaces=replaces,
        )
    except services.EventRefused as error:
        form.add_error(None, str(error))
        return False
    return True


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case_id: uuid.UUID, event_id: uuid.UUID) -> HttpResponse:
    """Put an entry right, or take it back. The old one stays in the timeline, crossed out."""
    person = person_of(request)
    case = queries.case_of(person, case_id)
    entry = queries.event_of(person, case_id, str(event_id))
    details = Details.from_data(case.details)
    facts = {"regime": details.regime, "residence": details.residence}
    if request.POST.get("go") == "strike":
        form = EventForm(initial=EventForm.from_event(entry), **facts)
        submission = submission_of(request)
        try:
            services.strike(case, entry, submission=submission)
        except services.EventRefused as error:
            messages.error(request, str(error))
        else:
            undo = undoing.address(submission)
            messages.success(request, _("The entry is crossed out."), extra_tags=undo)
            return redirect("cases:case", case.pk)
    else:
        form = EventForm(request.POST or None, initial=EventForm.from_event(entry), **facts)
        if request.method == "POST" and form.is_valid() and _record(case, form, entry):
            undo = undoing.address(form.cleaned_data["submission"])
            messages.success(
                request, _("Corrected. The old entry stays, crossed out."), extra_tags=undo
            )
            return redirect("cases:case", case.pk)
    context = {
        "nav": "cases",
        "case": case,
        "title": queries.title(details),
        "entry": entry,
        "what": occurrence(entry.kind).label,
        "form": form,
        "submission": uuid.uuid4(),
    }
    status = 422 if form.errors or request.POST.get("go") == "strike" else 200
    return render(request, "cases/correct.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark_sent(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """That a letter kept earlier has gone out."""
    case = queries.case_of(person_of(request), case_id)
    details = Details.from_data(case.details)
    form = SentForm(
        request.POST or None,
        initial={"sent_on": today_of(request), "channel": usual_channel(case, details)},
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            services.mark_sent(
                case,
                answers["sent_on"],
                channel=answers["channel"],
                received_on=answers["received_on"],
                submission=answers["submission"],
            )
        except services.EventRefused as error:
            form.add_error(None, str(error))
        else:
            undo = undoing.address(answers["submission"])
            told = told_of_sending(case, today_of(request))
            messages.success(request, told, extra_tags=undo)
            return redirect("cases:case", case.pk)
    context = {
        "nav": "cases",
        "case": case,
        "title": queries.title(details),
        "letter": case.letters.first(),
        "ways": ways_of(case, details),
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/mark_sent.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Close the case with how it ended: no more reminders."""
    case = queries.case_of(person_of(request), case_id)
    form = CloseForm(request.POST or None, initial={"result": _likely_result(case)})
    if request.method == "POST" and form.is_valid():
        services.record(
            case,
            "closed",
            today_of(request),
            submission=form.cleaned_data["submission"],
            details={"result": form.cleaned_data["result"]},
        )
        messages.success(
            request,
            _("The case is closed. Nothing more will be sent."),
            extra_tags=undoing.address(form.cleaned_data["submission"]),
        )
        return redirect("cases:case", case.pk)
    context = {
        "nav": "cases",
        "case": case,
        "title": queries.title(Details.from_data(case.details)),
        "form": form,
    }
    return render(request, "cases/close.html", context, status=422 if form.errors else 200)


def _likely_result(case: Case) -> str:
    happened = {event.kind for event in in_force(case.events.all())}
    if "answer_full" in happened:
        return "all"
    if "answer_partial" in happened:
        return "part"
    # Without an answer on record the person says so themselves.
    return "none" if "refusal" in happened else ""


@login_required
@require_POST
def reopen(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open a closed case again."""
    case = queries.case_of(person_of(request), case_id)
    submission = submission_of(request)
    services.record(case, "reopened", today_of(request), submission=submission)
    messages.success(request, _("The case is open again."), extra_tags=undoing.address(submission))
    return redirect("cases:case", case.pk)


@login_required
@require_GET
def letter_file(
    request: HttpRequest, case_id: uuid.UUID, letter_id: uuid.UUID, form: str
) -> HttpResponse:
    """A letter of the case, as it was sent."""
    letter = queries.letter_of(person_of(request), case_id, letter_id)
    if form not in FORMATS:
        raise Http404
    text = queries.text_of(letter)
    content_type, make = FORMATS[form]
    audit.record(letter.owner_id, audit.Verb.LETTER_TAKEN, letter.pk)
    return attachment(make(text), content_type, f"{file_name(text)}.{form}")
