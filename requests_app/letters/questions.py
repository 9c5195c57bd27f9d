"""A question of the catalogue as a form field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from requests_app.letters import catalogue
from requests_app.letters.fields import Text


def question_field(question: catalogue.Field, required: bool) -> forms.Field:
    """The form field of a question of the catalogue."""
    shared: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": required,
    }
    if question.missing:
        shared["error_messages"] = {"required": question.missing}
    if question.type == "date":
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared
        )
    if question.type == "choice":
        empty = [] if required else [("", _("I leave this open"))]
        return forms.ChoiceField(
            choices=[*empty, *choices_of(question)], widget=forms.RadioSelect, **shared
        )
    if question.type == "paragraphs":
        shared["widget"] = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=question.max_length, **shared)


def choices_of(question: catalogue.Field) -> list[tuple[str, Text]]:
    """The question's choices as a form shows them: each with its line in plain words, if any."""
    return [
        (value, _with_hint(label, question.hints[value]) if value in question.hints else label)
        for value, label in question.choices.items()
    ]


def _with_hint(label: Text, hint: Text) -> str:
    return format_html('{}<span class="form-text d-block mt-0">{}</span>', label, hint)
