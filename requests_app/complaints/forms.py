"""What a complaint asks the person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.cases.forms import CHANNELS, TellingForm, check_day
from requests_app.directory.records import Authority
from requests_app.letters import catalogue
from requests_app.letters.forms import StepForm
from requests_app.letters.questions import question_field


class ComplaintForm(StepForm):
    """The complaint's own questions, and the authority's region where there are several."""

    def __init__(
        self,
        *args: Any,
        kind: catalogue.Kind,
        languages: Sequence[str],
        regional: Sequence[Authority],
        page_language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if regional:
            self.fields["region"] = forms.ChoiceField(
                label=_("In which part of the country do you live?"),
                choices=[
                    ("", _("Choose…")),
                    *(
                        (one.region, f"{one.region[3:]}: {one.name(page_language)}")
                        for one in regional
                    ),
                ],
                error_messages={
                    "required": _("Choose the part of the country: it has its own authority.")
                },
            )
        for name in kind.fields:
            self.fields[name] = question_field(catalogue.FIELDS[name], name in kind.required)
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of the complaint"),
                required=False,
                choices=[(code, catalogue.LANGUAGE_NAMES.get(code, code)) for code in languages],
            )


class LodgedForm(TellingForm):
    """That the complaint was handed in."""

    on = forms.DateField(
        label=_("On which day did you hand it in?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day on which you handed it in.")},
    )
    channel = forms.ChoiceField(label=_("How?"), choices=CHANNELS)
    case_reference = forms.CharField(
        label=_("Reference you were given, if any"), max_length=120, required=False
    )

    def clean_on(self) -> Any:
        return check_day(self.cleaned_data["on"])
