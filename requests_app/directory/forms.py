"""The form for a company of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .countries import seats
from .own import OwnDetails, OwnDetailsError, check

REGION_NAMES = (
    ("EEA", _("the EU or the EEA")),
    ("UK", _("the United Kingdom")),
    ("CH", _("Switzerland")),
)


class OwnCompanyForm(forms.Form):
    """What a person knows of a company. Only the name and where it answers are required."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    regions = forms.MultipleChoiceField(
        label=_("It answers for people in"),
        choices=REGION_NAMES,
        widget=forms.CheckboxSelectMultiple,
    )
    address = forms.CharField(
        label=_("Postal address"),
        help_text=_("One line each, the country last."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=2000,
    )
    seat = forms.ChoiceField(
        label=_("Country of its seat"),
        help_text=_("Its public holidays decide the last day of the time limit."),
        required=False,
    )
    email = forms.CharField(
        label=_("E-mail address for privacy requests"), max_length=254, required=False
    )
    form = forms.CharField(
        label=_("Address of its form for privacy requests"), max_length=2000, required=False
    )
    website = forms.CharField(label=_("Website"), max_length=2000, required=False)
    note = forms.CharField(
        label=_("Note for yourself"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = str(self.data.get("seat") or self.initial.get("seat") or "")
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = [("", _("Not known")), *seats(kept)]

    def details(self) -> OwnDetails:
        """The company as typed; only after the form was found valid."""
        return _details(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors:
            try:
                check(_details(answers))
            except OwnDetailsError as trouble:
                self.add_error(trouble.field, _MESSAGES.get(trouble.field, trouble.message))
        return answers

    @classmethod
    def showing(cls, details: OwnDetails) -> OwnCompanyForm:
        """The form filled with what is kept."""
        return cls(initial=details.as_data() | {"address": "\n".join(details.address)})


# The checks speak English; what a person can mistype is said in their language.
_MESSAGES = {
    "name": _("Write a name of at most 200 letters."),
    "address": _("Write at most 10 lines of at most 200 letters."),
    "seat": _("Choose a country from the list."),
    "email": _("Write one e-mail address such as privacy@example.com."),
    "form": _("Write an address that begins with https://."),
    "website": _("Write an address that begins with https://."),
    "note": _("Write at most 2,000 letters."),
}


def _details(answers: dict[str, Any]) -> OwnDetails:
    lines = (line.strip() for line in answers["address"].splitlines())
    return OwnDetails(
        name=answers["name"].strip(),
        regions=tuple(answers["regions"]),
        address=tuple(line for line in lines if line),
        seat=answers["seat"].strip().upper(),
        email=answers["email"].strip(),
        form=answers["form"].strip(),
        website=answers["website"].strip(),
        note=answers["note"].replace("\r\n", " ").replace("\n", " ").strip(),
    )
