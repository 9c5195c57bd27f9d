"""Letters set together for taking along: how far they are, stopping it, taking the file."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app.cases import made, queries
from requests_app.cases.asking import person_of
from requests_app.cases.bundles import MOST
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.safety import jobs


def _job(request: HttpRequest, job_id: uuid.UUID) -> jobs.Job:
    """The person's job; Http404 alike for another's and for none."""
    job = jobs.of_person(person_of(request).pk, made.LETTERS, job_id)
    if job is None:
        raise Http404
    return job


@login_required
@require_safe
def page(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """How many letters are set, and once all are, the file to take."""
    job = _job(request, job_id)
    lost = jobs.is_lost(job)
    running = job.state == jobs.Job.RUNNING and not lost
    context: dict[str, Any] = {
        "nav": "cases",
        "job": job,
        "running": running,
        "lost": lost,
        "trouble": _trouble(job) if job.state == jobs.Job.FAILED else "",
        "files": made.of_job(job),
        "until": made.until(job),
    }
    response = render(request, "cases/letters.html", context)
    if running:
        # Without a script the page asks again by itself.
        response.headers["Refresh"] = "2"
    return response


def _trouble(job: jobs.Job) -> str:
    if job.trouble == "too_many":
        return _("These are more than %(most)s letters: choose fewer cases.") % {"most": MOST}
    if job.trouble == "letter":
        case = Case.objects.for_owner(job.owner_id).filter(pk__in=job.results).first()
        title = queries.title(Details.from_data(case.details)) if case else "?"
        return _(
            "A letter of “%(case)s” could not be set as a PDF. Please try once more; should it "
            "fail again, leave this case out."
        ) % {"case": title}
    return _("It could not be made. Please try once more.")


@login_required
@require_POST
def stop(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The letters are no longer wanted together."""
    jobs.stop(_job(request, job_id))
    messages.success(request, _("Stopped. Nothing was kept."))
    return redirect("cases:list")


@login_required
@require_safe
def take(request: HttpRequest, job_id: uuid.UUID, file_id: uuid.UUID) -> StreamingHttpResponse:
    """The ZIP or the PDF."""
    job = _job(request, job_id)
    return made.download(job.owner_id, made.reference(job.kind, job.thing), file_id)
