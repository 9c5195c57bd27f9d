"""The form in which a person says what comes by mail."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.reminders.choices import Choices
from requests_app.reminders.occasions import Occasion
from requests_app.reminders.words import SWITCHES

EACH, WEEKLY = "each", "weekly"
SWITCHABLE = tuple(occasion for occasion in Occasion if occasion != Occasion.DIGEST)


class ChoicesForm(forms.Form):
    """One mail each, for the occasions that are ticked; or one mail a week about all of them."""

    how = forms.ChoiceField(
        label=_("How mail comes"),
        choices=[
            (EACH, _("One mail for each, on its day")),
            (WEEKLY, _("One mail a week, on Monday, with all that fell due and comes next")),
        ],
        widget=forms.RadioSelect,
    )
    on = forms.MultipleChoiceField(
        label=_("Send a mail"),
        required=False,
        choices=[(occasion.value, SWITCHES[occasion]) for occasion in SWITCHABLE],
        help_text=_("This counts for single mails. The mail of the week names everything."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, chosen: Choices, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "how": WEEKLY if chosen.digest else EACH,
            "on": [occasion.value for occasion in SWITCHABLE if occasion not in chosen.off],
        }
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def off(self) -> set[Occasion]:
        """What is not ticked, of a form that is valid."""
        return {each for each in SWITCHABLE if each.value not in self.cleaned_data["on"]}

    @property
    def digest(self) -> bool:
        """Whether there is to be one mail a week, of a form that is valid."""
        return bool(self.cleaned_data["how"] == WEEKLY)
