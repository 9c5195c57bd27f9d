"""Recording a reply: it is kept as it came, read, and what it says is confirmed by the person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app.cases import mail_reading, originals, queries, services, undoing
from requests_app.cases.asking import person_of, submission_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.mail_text import Mail
from requests_app.cases.models import Case, Event
from requests_app.cases.occurrences import OCCURRENCES
from requests_app.cases.reply_forms import AnswerForm, ReplyForm, initial_of
from requests_app.cases.standing import in_force
from requests_app.cases.suggestions import Suggestion, suggestions

_MAX_KEPT_TEXT = 50_000
TROUBLE: dict[str, str | Promise] = {
    "unreadable": gettext_lazy("This mail could not be read. The original is kept as it came."),
    "too_large": gettext_lazy("This mail is too large to be read. The original is kept."),
    "too_deep": gettext_lazy("Parts of it are nested too deep to be read."),
    "too_many_parts": gettext_lazy("It has more parts than are read."),
    "text_cut": gettext_lazy("Only the beginning of its text is shown."),
    "no_headers": gettext_lazy("It has no headers, so it does not say who sent it and when."),
    "charset": gettext_lazy("It names an encoding that is no encoding of text."),
    "encoding": gettext_lazy("A part of it could not be decoded and is shown as it is."),
    "date": gettext_lazy("The day it names is not credible: give the day it reached you."),
}


@dataclass(frozen=True)
class _Reply:
    """The reply as far as it is known: text, the mail it came in, the file it is."""

    text: str
    mail: Mail | None
    file: originals.Original | None

    def kept(self) -> dict[str, str]:
        """What the event keeps of it."""
        found = {"text": self.text[:_MAX_KEPT_TEXT]}
        if self.mail:
            found |= {"from": self.mail.sender, "subject": self.mail.subject}
        if self.file:
            found |= {"file_name": self.file.name, "file_sha256": self.file.sha256}
        return found


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """First the reply, then what it says."""
    case = queries.case_of(person_of(request), case_id)
    if request.POST.get("go") == "record":
        return _record(request, case)
    if request.method != "POST" and request.GET.get("file"):
        # A file that was kept earlier, to go on with.
        file = originals.of_id(case, request.GET["file"])
        if file is None:
            raise Http404
        return _questions(request, case, _read(case, "", file))
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload: UploadedFile[Any] | None = form.cleaned_data["file"]
        try:
            file = originals.keep(case, upload) if upload else None
        except originals.NotTaken as error:
            form.add_error("file", str(error))
        else:
            return _questions(request, case, _read(case, form.cleaned_data["text"], file))
    context = _frame(case)
    context["form"] = form
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/reply.html", context, status=status)


def _read(case: Case, text: str, file: originals.Original | None) -> _Reply:
    if file is None:
        return _Reply(text, None, None)
    content = originals.content_of(case, file)
    if mail_reading.is_mail(file.name, content):
        mail = mail_reading.read(content)
        return _Reply(text or mail.text, mail, file)
    if file.name.casefold().endswith(".txt"):
        return _Reply(text or content[:200_000].decode("utf-8", "replace"), None, file)
    return _Reply(text, None, file)


def _questions(
    request: HttpRequest, case: Case, known: _Reply, form: AnswerForm | None = None
) -> HttpResponse:
    found = suggestions(known.text)
    complained = _complained(case)
    if form is None:
        on = _mail_day(known) or today_of(request)
        initial = {"on": min(on, today_of(request)), **initial_of(found)}
        form = AnswerForm(initial=initial, complained=complained)
    context = _frame(case)
    context.update(
        form=form,
        known=known,
        mail_day=_mail_day(known),
        carried=known.text if known.file is None else "",
        troubles=[TROUBLE[key] for key in known.mail.trouble] if known.mail else [],
        found=[(_name(one), one.sentence) for one in found],
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/reply_questions.html", context, status=status)


def _mail_day(known: _Reply) -> date | None:
    """The day the mail names, if it names a credible one."""
    return date.fromisoformat(known.mail.sent_on) if known.mail and known.mail.sent_on else None


def _name(found: Suggestion) -> str:
    if found.kind == "reasons":
        return _("They give a reason for needing longer")
    return str(OCCURRENCES[found.kind].label)


def _record(request: HttpRequest, case: Case) -> HttpResponse:
    file = None
    if request.POST.get("file"):
        file = originals.of_id(case, request.POST["file"])
        if file is None:
            return _told_already(request, case)
    known = _read(case, request.POST.get("text", "")[:100_000], file)
    form = AnswerForm(request.POST, complained=_complained(case))
    if form.is_valid():
        try:
            with transaction.atomic():
                events = services.record_all(
                    case, form.happened(known.kept()), submission=form.cleaned_data["submission"]
                )
                if known.file:
                    originals.belongs_to(known.file, events[0])
        except services.EventRefused as error:
            form.add_error(None, str(error))
        else:
            undo = undoing.address(form.cleaned_data["submission"])
            messages.success(
                request, _("Recorded. Below is what follows from it."), extra_tags=undo
            )
            return redirect("cases:case", case.pk)
    return _questions(request, case, known, form)


def _told_already(request: HttpRequest, case: Case) -> HttpResponse:
    """The form of a file that has its event by now (sent twice, or told in another tab)."""
    known = Event.objects.for_owner(case.owner_id).filter(
        case=case, submission=uuid.uuid5(submission_of(request), "0")
    )
    if not known.exists():
        raise Http404
    return redirect("cases:case", case.pk)


def _complained(case: Case) -> bool:
    return any(e.kind == "complaint_to_controller" for e in in_force(case.events.all()))


def _frame(case: Case) -> dict[str, Any]:
    return {
        "nav": "cases",
        "case": case,
        "title": queries.title(Details.from_data(case.details)),
    }
