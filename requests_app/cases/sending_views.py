"""From the letter in the wizard to a case: sent on a day, or kept until it is."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from requests_app.cases import services, undoing
from requests_app.cases.asking import person_of, submission_of, today_of
from requests_app.cases.forms import SentForm
from requests_app.cases.models import Case
from requests_app.cases.sending import details_of, request_as_data
from requests_app.cases.sent import told_of_sending
from requests_app.letters.drafts import Draft
from requests_app.letters.errors import LetterError
from requests_app.letters.services import throw_away
from requests_app.letters.views import show_step
from requests_app.letters.wizard import COMPOSED, Unanswered, Wizard
from requests_app.safety.dates import day_in_words


@sensitive_post_parameters()
@require_POST
def record_sending(request: HttpRequest) -> HttpResponse:
    """Ask when and how the letter was sent; then keep it and start the clock.

    The letter travels in the form until then, so that nobody's letter is stored without an
    account, and signing in meanwhile loses nothing.
    """
    wizard = Wizard(request.POST)
    try:
        draft = wizard.draft()
    except (Unanswered, LetterError):
        return show_step(request, wizard, "letter")
    typed = "sent_on" in request.POST and "submission" in request.POST
    # In another language only: nothing is judged or kept.
    told = typed and "stay" not in request.POST
    usual = {"sent_on": timezone.localdate(), "channel": draft.request.delivery}
    as_typed = {name: request.POST.get(name) for name in ("sent_on", "channel", "received_on")}
    form = SentForm(request.POST) if told else SentForm(initial=as_typed if typed else usual)
    if told and request.user.is_authenticated:
        if request.POST.get("go") == "keep":
            case = _open(request, wizard, draft, submission=submission_of(request), sent_on=None)
            messages.success(request, _("Kept. Record the day when you have sent it."))
            return redirect("cases:case", case.pk)
        if form.is_valid():
            try:
                case = _open(request, wizard, draft, **form.cleaned_data)
            except services.EventRefused as error:
                form.add_error(None, str(error))
            else:
                undo = undoing.address(form.cleaned_data["submission"])
                told_now = told_of_sending(case, today_of(request))
                messages.success(request, told_now, extra_tags=undo)
                if form.cleaned_data["sent_on"] < draft.request.date:
                    messages.warning(request, _later_than_sent(draft))
                return redirect("cases:case", case.pk)
    context = {
        "nav": "write",
        "form": form,
        "draft": draft,
        # Who says so and is not gets the same page: it must say why.
        "not_signed_in_yet": told and not request.user.is_authenticated,
        # The text goes in as it was shown, edited or not.
        "carried": list(wizard.carried(form, but=[COMPOSED])),
        "step": "letter",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/record_sending.html", context, status=status)


def _later_than_sent(draft: Draft) -> str:
    return _(
        "The letter kept here is dated %(day)s, after the day you gave. If it was another one that "
        "you sent, add that one to the files of the case: it is your evidence."
    ) % {"day": day_in_words(draft.request.date)}


def _open(
    request: HttpRequest, wizard: Wizard, draft: Draft, *, submission: uuid.UUID, **sending: Any
) -> Case:
    case = services.open_case(
        person_of(request).pk,
        submission=submission,
        details=details_of(wizard, draft),
        platform=draft.request.platform,
        request=request_as_data(draft.request),
        text=draft.text,
        **sending,
    )
    # What was a draft is a case now.
    if draft_id := wizard.draft_id:
        throw_away(case.owner_id, draft_id)
    return case
