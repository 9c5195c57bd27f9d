"""A person’s own data: take it along, bring it in, how long it stays, what was done, erase it."""

from __future__ import annotations

import zoneinfo
from typing import IO, Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.accounts import consents, erasure, retention
from requests_app.accounts.archive import archive
from requests_app.accounts.incoming import Added, ArchiveRefused, Incoming, alone
from requests_app.accounts.models import User
from requests_app.accounts.own_data_forms import ErasureForm, RetentionForm, TakeOverForm
from requests_app.accounts.reauthentication import required
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.queries import title
from requests_app.safety import audit
from requests_app.safety.audit import Verb
from requests_app.safety.limits import allow
from requests_app.safety.upload_handler import takes_up_to
from requests_app.vault.errors import VaultError

ENTRIES_A_PAGE = 50
# Making an export, and reading one, takes seconds of a whole processor.
EXPORTS, IMPORTS = (10, 3600), (20, 3600)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the person can do with their data."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    person = _person(request)
    context = {
        "nav": "settings",
        "retention_form": RetentionForm(initial={"months": retention.months_of(person)}),
        "take_over_form": TakeOverForm(),
        "consents": [
            {"name": name, "text": text, "stands": consents.stands(person, name)}
            for name, text in consents.TEXTS.items()
        ],
        "announced": _announced(person),
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "accounts/own_data.html", context, status=status)


def _announced(person: User) -> list[dict[str, Any]]:
    days = retention.announced(person)
    found = Case.objects.for_owner(person).filter(pk__in=list(days))
    lines = [
        {"id": case.pk, "title": title(Details.from_data(case.details)), "day": days[case.pk]}
        for case in found
    ]
    return sorted(lines, key=lambda line: line["day"])


@required
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """All of the person's data as a ZIP archive, made while it is sent."""
    person = _person(request)
    if not allow("export", str(person.pk), *EXPORTS):
        return render(request, "web/errors/429.html", status=429)
    try:
        pieces = archive(person)
    except VaultError:
        messages.error(request, _("Something of your data does not open; tell the operator."))
        return redirect("accounts:own-data")
    audit.record(person.pk, Verb.EXPORTED)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    name = f"dsr-desk-{timezone.localdate().isoformat()}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@takes_up_to(settings.LARGEST_UPLOAD)
@login_required
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Bring in an export of this or another instance."""
    person = _person(request)
    form = TakeOverForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, take_over_form=form)
    if not allow("import", str(person.pk), *IMPORTS):
        return render(request, "web/errors/429.html", status=429)
    try:
        with alone():
            incoming = Incoming(cast("IO[bytes]", form.cleaned_data["archive"].file))
            added = incoming.take_over(person, with_settings=form.cleaned_data["with_settings"])
    except ArchiveRefused as error:
        form.add_error("archive", str(error))
        return _page(request, status=422, take_over_form=form)
    messages.success(request, _told(added))
    if added.left:
        messages.warning(request, _left(added.left))
    return redirect("accounts:own-data")


def _left(files: int) -> str:
    return ngettext(
        "%(n)d file was not taken over yet, since examining files takes long. Take the same "
        "archive over again: it goes on there.",
        "%(n)d files were not taken over yet, since examining files takes long. Take the same "
        "archive over again: it goes on there.",
        files,
    ) % {"n": files}


def _told(added: Added) -> str:
    if added.nothing:
        return _("Everything in this export is here already.")
    return _(
        "Taken over: %(cases)d cases, %(letters)d letters, %(drafts)d drafts, %(events)d events, "
        "%(files)d files, %(companies)d companies of your own."
    ) % {
        "cases": added.cases,
        "letters": added.letters,
        "drafts": added.drafts,
        "events": added.events,
        "files": added.files,
        "companies": added.companies,
    }


@login_required
@require_POST
def keep_for(request: HttpRequest) -> HttpResponse:
    """Set how long closed cases are kept."""
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, retention_form=form)
    retention.keep_for(_person(request), form.cleaned_data["months"])
    messages.success(request, _("Saved."))
    return redirect("accounts:own-data")


@login_required
@require_POST
def consent(request: HttpRequest, name: str) -> HttpResponse:
    """Give or withdraw a consent."""
    if name in consents.TEXTS:
        act = consents.give if request.POST.get("given") == "yes" else consents.withdraw
        act(_person(request), name)
        messages.success(request, _("Saved."))
    return redirect("accounts:own-data")


@login_required
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """What was done in the person's account, newest first."""
    person = _person(request)
    pages = Paginator(audit.of_person(person.pk), ENTRIES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    zone = zoneinfo.ZoneInfo(person.time_zone)
    entries = [
        {
            "what": _verb(entry.verb),
            "at": entry.at.astimezone(zone),
            "network": entry.network,
            "by_you": entry.actor == person.pk,
        }
        for entry in page
    ]
    context = {"nav": "settings", "entries": entries, "page": page, "zone": person.time_zone}
    return render(request, "accounts/audit.html", context)


def _verb(name: str) -> str:
    return str(Verb(name).label) if name in Verb.values else name


@required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the person and all their data, after they ticked that they mean it."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person_id = _person(request).pk
        # Before the erasure: signing out is an entry of the log like any other.
        logout(request)
        tombstone = erasure.erase(person_id)
        answer = render(request, "accounts/erased.html", {"tombstone": tombstone})
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return answer
    context = {"nav": "settings", "form": form}
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
