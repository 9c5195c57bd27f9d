"""Writing a complaint from a case, taking it away, and recording that it was handed in.

What was typed is kept with each step, so that every page can be come back to: the questions and
the letter are pages of their own, and a form that was sent leads on to one of them.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from requests_app.cases import services as cases
from requests_app.cases import undoing
from requests_app.cases.sending import request_as_data
from requests_app.complaints import asking, dossier, pages, queries, services
from requests_app.complaints.desk import Desk, Written, desk_of, request_in
from requests_app.complaints.desk import write as write_complaint
from requests_app.complaints.filing import label, papers_for, start_bundle
from requests_app.complaints.forms import ComplaintForm, FileForm, LodgedForm
from requests_app.letters.compose import compose
from requests_app.letters.errors import LetterError
from requests_app.letters.views import FORMATS, attachment, file_name


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """The questions, as far as they were answered; and whatever is done with the answers."""
    desk = desk_of(request, case_id, kind)
    if not desk.is_sent:
        return pages.too_early(request, desk)
    if request.method != "POST":
        values = queries.answers_of(desk.case, kind)
        return pages.questions(request, desk, asking.form_for(desk, None, values))
    go = request.POST.get("go", "")
    form = asking.form_for(desk, request.POST)
    kept = asking.keep(desk, form, request.POST, text_anew=go == "anew")
    if go == "questions":
        return redirect("complaints:write", desk.case.pk, kind)
    if not form.is_valid():
        return pages.questions(request, desk, form, status=422)
    try:
        written = write_complaint(desk, form.cleaned_data, kept)
        return _go(request, desk, form, written, go)
    except LetterError as error:
        return _refused(request, desk, form, error, status=422)


@login_required
@require_safe
def letter(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """The complaint as it was left; the questions first where something of them is open."""
    desk = desk_of(request, case_id, kind)
    if not desk.is_sent:
        return pages.too_early(request, desk)
    kept = queries.answers_of(desk.case, kind)
    if kept is None:
        return redirect("complaints:write", desk.case.pk, kind)
    form = asking.form_for(desk, kept)
    if not form.is_valid():
        return pages.questions(request, desk, form)
    try:
        written = write_complaint(desk, form.cleaned_data, kept)
    except LetterError as error:
        return _refused(request, desk, form, error)
    papers = papers_for(desk, form, written.text.language)
    return pages.letter(
        request, desk, form, written, _lodged(desk), _chosen(written, papers, kept, judge=False)
    )


def _refused(
    request: HttpRequest, desk: Desk, form: ComplaintForm, error: LetterError, status: int = 200
) -> HttpResponse:
    field = error.field.rpartition(".")[2]
    form.add_error(field if field in form.fields else None, error.message)
    return pages.questions(request, desk, form, status=status)


def _go(
    request: HttpRequest, desk: Desk, form: ComplaintForm, written: Written, go: str
) -> HttpResponse:
    if go in FORMATS:
        content_type, make = FORMATS[go]
        name = f"{file_name(written.text)}.{go}"
        return attachment(make(written.text), content_type, name)
    if go == "copy" and written.copy_language:
        copy = compose(request_in(desk, form.cleaned_data, written.copy_language))
        content_type, make = FORMATS["pdf"]
        name = f"{file_name(copy)}-{written.copy_language}.pdf"
        return attachment(make(copy), content_type, name)
    if go not in ("lodge", "bundle"):
        return redirect("complaints:letter", desk.case.pk, desk.kind.id)
    lodged = _lodged(desk, request.POST if go == "lodge" else None)
    if go == "lodge" and lodged.is_valid() and _lodge(desk, written, lodged):
        undo = undoing.address(lodged.cleaned_data["submission"])
        messages.success(request, _("Recorded. The next date is on this page."), extra_tags=undo)
        return redirect("cases:case", desk.case.pk)
    papers = papers_for(desk, form, written.text.language)
    chosen = _chosen(written, papers, request.POST, judge=go == "bundle")
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
    return pages.letter(request, desk, form, written, lodged, chosen)


def _lodged(desk: Desk, data: QueryDict | None = None) -> LodgedForm:
    return LodgedForm(
        data, initial={"on": desk.today, "channel": "form"}, to_company=not desk.for_authority
    )


def _chosen(
    written: Written, papers: list[dossier.Paper], values: QueryDict, *, judge: bool
) -> FileForm:
    """What goes into the file: every paper but those the person was offered and left out."""
    was_asked = "bundle_asked" in values
    left_out = set(values.getlist("offered")) - set(values.getlist("papers"))
    picked = [paper.id for paper in papers if paper.id not in left_out]
    return FileForm(
        values if judge and was_asked else None,
        papers=[(paper.id, label(paper)) for paper in papers],
        copy_language=written.copy_language,
        initial={"papers": picked, "with_copy": was_asked and "with_copy" in values},
    )


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
