"""Writing a complaint from a case, taking it away, and recording that it was handed in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import queries, undoing
from requests_app.cases import services as cases
from requests_app.cases.sending import request_as_data
from requests_app.cases.ways import ways_of
from requests_app.complaints import dossier, services
from requests_app.complaints.authority import AuthorityChoice, Place, needs_region
from requests_app.complaints.desk import Desk, Written, desk_of, request_in
from requests_app.complaints.desk import write as write_complaint
from requests_app.complaints.filing import label, papers_for, start_bundle
from requests_app.complaints.form_helper import FormTexts, form_texts
from requests_app.complaints.forms import (
    ComplaintForm,
    FileForm,
    LodgedForm,
    PaperForm,
)
from requests_app.directory import queries as directory
from requests_app.directory.freshness import freshness
from requests_app.directory.records import Authority
from requests_app.letters import catalogue
from requests_app.letters.compose import compose
from requests_app.letters.drafts import digest
from requests_app.letters.errors import LetterError
from requests_app.letters.forms import LetterForm
from requests_app.letters.language import language
from requests_app.letters.markup import to_html
from requests_app.letters.views import FORMATS, attachment, file_name
from requests_app.safety import uploads


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """First the questions, then the complaint itself with its ways out."""
    desk = desk_of(request, case_id, kind)
    if not desk.is_sent:
        return _too_early(request, desk)
    if request.method != "POST" or request.POST.get("go") == "questions":
        return _questions(request, desk, _form(desk, None, request.POST or None))
    form = _form(desk, request.POST)
    if not form.is_valid():
        return _questions(request, desk, form, status=422)
    try:
        return _go(request, desk, form)
    except LetterError as error:
        field = error.field.rpartition(".")[2]
        form.add_error(field if field in form.fields else None, error.message)
        return _questions(request, desk, form, status=422)


def _go(request: HttpRequest, desk: Desk, form: ComplaintForm) -> HttpResponse:
    written = write_complaint(desk, form.cleaned_data, request.POST.dict())
    go = request.POST.get("go", "")
    if go in FORMATS:
        content_type, make = FORMATS[go]
        name = f"{file_name(written.text)}.{go}"
        return attachment(make(written.text), content_type, name)
    if go == "copy" and written.copy_language:
        copy = compose(request_in(desk, form.cleaned_data, written.copy_language))
        content_type, make = FORMATS["pdf"]
        name = f"{file_name(copy)}-{written.copy_language}.pdf"
        return attachment(make(copy), content_type, name)
    lodged = LodgedForm(
        initial={"on": desk.today, "channel": "form"}, to_company=not desk.for_authority
    )
    if go == "lodge":
        lodged = LodgedForm(request.POST, to_company=not desk.for_authority)
        if lodged.is_valid() and _lodge(desk, written, lodged):
            undo = undoing.address(lodged.cleaned_data["submission"])
            messages.success(
                request, _("Recorded. The next date is on this page."), extra_tags=undo
            )
            return redirect("cases:case", desk.case.pk)
    papers = papers_for(desk, form, written.text.language)
    chosen = FileForm(
        request.POST if "bundle_asked" in request.POST else None,
        papers=[(paper.id, label(paper)) for paper in papers],
        copy_language=written.copy_language,
        initial={"papers": [paper.id for paper in papers], "with_copy": False},
    )
    if go == "bundle" and desk.for_authority and chosen.is_valid():
        try:
            start_bundle(desk, form, written, papers, chosen)
        except dossier.PaperGone as gone:
            chosen.add_error(
                "papers",
                _("“%(name)s” cannot be opened any more: leave it out.") % {"name": str(gone)},
            )
        else:
            return redirect("complaints:bundle", desk.case.pk)
    return _letter(request, desk, form, written, lodged, chosen)


def _form(desk: Desk, data: Any, values: Any = None) -> ComplaintForm:
    choice = desk.choice()
    country = desk.details.residence.partition("-")[0]
    grounds = desk.grounds()
    initial: dict[str, Any] = {
        "place": "home",
        "region": desk.details.residence if needs_region(country) else "",
        "grounds": [ground.id for ground in grounds if ground.sure],
        "use_notice": True,
    }
    if values is not None:
        initial.update({name: values[name] for name in values})
        initial["grounds"] = values.getlist("grounds")
        initial["use_notice"] = "use_notice" in values
    files = [
        (paper.id, paper.name)
        for paper in desk.papers(desk.details.language, choice)
        if paper.id.startswith("file:")
    ]
    return ComplaintForm(
        data,
        kind=desk.kind,
        languages=desk.languages(choice),
        grounds=grounds,
        country=country,
        choose_place=desk.for_authority and desk.details.regime == "eu",
        page_language=get_language() or "en",
        for_another=desk.for_another,
        files=files,
        has_notice=_has_notice(desk),
        initial=initial,
    )


def _has_notice(desk: Desk) -> bool:
    """Whether the directory knows what the company's own notice says about this purpose."""
    if not desk.case.platform or desk.details.kind != "objection" or not desk.for_authority:
        return False
    try:
        platform = directory.platform(desk.case.platform)
    except directory.UnknownPlatform:
        return False
    region = directory.region_of(desk.details.regime)
    return any(fact.said_by == "controller" for fact in platform.facts(region))


