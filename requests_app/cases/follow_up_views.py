"""Writing the next letter of a case: its questions, the letter with its ways out, that it went."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import queries, services, undoing
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.follow_up import asks, event_of_letter, follows, request_for
from requests_app.cases.forms import FollowUpForm, FollowUpSentForm
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.open_points import open_points
from requests_app.cases.sending import request_as_data
from requests_app.cases.standing import Standing, in_force
from requests_app.cases.ways import usual_channel, ways_of
from requests_app.letters import catalogue
from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest, LetterText
from requests_app.letters.drafts import digest, normal
from requests_app.letters.errors import LetterError
from requests_app.letters.forms import LetterForm
from requests_app.letters.markup import to_html
from requests_app.letters.views import FORMATS, attachment, file_name


@dataclass
class _Desk:
    """Everything about the case that the letter is written from."""

    case: Case
    details: Details
    events: list[Event]
    first: Letter
    now: Standing
    kind: catalogue.Kind

    @property
    def languages(self) -> list[str]:
        """The languages offered, that of the first letter before the others."""
        offered = list(self.kind.languages(self.details.regime))
        return sorted(offered, key=lambda code: (code != self.details.language, code))

    @property
    def authority(self) -> str:
        """The authority the complaint went to, for a letter that follows it."""
        for event in self.events:
            if event.kind == "complaint_to_authority" and event.letter:
                return str(event.letter.request["asked"].get("authority", ""))
        return ""


def _desk(request: HttpRequest, case_id: uuid.UUID, kind: str) -> _Desk:
    case = queries.case_of(person_of(request), case_id)
    details = Details.from_data(case.details)
    first = case.letters.first()
    row = follows(details, kind)
    events = in_force(case.events.select_related("letter"))
    sent = any(event.kind in ("sent", "received") for event in events)
    if row is None or first is None or row.id.startswith("complaint-") or not sent:
        raise Http404
    now = queries.counted(case, events, today_of(request))
    return _Desk(case, details, events, first, now, row)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """First the letter's questions if it has any, then the letter with its ways out."""
    desk = _desk(request, case_id, kind)
    go = request.POST.get("go", "")
    if (request.method != "POST" and asks(desk.kind, desk.details)) or go == "questions":
        return _questions(request, desk, _form(desk, None, request.POST or None))
    form = _form(desk, request.POST)
    if not form.is_valid():
        return _questions(request, desk, form, status=422)
    try:
        asked, composed, text = _compose(desk, form, request)
    except LetterError as error:
        field = error.field.rpartition(".")[2]
        form.add_error(field if field in form.fields else None, error.message)
        return _questions(request, desk, form, status=422)
    if go in FORMATS:
        content_type, make = FORMATS[go]
        return attachment(make(text), content_type, f"{file_name(text)}.{go}")
    sent = FollowUpSentForm(initial={"on": today_of(request), "channel": _channel(desk)})
    if go == "sent":
        sent = FollowUpSentForm(request.POST)
        if sent.is_valid() and _keep(desk, asked, text, sent):
            undo = undoing.address(sent.cleaned_data["submission"])
            messages.success(request, _("Recorded."), extra_tags=undo)
            return redirect("cases:case", desk.case.pk)
    return _letter(request, desk, form, composed, text, sent)


def _channel(desk: _Desk) -> str:
    """As the first letter went, unless the person says otherwise."""
    sent = (event.channel for event in desk.events if event.kind == "sent" and event.channel)
    return next(sent, None) or usual_channel(desk.case, desk.details)


def _form(desk: _Desk, data: Any, values: Any = None) -> FollowUpForm:
    initial: dict[str, Any] = {"language": desk.languages[0]}
    fault = open_points(desk.now, desk.events).extension_fault
    if fault:
        initial["extension_fault"] = fault
    if values is not None:
        initial.update({name: values[name] for name in values})
    return FollowUpForm(data, kind=desk.kind, languages=desk.languages, initial=initial)


def _compose(
    desk: _Desk, form: FollowUpForm, request: HttpRequest
) -> tuple[LetterRequest, LetterText, LetterText]:
    answers = form.cleaned_data
    asked = request_for(
        desk.details,
        desk.first,
        desk.events,
        desk.now,
        kind=desk.kind.id,
        language=answers.get("language") or desk.languages[0],
        authority=desk.authority if desk.kind.addressee == "authority" else "",
        answers={name: str(answers.get(name) or "") for name in desk.kind.fields},
        today=today_of(request),
        delivery="email",
    )
    composed = compose(asked)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    edited = body.strip() and digest(subject, body) != request.POST.get("composed", "")
    text = composed.edited(subject, normal(body)) if edited else composed
    return asked, composed, text


def _keep(desk: _Desk, asked: LetterRequest, text: LetterText, form: FollowUpSentForm) -> bool:
    answers = form.cleaned_data
    kind, facts = event_of_letter(asked, text, answers["on"])
    same = Event.objects.for_owner(desk.case.owner_id).filter(submission=answers["submission"])
    if same.exists():
        return True
    try:
        with transaction.atomic():
            letter = services.keep_letter(desk.case, request_as_data(asked), text)
            services.record(
                desk.case,
                kind,
                answers["on"],
                submission=answers["submission"],
                channel=answers["channel"],
                details=facts,
                letter=letter,
            )
    except services.EventRefused as error:
        form.add_error("on", str(error))
        return False
    return True


def _frame(desk: _Desk, form: FollowUpForm) -> dict[str, Any]:
    return {
        "nav": "cases",
        "case": desk.case,
        "kind": desk.kind,
        "title": queries.title(desk.details),
        "form": form,
    }


def _questions(
    request: HttpRequest, desk: _Desk, form: FollowUpForm, status: int = 200
) -> HttpResponse:
    return render(request, "cases/follow_up_questions.html", _frame(desk, form), status=status)


def _letter(
    request: HttpRequest,
    desk: _Desk,
    form: FollowUpForm,
    composed: LetterText,
    text: LetterText,
    sent: FollowUpSentForm,
) -> HttpResponse:
    context = _frame(desk, form)
    context.update(
        composed=composed,
        text=text,
        digest=digest(composed.subject, composed.body),
        letter_html=to_html(text.body),
        letter_form=LetterForm(initial={"subject": text.subject, "body": text.body}),
        sent=sent,
        carried=[(name, request.POST.get(name, "")) for name in form.fields],
        edited=text != composed,
        ways=ways_of(desk.case, desk.details) if desk.kind.addressee == "controller" else None,
        # The reminder says that a copy of it is enclosed.
        first_letter=desk.first.pk if desk.kind.id == "reminder" else None,
    )
    status = 422 if sent.is_bound and sent.errors else 200
    return render(request, "cases/follow_up.html", context, status=status)
