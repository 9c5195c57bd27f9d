"""The pages of a complaint: the questions, the letter with its ways out, and "too early"."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from requests_app.cases import queries
from requests_app.cases.ways import ways_of
from requests_app.complaints import dossier
from requests_app.complaints.authority import AuthorityChoice, Place
from requests_app.complaints.desk import Desk, Written
from requests_app.complaints.form_helper import FormTexts, form_texts
from requests_app.complaints.forms import ComplaintForm, FileForm, LodgedForm, PaperForm
from requests_app.complaints.queries import answers_of
from requests_app.directory.freshness import freshness
from requests_app.directory.records import Authority
from requests_app.letters import catalogue
from requests_app.letters.drafts import digest
from requests_app.letters.forms import LetterForm
from requests_app.letters.language import language
from requests_app.letters.markup import to_html
from requests_app.safety import uploads


def too_early(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Nothing can be complained of before the letter went out."""
    context = {
        "nav": "cases",
        "case": desk.case,
        "kind": desk.kind,
        "title": queries.title(desk.details),
        "points": desk.points([]),
    }
    return render(request, "complaints/too_early.html", context, status=409)


def questions(
    request: HttpRequest, desk: Desk, form: ComplaintForm, status: int = 200
) -> HttpResponse:
    """What is asked before the complaint is written."""
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
        desk_for_authority=desk.for_authority,
        kept=answers_of(desk.case, desk.kind.id) is not None,
    )
    return render(request, "complaints/questions.html", context, status=status)


def letter(
    request: HttpRequest,
    desk: Desk,
    form: ComplaintForm,
    written: Written,
    lodged: LodgedForm,
    chosen: FileForm,
) -> HttpResponse:
    """The complaint itself, to be read, changed, taken away and recorded."""
    context = _frame(desk, form)
    text, data = written.text, cast(QueryDict, form.data)
    context.update(
        composed=written.composed,
        text=text,
        digest=digest(written.composed.subject, written.composed.body),
        letter_html=to_html(text.body),
        letter_form=LetterForm(initial={"subject": text.subject, "body": text.body}),
        lodged=lodged,
        carried=[(name, value) for name in form.fields for value in data.getlist(name)],
        edited=written.is_edited,
        overtaken=written.overtaken,
        ways=None if desk.for_authority else ways_of(desk.case, desk.details),
        file_form=chosen if desk.for_authority else None,
        copy_language=catalogue.LANGUAGE_NAMES.get(written.copy_language, ""),
        form_texts=_form_texts(desk, form, written, context["choice"]),
        # The file for an authority holds it among the exhibits.
        first_letter=None if desk.for_authority else desk.first.pk,
    )
    status = 422 if lodged.is_bound and lodged.errors else 200
    return render(request, "complaints/letter.html", context, status=status)


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
