"""Writing a complaint from a case, taking it away, and recording that it was handed in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import queries
from requests_app.cases import services as cases
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.sending import request_as_data
from requests_app.cases.standing import Standing, in_force
from requests_app.complaints import services
from requests_app.complaints.authority import AuthorityChoice, choose, regional
from requests_app.complaints.forms import ComplaintForm, LodgedForm
from requests_app.complaints.readiness import points
from requests_app.directory.records import Authority
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
    """Everything about the case that a complaint is written from."""

    case: Case
    details: Details
    events: list[Event]
    first: Letter
    now: Standing
    kind: catalogue.Kind

    @property
    def for_authority(self) -> bool:
        return self.kind.addressee == "authority"

    def choice(self, region: str = "") -> AuthorityChoice | None:
        if not self.for_authority:
            return None
        platform = self.case.platform
        return choose(
            self.details.regime,
            self.details.residence,
            platform,
            get_language() or "en",
            timezone.localdate(),
            region,
        )

    def languages(self, choice: AuthorityChoice | None) -> list[str]:
        """The languages offered, the reader's own first."""
        offered = list(self.kind.languages(self.details.regime))
        readers = choice.authority.languages if choice and choice.authority else ()
        if not readers:
            readers = (self.details.language,)
        return sorted(offered, key=lambda code: (code not in readers, offered.index(code)))


def _desk(request: HttpRequest, case_id: uuid.UUID, kind: str) -> _Desk:
    case = queries.case_of(cast(Any, request.user), case_id)
    details = Details.from_data(case.details)
    first = case.letters.first()
    if kind not in services.EVENT_OF or first is None:
        raise Http404
    row = catalogue.kind(kind)
    if details.regime not in row.regimes:
        raise Http404
    return _Desk(
        case=case,
        details=details,
        events=in_force(case.events.all()),
        first=first,
        now=queries.now(case, timezone.localdate()),
        kind=row,
    )


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """First the questions, then the complaint itself with its ways out."""
    desk = _desk(request, case_id, kind)
    if request.method != "POST" or request.POST.get("go") == "questions":
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
    go = request.POST.get("go", "")
    if go in FORMATS:
        content_type, make = FORMATS[go]
        return attachment(make(text), content_type, f"{file_name(text)}.{go}")
    lodged = LodgedForm(initial={"on": timezone.localdate(), "channel": "form"})
    if go == "lodge":
        lodged = LodgedForm(request.POST)
        if lodged.is_valid() and _lodge(desk, asked, text, lodged):
            messages.success(request, _("Recorded. The next date is on this page."))
            return redirect("cases:case", desk.case.pk)
    return _letter(request, desk, form, composed, text, lodged)


def _form(desk: _Desk, data: Any, values: Any = None) -> ComplaintForm:
    choice = desk.choice()
    country = desk.details.residence.partition("-")[0]
    needs_region = desk.for_authority and desk.details.regime == "eu" and country == "DE"
    initial: dict[str, Any] = {"outcome": _likely_outcome(desk), "region": desk.details.residence}
    if values is not None:
        initial.update({name: values[name] for name in values})
    return ComplaintForm(
        data,
        kind=desk.kind,
        languages=desk.languages(choice),
        regional=regional(country) if needs_region else (),
        page_language=get_language() or "en",
        initial=initial,
    )


def _likely_outcome(desk: _Desk) -> str:
    happened = {event.kind for event in desk.events}
    if "refusal" in happened:
        return "refused"
    return "incomplete" if "answer_partial" in happened else "silence"


def _compose(
    desk: _Desk, form: ComplaintForm, request: HttpRequest
) -> tuple[LetterRequest, LetterText, LetterText]:
    answers = form.cleaned_data
    choice = desk.choice(answers.get("region", ""))
    asked = services.request_for(
        desk.details,
        desk.first,
        desk.events,
        desk.now,
        kind=desk.kind.id,
        language=answers.get("language") or desk.languages(choice)[0],
        authority=choice.authority.id if choice and choice.authority else "",
        answers={name: answers.get(name, "") for name in desk.kind.fields},
    )
    composed = compose(asked)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    edited = body.strip() and digest(subject, body) != request.POST.get("composed", "")
    text = composed.edited(subject, normal(body)) if edited else composed
    return asked, composed, text


def _lodge(desk: _Desk, asked: LetterRequest, text: LetterText, form: LodgedForm) -> bool:
    answers = form.cleaned_data
    try:
        services.lodge(
            desk.case,
            request_as_data(asked),
            text,
            on=answers["on"],
            channel=answers["channel"],
            reference=answers["case_reference"],
            submission=answers["submission"],
        )
    except cases.EventRefused as error:
        form.add_error("on", str(error))
        return False
    return True


def _frame(desk: _Desk, form: ComplaintForm) -> dict[str, Any]:
    region = form.cleaned_data.get("region", "") if form.is_bound and form.is_valid() else ""
    choice = desk.choice(region)
    authority = choice.authority if choice else None
    language = get_language() or "en"
    return {
        "nav": "cases",
        "case": desk.case,
        "details": desk.details,
        "kind": desk.kind,
        "title": queries.title(desk.details),
        "choice": choice,
        "authority": authority,
        "authority_names": _names(authority, language),
        "form": form,
    }


def _names(authority: Authority | None, language: str) -> tuple[str, ...]:
    """What it calls itself and, where that differs, what the page's language calls it."""
    if authority is None:
        return ()
    today = timezone.localdate()
    own, known_as = authority.local_name(today), authority.name(language, today)
    return (own,) if known_as in own else (own, known_as)


def _questions(
    request: HttpRequest, desk: _Desk, form: ComplaintForm, status: int = 200
) -> HttpResponse:
    context = _frame(desk, form)
    context["points"] = points(
        desk.details, desk.events, desk.now, desk.kind.id, timezone.localdate()
    )
    return render(request, "complaints/questions.html", context, status=status)


def _letter(
    request: HttpRequest,
    desk: _Desk,
    form: ComplaintForm,
    composed: LetterText,
    text: LetterText,
    lodged: LodgedForm,
) -> HttpResponse:
    context = _frame(desk, form)
    context.update(
        composed=composed,
        text=text,
        digest=digest(composed.subject, composed.body),
        letter_html=to_html(text.body),
        letter_form=LetterForm(initial={"subject": text.subject, "body": text.body}),
        lodged=lodged,
        carried=[(name, request.POST.get(name, "")) for name in form.fields],
        edited=text != composed,
    )
    status = 422 if lodged.is_bound and lodged.errors else 200
    return render(request, "complaints/letter.html", context, status=status)
