"""Who writes: the fields that every form asks for that leads to a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.letters.checking import MAX_ADDRESS_LINE, MAX_ADDRESS_LINES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def name_field(missing: StrOrPromise) -> forms.CharField:
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
        validators=[_in_lines],
    )


def _in_lines(address: str) -> None:
    """What fits into the window of an envelope (letters.checking)."""
    lines = [line for line in address.splitlines() if line.strip()]
    if len(lines) > MAX_ADDRESS_LINES:
        raise ValidationError(
            _("At most %(n)d lines fit on a letter."), params={"n": MAX_ADDRESS_LINES}
        )
    if max(map(len, lines), default=0) > MAX_ADDRESS_LINE:
        raise ValidationError(
            _("A line may have at most %(n)d characters: begin a new line."),
            params={"n": MAX_ADDRESS_LINE},
        )


def email_field(purpose: StrOrPromise) -> forms.EmailField:
    """The address for the answer, with what it is best to give."""
    return forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=purpose,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
