"""Writing a letter and taking it away. No account is needed, and without one
nothing is stored here."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from requests_app.directory import countries
from requests_app.directory import queries as directory
from requests_app.directory.freshness import Freshness, freshness
from requests_app.letters import queries, services
from requests_app.letters.asked import say_at_its_field, step_of
from requests_app.letters.contracts import LetterText
from requests_app.letters.drafts import Draft
from requests_app.letters.errors import LetterError
from requests_app.letters.frame import companies_shown, frame
from requests_app.letters.markup import to_html
from requests_app.letters.one_page import show_all
from requests_app.letters.render import render_eml, render_pdf, render_text
from requests_app.letters.sketch import sketch
from requests_app.letters.ways import ways
from requests_app.letters.wishes import wish_of
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
        wizard.forget_edits()
    elif go == "steps":
        at = wizard.first_unanswered(up_to="situation") or "situation"
    kept = _keep(request, wizard, at)
    page = show_step(request, wizard, at, judge=judge)
    if kept and page.status_code == 200 and not _by_script(request):
        return _page_of_the_draft(wizard, at)
    # So that the browser's own Back works; for whoever is signed in the shell forbids it.
    page.headers["Cache-Control"] = GOES_BACK
    return page


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _keep(request: HttpRequest, wizard: Wizard, step: str) -> bool:
    """Keep the answers as a draft of whoever is signed in, of nobody else; whether they are."""
    answers = wizard.given()
    if not request.user.is_authenticated or not answers:
        return False
    draft_id = wizard.draft_id or uuid.uuid4()
    kept = services.keep_draft(request.user.pk, draft_id, answers, step)
    if kept:
        wizard.data["draft"] = str(draft_id)
    return kept


def _page_of_the_draft(wizard: Wizard, step: str) -> HttpResponse:
    """To the same step as a page that can be asked for again: what was typed by somebody signed
    in is in no cache, so the browser's own Back has nothing but the draft to show."""
    asked = {"at": step, "layout": "one"} if wizard.on_one_page else {"at": step}
    address = reverse("letters:resume", args=[wizard.draft_id])
    answer = redirect(f"{address}?{urlencode(asked)}")
    answer.status_code = 303
    return answer


def _start(request: HttpRequest) -> HttpResponse:
    data = QueryDict(mutable=True)
    for name in PREFILL:
        if name in request.GET:
            given = request.GET[name][:200]
            data[name] = countries.residence_at(given) if name == "residence" else given
    wish = wish_of(request.GET)
    if wish:
        data["wish"] = wish
    if request.GET.get("layout") == "one":
        data["layout"] = "one"
    wizard = Wizard(data)
    step = wizard.first_unanswered(up_to="letter") or "letter"
    if request.user.is_authenticated:
        kept = queries.begun(request.user, request.GET.get("draft", ""))
        if kept is None:
            # The number stands in the address from the first page on: a form sent twice keeps one
            # draft, and the browser's own Back to here finds what was kept.
            asked = request.GET.copy()
            asked["draft"] = str(uuid.uuid4())
            return redirect(f"{request.path}?{asked.urlencode()}")
        for name, values in kept.lists():
            data.setlist(name, values)
        wizard = Wizard(data)
    return show_step(request, wizard, step)


def show_step(
    request: HttpRequest,
    wizard: Wizard,
    step: str,
    judge: bool = False,
    wrong: LetterError | None = None,
) -> HttpResponse:
    """The page of this step, or of an earlier one that must be answered first. It is rendered
    last of all, so that whoever asks for it can look at its status first. `wrong` is what the
    letter itself found wanting in the answers of this step, each of which is right alone."""
    if wizard.on_one_page and step != "letter":
        return show_all(request, wizard, judge, wrong)
    if step != "platform":
        missing = wizard.first_unanswered(up_to=_before(step))
        if missing:
            return show_step(request, wizard, missing, judge=missing in _answered(wizard))
    if step == "letter":
        return _show_letter(request, wizard)
    form = wizard.form(step) if judge else wizard.blank_form(step)
    if wrong:
        say_at_its_field(form, wrong)
    context = frame(wizard, step, form)
    if step == "platform":
        context.update(companies_shown())
    if step in ("details", "situation"):
        context.update(with_sketch=True, sketch=sketch(wizard))
    status = 422 if judge and form.errors else 200
    return TemplateResponse(request, f"letters/wizard/{step}.html", context, status=status)


def _answered(wizard: Wizard) -> set[str]:
    """Steps whose fields were sent at all: only those are shown with their errors."""
    marks = {"platform": ("platform", "platform_name"), "wish": ("wish",), "home": ("residence",)}
    return {step for step, names in marks.items() if any(wizard.data.get(n) for n in names)}


def _show_letter(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    try:
        draft = wizard.draft()
    except LetterError as error:
        return show_step(request, wizard, step_of(error), judge=True, wrong=error)
    form = wizard.blank_form("letter")
    form.initial = {"subject": draft.text.subject, "body": draft.text.body}
    context = frame(wizard, "letter", form)
    context.update(
        draft=draft,
        text=draft.text,
        letter_html=to_html(draft.text.body),
        as_text=_to_copy(draft.text),
        ways=ways(wizard.routes()),
        checked=_checked(wizard),
    )
    return TemplateResponse(request, "letters/wizard/letter.html", context)


def _to_copy(text: LetterText) -> str:
    """The letter as text without line breaks of its own, as a web form takes it; "" for one that
    cannot be printed."""
    try:
        return render_text(text, None)
    except LetterError:
        return ""


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
    context = {
        "text": draft.text,
        "letter_html": to_html(draft.text.body),
        "as_text": _to_copy(draft.text),
    }
    return render(request, "letters/wizard/paper.html", context)


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """Companies of the directory that fit what is being typed, to choose from."""
    typed = request.GET.get("platform_name", "").strip()[:200]
    found = directory.search(typed, limit=6) if len(typed) > 1 else ()
    return render(request, "letters/wizard/companies.html", {"companies": found})


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
