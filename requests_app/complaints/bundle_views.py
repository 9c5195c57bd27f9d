"""The complaint's file: how far it is, stopping it, taking it away; papers put into it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.cases import evidence, made, queries, undoing
from requests_app.cases.asking import person_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.services import EventRefused
from requests_app.complaints import queries as complaints
from requests_app.complaints import services
from requests_app.complaints.desk import desk_of
from requests_app.complaints.forms import LodgedForm, PaperForm
from requests_app.directory import queries as directory
from requests_app.safety import jobs
from requests_app.safety.uploads import UploadRefused

# Only an authority is handed a file.
_KIND = "complaint-authority"
_TROUBLES = {
    "too_many": gettext_lazy("A file takes at most 99 exhibits: leave some out."),
    "too_large": gettext_lazy("The originals are larger than 150 MB together: leave some out."),
    "gave_up": gettext_lazy("It took more time or memory than is set aside for a file."),
}


def _form_of(filed: complaints.Filed | None) -> str:
    """The web form of the authority to which the file is addressed; "" where none is known."""
    try:
        return directory.authority(filed.asked["authority"]).complaint_url if filed else ""
    except (KeyError, directory.UnknownAuthority):
        return ""


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """How far the file is, and once it stands, the ways to take it; then that it was handed in."""
    case = queries.case_of(person_of(request), case_id)
    job = jobs.of(case.owner_id, services.BUNDLE, case.pk)
    if job is None:
        raise Http404
    running = job.state == jobs.Job.RUNNING and not jobs.is_lost(job)
    filed = complaints.filed(case, _KIND) if job.state == jobs.Job.DONE else None
    lodged = LodgedForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today_of(request), "channel": "form"},
    )
    if request.method == "POST" and lodged.is_valid() and _is_recorded(case, filed, lodged):
        undo = undoing.address(lodged.cleaned_data["submission"])
        messages.success(request, _("Recorded. The next date is on this page."), extra_tags=undo)
        return redirect("cases:case", case.pk)
    context: dict[str, Any] = {
        "nav": "cases",
        "case": case,
        "title": queries.title(Details.from_data(case.details)),
        "job": job,
        "running": running,
        "lost": jobs.is_lost(job),
        "trouble": _TROUBLES.get(job.trouble, _("It could not be made. Please try once more.")),
        "files": made.of_job(job),
        "until": made.until(job),
        "lodged": lodged if filed else None,
        "handed_in_at": _form_of(filed),
    }
    status = 422 if lodged.is_bound else 200
    response = render(request, "complaints/bundle.html", context, status=status)
    if running:
        # Without a script the page asks again by itself.
        response.headers["Refresh"] = "2"
    return response


def _is_recorded(case: Case, filed: complaints.Filed | None, form: LodgedForm) -> bool:
    """Record that the complaint was handed in as the file has it, once for a form sent twice."""
    answers = form.cleaned_data
    if filed is None:
        return complaints.is_recorded(case, answers["submission"])
    try:
        services.lodge(
            case,
            filed.asked,
            filed.text,
            on=answers["on"],
            channel=answers["channel"],
            reference=answers["case_reference"],
            submission=answers["submission"],
        )
    except EventRefused as error:
        form.add_error("on", str(error))
        return False
    return True


@login_required
@require_POST
def stop(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The file is no longer wanted."""
    case = queries.case_of(person_of(request), case_id)
    job = jobs.of(case.owner_id, services.BUNDLE, case.pk)
    if job is None:
        raise Http404
    jobs.stop(job)
    messages.success(request, _("Stopped. Nothing was kept."))
    return redirect("cases:case", case.pk)


@login_required
@require_safe
def take(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> StreamingHttpResponse:
    """The PDF or the ZIP, unsealed while it is sent."""
    case = queries.case_of(person_of(request), case_id)
    return made.download(case.owner_id, services.bundle_reference(case.pk), file_id)


@login_required
@require_POST
def add_paper(request: HttpRequest, case_id: uuid.UUID, kind: str) -> HttpResponse:
    """Put a paper into the case: a mandate, a screenshot, a mail."""
    desk = desk_of(request, case_id, kind)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file with something in it."))
    else:
        try:
            evidence.add(desk.case, form.cleaned_data["paper"])
        except UploadRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("The paper is in the file."))
    return redirect("complaints:write", desk.case.pk, kind)
