"""All questions on one page, for whoever prefers that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from requests_app.letters.asked import say_at_its_field, step_of
from requests_app.letters.errors import LetterError
from requests_app.letters.forms import StepForm
from requests_app.letters.frame import companies_shown, frame
from requests_app.letters.sketch import sketch
from requests_app.letters.wizard import STEPS, Unanswered, Wizard


class _Together:
    """Several forms of one page as one, for the list of what is wrong in them."""

    def __init__(self, shown: list[StepForm]) -> None:
        self.shown = shown

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.shown)

    @property
    def non_field_errors(self) -> list[Any]:
        return [error for form in self.shown for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (field for form in self.shown for field in form)


def show_all(
    request: HttpRequest, wizard: Wizard, judge: bool, wrong: LetterError | None = None
) -> HttpResponse:
    """All questions on one page. Those that follow from others come once these are answered, and
    are judged only once they have been seen; `wrong` is what the letter itself found wanting."""
    shown: dict[str, StepForm] = {}
    seen = {"platform", "wish", "home", *wizard.data.getlist("shown")}
    if wrong:
        seen.add(step_of(wrong))
    for step in STEPS:
        if step == "letter":
            break
        try:
            form = wizard.form(step) if judge and step in seen else wizard.blank_form(step)
        except Unanswered:
            break
        shown[step] = form
    if wrong:
        say_at_its_field(shown[step_of(wrong)], wrong)
    context = frame(wizard, "platform", *shown.values())
    context.update(companies_shown())
    together = _Together(list(shown.values()))
    context.update(step="situation", form=together, forms=shown, with_sketch=True)
    context["sketch"] = sketch(wizard)
    context["steps"] = [
        {"id": "situation", "label": _("All questions"), "done": False},
        {"id": "letter", "label": STEPS["letter"], "done": False},
    ]
    status = 422 if judge and together.errors else 200
    return TemplateResponse(request, "letters/wizard/all.html", context, status=status)
