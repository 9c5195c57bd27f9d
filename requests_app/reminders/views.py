"""What comes by mail: chosen in the settings, or switched off from the mail itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from requests_app.reminders.choices import choices_of, choose, read_off_token, switch_off
from requests_app.reminders.forms import ChoicesForm
from requests_app.reminders.occasions import Occasion
from requests_app.reminders.words import SWITCHES


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Which occasions a mail is sent about, or one mail a week about all."""
    person: Any = request.user
    form = ChoicesForm(choices_of(person), request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose(person.pk, off=form.off, digest=form.digest)
        messages.success(request, _("Saved."))
        return redirect("reminders:choices")
    status = 422 if form.errors else 200
    return render(
        request, "reminders/choices.html", {"form": form, "nav": "settings"}, status=status
    )


# Mail programs post here by themselves (RFC 8058) and have no token of a form. The address can
# only switch a mail off, and knowing it is the permission.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; the button, or a mail program, switches the mail off."""
    about = read_off_token(token)
    if about is None:
        raise Http404
    owner_id, occasion = about
    if request.method == "POST" and not switch_off(owner_id, occasion):
        raise Http404
    chosen = choices_of(owner_id)
    is_off = not chosen.digest if occasion == Occasion.DIGEST else occasion in chosen.off
    context = {"is_off": is_off, "when": SWITCHES[occasion], "weekly": occasion == Occasion.DIGEST}
    return render(request, "reminders/off.html", context)
