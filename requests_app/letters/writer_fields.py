"""Who writes: the fields that every form asks for that leads to a letter."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def name_field(missing: str | Promise) -> forms.CharField:
    """The name a letter is signed with; `missing` is said where there is none."""
    return forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def address_field() -> forms.CharField:
    """The postal address, a line each."""
    return forms.CharField(
        label=_("Your postal address"),
        max_length=400,
        required=False,
        help_text=_("One line each. Optional if you give an e-mail address."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )


def email_field(purpose: str | Promise) -> forms.EmailField:
    """The address for the answer, with what it is best to give."""
    return forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=purpose,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
