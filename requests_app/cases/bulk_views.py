"""One action on several cases: recorded for each on its own, so that one refusal stops no other."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from requests_app.cases import bundles, overview, queries, services, undoing
from requests_app.cases.asking import person_of, submission_of, today_of
from requests_app.cases.details import Details
from requests_app.cases.forms import MarkSentForm
from requests_app.cases.models import Case
from requests_app.letters.errors import LetterError
from requests_app.letters.views import attachment
from requests_app.safety import jobs
from requests_app.safety.limits import allow

_BUNDLES_AN_HOUR = 30
# Seconds: what is ready by then is shown as ready at once.
_PATIENCE = 1.0


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do what the button says with the cases chosen; at most a page of them."""
    names = "page-case" if request.POST.get("all") else "case"
    cases = overview.of_person(person_of(request), request.POST.getlist(names))
    if not cases:
        messages.error(request, _("Choose at least one case."))
        return redirect("cases:list")
    go = request.POST.get("go", "")
    if go in bundles.FORMS:
        return _download(request, cases, go)
    if go == "close":
        submission = submission_of(request)
        _each(request, cases, submission, lambda case: _close(request, case, submission))
    elif go == "sent":
        _mark_sent(request, cases)
    return redirect("cases:list")


def _download(request: HttpRequest, cases: Sequence[Case], go: str) -> HttpResponse:
    """A few letters at once; for more the page that shows how far they are."""
    person = person_of(request)
    if not allow("bundle", str(person.pk), _BUNDLES_AN_HOUR, 3600):
        messages.error(request, _("That is enough for one hour; go on a little later."))
        return redirect("cases:list")
    letters = bundles.letters_of(person, cases)
    if len(letters) > bundles.AT_ONCE:
        job = jobs.wait(bundles.start(person.pk, letters, go), _PATIENCE)
        return redirect("cases:letters", job.pk)
    name, content_type = bundles.FORMS[go]
    try:
        return attachment(bundles.at_once(letters, go), content_type, name)
    except LetterError as error:
        messages.error(request, error.message)
        return redirect("cases:list")


def _mark_sent(request: HttpRequest, cases: Sequence[Case]) -> None:
    form = MarkSentForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return
    answers = form.cleaned_data

    def mark(case: Case) -> None:
        services.mark_sent(
            case,
            answers["sent_on"],
            channel=answers["channel"],
            submission=uuid.uuid5(answers["submission"], str(case.pk)),
        )

    _each(request, cases, answers["submission"], mark)


def _close(request: HttpRequest, case: Case, submission: uuid.UUID) -> None:
    services.record(
        case, "closed", today_of(request), submission=uuid.uuid5(submission, str(case.pk))
    )


def _each(
    request: HttpRequest,
    cases: Sequence[Case],
    submission: uuid.UUID,
    act: Callable[[Case], None],
) -> None:
    """Act on each case; say how many went well, and of each other one why not."""
    done = 0
    for case in cases:
        try:
            act(case)
        except services.EventRefused as error:
            title = queries.title(Details.from_data(case.details))
            messages.error(request, queries.with_reason(title, str(error)))
        else:
            done += 1
    if done:
        told = ngettext("Recorded for one case.", "Recorded for %(number)d cases.", done)
        messages.success(
            request,
            told % {"number": done} if "%" in told else told,
            extra_tags=undoing.address(submission),
        )
