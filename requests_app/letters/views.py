"""Writing a letter and taking it away. No account is needed, and without one
nothing is stored here."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from requests_app.directory import countries
from requests_app.directory import queries as directory
from requests_app.directory.freshness import Freshness, freshness
from requests_app.letters import services
from requests_app.letters.asked import field_of, step_of
from requests_app.letters.contracts import LetterText
from requests_app.letters.drafts import Draft
from requests_app.letters.errors import LetterError
from requests_app.letters.frame import companies_shown, frame
from requests_app.letters.markup import to_html
from requests_app.letters.one_page import show_all
from requests_app.letters.render import render_eml, render_pdf, render_text
from requests_app.letters.sketch import sketch
from requests_app.letters.ways import ways
from requests_app.letters.wizard import PREFILL, STEPS, Unanswered, Wizard

FORMATS: dict[str, tuple[str, Callable[[LetterText], bytes | str]]] = {
    "pdf": ("application/pdf", render_pdf),
    "txt": ("text/plain; charset=utf-8", render_text),
    "eml": ("message/rfc822", render_eml),
}

GOES_BACK = "private, no-cache"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One step of the way to a letter."""
    if request.method != "POST":
        return _start(request)
    data = request.POST.copy()
    # In another language only: the same step, as it stands.
    go = "show" if "stay" in data else data.get("go", "next")
    if go in ("one", "steps"):
        data["layout"] = go
    wizard = Wizard(data)
    at = data.get("at", "platform")
    if at not in STEPS:
        at = "platform"
    judge = False
    if go == "next":
        if wizard.on_one_page and at != "letter":
            at = "situation"
        missing = wizard.first_unanswered(up_to=at) if at != "letter" else None
        judge = bool(missing)
        at = missing or _after(at)
    elif go == "show" and wizard.on_one_page and "stay" not in data and not _by_script(request):
        # Pressed without a script: what is missing is in the way of the further questions.
        judge = wizard.first_unanswered(up_to="home") is not None
    elif go == "back":
        at = _before(at)
    elif go in STEPS:
        at = go
    elif go == "anew":
        wizard.anew = True
    elif go == "steps":
        at = wizard.first_unanswered(up_to="situation") or "situation"
    _keep(request, wizard, at)
    page = show_step(request, wizard, at, judge=judge)
    # So that the browser's own Back works; for whoever is signed in the shell forbids it.
    page.headers["Cache-Control"] = GOES_BACK
    return page


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _keep(request: HttpRequest, wizard: Wizard, step: str) -> None:
    """Keep the answers as a draft of whoever is signed in; of nobody else."""
    answers = wizard.given()
    if not request.user.is_authenticated or not answers:
        return
    draft_id = wizard.draft_id or uuid.uuid4()
    if services.keep_draft(request.user.pk, draft_id, answers, step):
        wizard.data["draft"] = str(draft_id)


def _start(request: HttpRequest) -> HttpResponse:
    data = QueryDict(mutable=True)
    for name in PREFILL:
        if name in request.GET:
            given = request.GET[name][:200]
            data[name] = countries.residence_at(given) if name == "residence" else given
    # The short form for links: ?platform=linkedin&right=objection&purpose=ai-training
    if "right" in request.GET and "wish" not in data:
        data["wish"] = f"{request.GET['right']}:{request.GET.get('purpose', '')}"[:200]
    if request.GET.get("layout") == "one":
        data["layout"] = "one"
    if request.user.is_authenticated:
        # From the first page on, so that a form sent twice keeps one draft.
        data["draft"] = str(uuid.uuid4())
    wizard = Wizard(data)
    return show_step(request, wizard, wizard.first_unanswered(up_to="letter") or "letter")


def show_step(request: HttpRequest, wizard: Wizard, step: str, judge: bool = False) -> HttpResponse:
    """The page of this step, or of an earlier one that must be answered first."""
    if wizard.on_one_page and step != "letter":
        return show_all(request, wizard, judge)
    if step != "platform":
        missing = wizard.first_unanswered(up_to=_before(step))
        if missing:
            return show_step(request, wizard, missing, judge=missing in _answered(wizard))
    if step == "letter":
        return _show_letter(request, wizard)
    form = wizard.form(step) if judge else wizard.blank_form(step)
    context = frame(wizard, step, form)
    if step == "platform":
        context.update(companies_shown())
    if step in ("details", "situation"):
        context.update(with_sketch=True, sketch=sketch(wizard))
    status = 422 if judge and form.errors else 200
    return render(request, f"letters/wizard/{step}.html", context, status=status)


