"""What a complaint asks the person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.cases.forms import TellingForm, check_day
from requests_app.complaints.authority import PLACES, Place, needs_region, others, regional
from requests_app.complaints.grounds import Ground
from requests_app.directory.countries import EEA
from requests_app.directory.records import Authority
from requests_app.letters import catalogue
from requests_app.letters.forms import StepForm
from requests_app.letters.questions import question_field

CAPACITIES: dict[str, str | Promise] = {
    "relative": _("As a member of the family"),
    "client": _("As a lawyer or adviser, for a client"),
    "organisation": _("As an organisation the person has mandated (Article 80 GDPR, section 187)"),
}

NEWS: dict[str, str | Promise] = {
    "acknowledged": _("It confirmed that it has my complaint"),
    "asked": _("It asked me for something more"),
    "transferred": _("It passed the complaint on to another authority"),
    "told": _("It told me how it stands"),
    "decided": _("It decided"),
}


_OTHER_PLACES = ("place", "place_country", "authority")


class ComplaintForm(StepForm):
    """The complaint's own questions: to whom, on which grounds, in which language."""

    # Sent along by the page itself: only then does an empty list mean that nothing was chosen.
    told = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: catalogue.Kind,
        languages: Sequence[str],
        grounds: Sequence[Ground],
        country: str,
        choose_place: bool,
        page_language: str,
        for_another: bool = False,
        files: Sequence[tuple[str, str]] = (),
        has_notice: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._grounds = grounds
        self._country = country
        self.initial.setdefault("told", "1")
        if choose_place:
            self._add_place(country, page_language)
        self.fields["grounds"] = forms.MultipleChoiceField(
            label=_("What is it based on?"),
            required=False,
            choices=[(ground.id, ground.label) for ground in grounds],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Only what your case shows is offered. Leave out what you do not want."),
            error_messages={"invalid_choice": _("Nothing on record supports this ground.")},
        )
        self.fields["own_ground"] = forms.CharField(
            label=_("Anything else, in your own words?"),
            required=False,
            max_length=3000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("It is put as your view, not as a fact."),
        )
        self.fields["harm"] = question_field(catalogue.FIELDS["harm"], required=False)
        if has_notice:
            self.fields["use_notice"] = forms.BooleanField(
                label=_("Say what the company’s own notice says"), required=False
            )
        if for_another:
            self._add_mandate(files)
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of the complaint"),
                required=False,
                choices=[(code, catalogue.LANGUAGE_NAMES.get(code, code)) for code in languages],
            )

    @property
    def other_places(self) -> list[forms.BoundField]:
        """The questions by which the recommended authority is passed over."""
        return [self[name] for name in _OTHER_PLACES if name in self.fields]

    @property
    def questions(self) -> list[forms.BoundField]:
        """All the others."""
        return [field for field in self if field.name not in _OTHER_PLACES]

    @property
    def place_is_own(self) -> bool:
        """Whether the person passed it over, or a mistake stands there."""
        given = [self[name].value() for name in _OTHER_PLACES if name in self.fields]
        wrong = any(name in self.errors for name in _OTHER_PLACES)
        return wrong or any(value not in (None, "", "home") for value in given)

    def _add_place(self, country: str, page_language: str) -> None:
        self.fields["place"] = forms.ChoiceField(
            label=_("Why this authority?"),
            required=False,
            choices=list(PLACES.items()),
            widget=forms.RadioSelect,
        )
        self.fields["place_country"] = forms.ChoiceField(
            label=_("In which country do you work, or did it happen?"),
            required=False,
            choices=[("", _("The country I live in")), *EEA.items()],
        )
        asked_country = (self.data if self.is_bound else self.initial).get("place_country", "")
        split = next((one for one in (asked_country, country) if one and needs_region(one)), "")
        if split:
            self.fields["region"] = forms.ChoiceField(
                label=_("In which part of the country do you live, or did it happen?"),
                required=False,
                choices=[("", _("Choose…")), *_regions(regional(split), page_language)],
            )
        self.fields["authority"] = forms.ChoiceField(
            label=_("Another authority of your own choice"),
            required=False,
            choices=[
                ("", _("No, the recommended one")),
                *((one.id, one.name(page_language)) for one in others(asked_country or country)),
            ],
        )

    def _add_mandate(self, files: Sequence[tuple[str, str]]) -> None:
        self.fields["mandate"] = forms.ChoiceField(
            label=_("In what capacity do you write for this person?"),
            choices=[("", _("Choose…")), *CAPACITIES.items()],
            error_messages={"required": _("Say in what capacity you write for this person.")},
        )
        self.fields["mandate_file"] = forms.ChoiceField(
            label=_("Which paper is the mandate?"),
            required=False,
            choices=[("", _("None yet")), *files],
            help_text=_("It becomes the first exhibit."),
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if "told" in self.data or not self.is_bound:
            picked = answers.get("grounds") or []
            use_notice = bool(answers.get("use_notice"))
        else:
            # A link or a program that says nothing of the grounds: what the record itself shows.
            picked, use_notice = [ground.id for ground in self._grounds if ground.sure], True
            answers["grounds"] = picked
        if "use_notice" in self.fields:
            answers["use_notice"] = use_notice
        if not picked and not (answers.get("own_ground") or "").strip():
            self.add_error(
                "grounds" if self._grounds else "own_ground",
                _("Choose at least one ground, or say in your own words what you complain of.")
                if self._grounds
                else _(
                    "Nothing on record supports a complaint yet. Record what happened on the case "
                    "page, or say in your own words what you complain of."
                ),
            )
        if "place" in self.fields:
            self._clean_place(answers)
        return answers

    def _clean_place(self, answers: dict[str, Any]) -> None:
        tie = answers.get("place") or "home"
        country = answers.get("place_country") or ""
        if tie in ("home", "lead"):
            country = ""
        region = answers.get("region") or ""
        own = answers.get("authority") or ""
        if needs_region(country or self._country) and not region and not own and tie != "lead":
            name = "region" if "region" in self.fields else "place_country"
            self.add_error(name, _("Choose the part of the country: it has its own authority."))
        answers["place_chosen"] = Place(tie, country, region, own)


def _regions(found: Sequence[Authority], page_language: str) -> list[tuple[str, str]]:
    return [(one.region, f"{one.region[3:]}: {one.name(page_language)}") for one in found]


class FileForm(forms.Form):
    """What goes into the bundle: chosen papers, and a working copy where one is offered."""

    def __init__(
        self, *args: Any, papers: Sequence[tuple[str, str]], copy_language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["papers"] = forms.MultipleChoiceField(
            label=_("Exhibits"),
            required=False,
            choices=list(papers),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        if copy_language:
            name = catalogue.LANGUAGE_NAMES.get(copy_language, copy_language)
            self.fields["with_copy"] = forms.BooleanField(
                label=_("With a working copy for me: %(language)s") % {"language": name},
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )


class PaperForm(forms.Form):
    """A paper for the case's file."""

    paper = forms.FileField(
        label=_("Add a document to the file"),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


class LodgedForm(TellingForm):
    """That the complaint was handed in."""

    on = forms.DateField(
        label=_("On which day did you hand it in?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day on which you handed it in.")},
    )
    channel = forms.ChoiceField(
        label=_("How?"),
        choices=[
            ("form", _("Through a web form")),
            ("email", _("By e-mail")),
            ("post", _("By post")),
        ],
    )
    case_reference = forms.CharField(
        label=_("Reference you were given, if any"), max_length=120, required=False
    )

    def __init__(self, *args: Any, to_company: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_company:
            # A letter to a company is sent; only an authority has something handed in.
            self.fields["on"].label = _("On which day did you send it?")
            self.fields["on"].error_messages["required"] = _("Give the day on which you sent it.")

    def clean_on(self) -> Any:
        return check_day(self.cleaned_data["on"])


class NewsForm(TellingForm):
    """What the authority said."""

    what = forms.ChoiceField(
        label=_("What did the authority say?"),
        choices=[("", _("Choose…")), *NEWS.items()],
        error_messages={"required": _("Choose what the authority said.")},
    )
    on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day on which it said so.")},
    )
    case_reference = forms.CharField(
        label=_("Reference it gave you, if any"), max_length=120, required=False
    )
    passed_to = forms.CharField(
        label=_("If it was passed on: to which authority?"), max_length=200, required=False
    )
    note = forms.CharField(
        label=_("Note for yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_on(self) -> Any:
        return check_day(self.cleaned_data["on"])