def _lodge(desk: Desk, written: Written, form: LodgedForm) -> bool:
    answers = form.cleaned_data
    try:
        services.lodge(
            desk.case,
            request_as_data(written.asked),
            written.text,
            on=answers["on"],
            channel=answers["channel"],
            reference=answers["case_reference"],
            submission=answers["submission"],
        )
    except cases.EventRefused as error:
        form.add_error("on", str(error))
        return False
    return True


def _frame(desk: Desk, form: ComplaintForm) -> dict[str, Any]:
    place: Place | None = None
    if form.is_bound and form.is_valid():
        place = form.cleaned_data.get("place_chosen")
    choice = desk.choice(place)
    authority = choice.authority if choice else None
    code = get_language() or "en"
    return {
        "nav": "cases",
        "case": desk.case,
        "details": desk.details,
        "kind": desk.kind,
        "title": queries.title(desk.details),
        "choice": choice,
        "authority": authority,
        "authority_names": _names(desk, authority, code),
        "needs": [one.get(code) or one["en"] for one in authority.complaint_needs]
        if authority
        else [],
        "rules": [one.get(code) or one["en"] for one in authority.form_rules] if authority else [],
        "checked": freshness(authority, desk.today) if authority else None,
        "form": form,
    }


def _names(desk: Desk, authority: Authority | None, code: str) -> tuple[str, ...]:
    """What it calls itself and, where that differs, what the page's language calls it."""
    if authority is None:
        return ()
    own, known_as = authority.local_name(desk.today), authority.name(code, desk.today)
    return (own,) if known_as in own else (own, known_as)


def _too_early(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Nothing can be complained of before the letter went out."""
    context = {
        "nav": "cases",
        "case": desk.case,
        "kind": desk.kind,
        "title": queries.title(desk.details),
        "points": desk.points([]),
    }
    return render(request, "complaints/too_early.html", context, status=409)


def _questions(
    request: HttpRequest, desk: Desk, form: ComplaintForm, status: int = 200
) -> HttpResponse:
    context = _frame(desk, form)
    mandate = form.data.get("mandate_file", "") if form.is_bound else ""
    papers = desk.papers(get_language() or "en", context["choice"], mandate)
    context.update(
        points=desk.points(papers),
        grounds=desk.grounds(),
        papers=papers,
        paper_form=PaperForm(),
        endings=",".join(ending for kind in uploads.KINDS for ending in kind.endings),
        for_another=desk.for_another,
    )
    return render(request, "complaints/questions.html", context, status=status)


def _letter(
    request: HttpRequest,
    desk: Desk,
    form: ComplaintForm,
    written: Written,
    lodged: LodgedForm,
    chosen: FileForm,
) -> HttpResponse:
    context = _frame(desk, form)
    text = written.text
    context.update(
        composed=written.composed,
        text=text,
        digest=digest(written.composed.subject, written.composed.body),
        letter_html=to_html(text.body),
        letter_form=LetterForm(initial={"subject": text.subject, "body": text.body}),
        lodged=lodged,
        carried=[(name, value) for name in form.fields for value in request.POST.getlist(name)],
        edited=written.is_edited,
        ways=None if desk.for_authority else ways_of(desk.case, desk.details),
        file_form=chosen if desk.for_authority else None,
        copy_language=catalogue.LANGUAGE_NAMES.get(written.copy_language, ""),
        form_texts=_form_texts(desk, form, written, context["choice"]),
    )
    status = 422 if lodged.is_bound and lodged.errors else 200
    return render(request, "complaints/letter.html", context, status=status)


def _form_texts(
    desk: Desk, form: ComplaintForm, written: Written, choice: AuthorityChoice | None
) -> FormTexts | None:
    history = written.asked.history
    if not desk.for_authority or history is None:
        return None
    code = written.text.language
    events = dossier.story(desk.events, desk.now, history, code, desk.names(choice), desk.today)
    return form_texts(
        choice.authority if choice else None,
        written.text,
        events,
        harm=form.cleaned_data.get("harm") or "",
        known_on=history.known_on,
        right=language(code).request(history.kind, history.purposes),
    )
