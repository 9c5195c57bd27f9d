"""The letter while it is being written: what is still to come stands in square brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.markup import to_html
from requests_app.letters.wizard import Unanswered, Wizard

# A second look is enough: what was put in for one step can leave another field wanting.
_LOOKS = 3


@dataclass(frozen=True)
class Sketch:
    """A letter that may not be whole yet, and its body as HTML."""

    text: LetterText
    html: SafeString


def sketch(wizard: Wizard) -> Sketch | None:
    """The letter as far as it is known; None before company, wish and place are."""
    if wizard.first_unanswered(up_to="home"):
        return None
    data = wizard.data.copy()
    usual = wizard.blank_form("details").initial
    for name in ("language", "delivery", "company_name"):
        data.setdefault(name, str(usual.get(name, "")))
    if not data.get("situation", "").strip():
        data["situation"] = f"[{_('Your situation')}]"
    for _look in range(_LOOKS):
        trial = Wizard(data)
        for step in ("details", "situation"):
            _fill(data, trial.form(step))
        try:
            text = compose(Wizard(data).request())
        except (Unanswered, LetterError):
            continue
        return Sketch(text, to_html(text.body))
    return None


def _fill(data: QueryDict, form: forms.Form) -> None:
    """Put something in square brackets wherever the form still wants something."""
    if form.is_valid():
        return
    for name in form.errors:
        field = form.fields.get(name)
        if name.startswith("say-"):
            # An argument without its sentence is not in the letter yet.
            data.pop(f"use-{name.removeprefix('say-')}", None)
        elif name == "email" and not data.get("address", "").strip():
            data["email"], data["address"] = "", f"[{_('Your postal address')}]"
        elif field is None or isinstance(field, forms.EmailField | forms.DateField):
            data[name] = ""
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            values = [str(value) for value, _label in choices if value]
            data[name] = values[0] if values else ""
        else:
            data[name] = f"[{field.label}]"