def _answered(wizard: Wizard) -> set[str]:
    """Steps whose fields were sent at all: only those are shown with their errors."""
    marks = {"platform": ("platform", "platform_name"), "wish": ("wish",), "home": ("residence",)}
    return {step for step, names in marks.items() if any(wizard.data.get(n) for n in names)}


def _show_letter(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    try:
        draft = wizard.draft()
    except LetterError as error:
        step = step_of(error)
        form = wizard.form(step)
        form.is_valid()
        field = field_of(error)
        if field in form.fields:
            label = str(form.fields[field].label)
            form.add_error(field, error.message.replace(error.field, f"“{label}”", 1))
        else:
            form.add_error(None, error.message)
        return render(request, f"letters/wizard/{step}.html", frame(wizard, step, form), status=422)
    form = wizard.blank_form("letter")
    form.initial = {"subject": draft.text.subject, "body": draft.text.body}
    context = frame(wizard, "letter", form)
    context.update(
        draft=draft,
        text=draft.text,
        letter_html=to_html(draft.text.body),
        ways=ways(wizard.routes()),
        checked=_checked(wizard),
    )
    return render(request, "letters/wizard/letter.html", context)


def _checked(wizard: Wizard) -> Freshness | None:
    """When what the directory knows of the company was last checked."""
    platform = wizard.platform
    return freshness(platform, timezone.localdate()) if platform else None


@sensitive_post_parameters()
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The letter's text as it will stand on the paper, for the page that is being edited."""
    wizard = Wizard(request.POST)
    if request.POST.get("at") != "letter":
        so_far = sketch(wizard)
        if so_far is None:
            return HttpResponse(status=204)
        context = {"text": so_far.text, "letter_html": so_far.html}
        return render(request, "letters/wizard/paper.html", context)
    try:
        draft = wizard.draft()
    except (Unanswered, LetterError):
        return HttpResponse(status=204)
    context = {"text": draft.text, "letter_html": to_html(draft.text.body)}
    return render(request, "letters/wizard/paper.html", context)


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """Companies of the directory that fit what is being typed, to choose from."""
    typed = request.GET.get("platform_name", "").strip()[:200]
    found = directory.search(typed, limit=6) if len(typed) > 1 else ()
    others = [platform for platform in found if platform.id not in directory.FIRST_PLATFORMS]
    return render(request, "letters/wizard/companies.html", {"companies": others})


@require_GET
def law_of(request: HttpRequest) -> HttpResponse:
    """Which law applies to somebody who lives there, as a sentence."""
    wizard = Wizard(request.GET)
    try:
        sentence = wizard.regime.reason
    except Unanswered:
        sentence = ""
    return render(request, "letters/wizard/law.html", {"sentence": sentence})


@sensitive_post_parameters()
@require_POST
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The letter as PDF, plain text or mail draft. Made in memory and forgotten."""
    wizard = Wizard(request.POST)
    try:
        draft: Draft = wizard.draft()
        content_type, make = FORMATS[form]
        content = make(draft.text)
    except (Unanswered, LetterError):
        return show_step(request, wizard, "letter")
    return attachment(content, content_type, f"{file_name(draft.text)}.{form}")


def attachment(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    """A file to save: never shown inline, never cached."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def file_name(text: LetterText) -> str:
    """What a saved letter is called, without the person's name: date, company, kind."""
    company = slugify(text.controller or text.recipient[0]) or _("letter")
    return f"{text.date.isoformat()}-{company}-{text.kind}"[:100]


def _after(step: str) -> str:
    names = list(STEPS)
    return names[min(names.index(step) + 1, len(names) - 1)]


def _before(step: str) -> str:
    names = list(STEPS)
    return names[max(names.index(step) - 1, 0)]
