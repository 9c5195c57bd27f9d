"""The files of a case: the list with a form to add one, and each file to take or to look at."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.cases import evidence, queries
from requests_app.cases.asking import person_of
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.safety import audit, uploads
from requests_app.safety.uploads import UploadRefused
from requests_app.vault import files
from requests_app.vault.errors import Unreadable
from requests_app.vault.models import SealedFile

_KNOWN = {kind.content_type for kind in uploads.KINDS}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """All files of the case; a further one is examined and kept."""
    case = queries.case_of(person_of(request), case_id)
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise UploadRefused(_("Choose a file."))
            evidence.add(case, upload)
        except UploadRefused as why:
            error = str(why)
        else:
            messages.success(request, _("The file is kept, encrypted, as it is."))
            return redirect("cases:files", case.pk)
    context = {
        "nav": "cases",
        "case": case,
        "title": queries.title(Details.from_data(case.details)),
        "files": evidence.of_case(case),
        "error": error,
        "endings": ",".join(ending for kind in uploads.KINDS for ending in kind.endings),
        "largest": uploads.LARGEST_FILE // 1024 // 1024,
    }
    return render(request, "cases/files.html", context, status=422 if error else 200)


@login_required
@require_safe
def take(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """The original, to be saved: never shown by the browser as a page of ours."""
    case, file = _file(request, case_id, file_id)
    about = file.about or {}
    try:
        content = files.read(file)
    except Unreadable:
        return _gone(request, case)
    kind = about.get("type", "")
    answer = _sandboxed(content, kind if kind in _KNOWN else "application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(
        True, uploads.clean_name(about.get("name", "")) or "file"
    )
    if request.method == "GET":
        audit.record(case.owner_id, audit.Verb.FILE_TAKEN, file.pk)
    return answer


@login_required
@require_safe
def look(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """A picture as it is shown: made anew from its pixels, without where and how it was taken."""
    case, file = _file(request, case_id, file_id)
    try:
        content, content_type = evidence.shown(file)
    except UploadRefused:
        raise Http404 from None
    except Unreadable:
        return _gone(request, case)
    answer = _sandboxed(content, content_type)
    answer.headers["Content-Disposition"] = "inline"
    return answer


@login_required
@require_POST
def remove(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file for good, unless an entry of the timeline rests on it."""
    case, file = _file(request, case_id, file_id)
    if evidence.remove(case, file):
        messages.success(request, _("The file is removed."))
    else:
        messages.warning(request, _("An entry of the timeline rests on this file, so it stays."))
    return redirect("cases:files", case.pk)


def _file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> tuple[Case, SealedFile]:
    case = queries.case_of(person_of(request), case_id)
    file = evidence.file_of(case, file_id)
    if file is None:
        raise Http404
    return case, file


def _sandboxed(content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _gone(request: HttpRequest, case: Case) -> HttpResponse:
    messages.error(request, _("This file cannot be opened any more: it was damaged on the disk."))
    return redirect("cases:files", case.pk)
