"""The button beside “Recorded.”"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from requests_app.cases import undoing
from requests_app.cases.asking import person_of


@login_required
@require_POST
def undo(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Take back what a form has just recorded."""
    done = undoing.undo(person_of(request), submission)
    for sentence in done.refused:
        messages.error(request, sentence)
    if done.cases:
        messages.success(request, _("Taken back. The entry stays in the timeline, crossed out."))
    elif not done.refused:
        messages.warning(
            request,
            _("This cannot be undone here any more. Each entry of a case can be corrected."),
        )
    if len(done.cases) == 1:
        return redirect("cases:case", done.cases[0].pk)
    return redirect("cases:list")
