"""A question of the catalogue as a form field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.letters import catalogue


def question_field(question: catalogue.Field, required: bool) -> forms.Field:
    """The form field of a question of the catalogue."""
    shared: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": required,
    }
    if question.type == "date":
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared
        )
    if question.type == "choice":
        empty = [] if required else [("", _("I leave this open"))]
        return forms.ChoiceField(
            choices=[*empty, *question.choices.items()], widget=forms.RadioSelect, **shared
        )
    if question.type == "paragraphs":
        shared["widget"] = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=question.max_length, **shared)
