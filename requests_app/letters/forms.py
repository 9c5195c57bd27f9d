"""The questions a letter asks, a form a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.directory import countries
from requests_app.directory import queries as directory
from requests_app.letters import catalogue, places
from requests_app.letters.arguments import ArgumentBlock, arguments
from requests_app.letters.fonts import unprintable
from requests_app.letters.questions import question_field
from requests_app.letters.wishes import wish_choices

OWN_COMPANY = "own"


class StepForm(forms.Form):
    """One step. Its helper draws the fields only; the page draws the form around them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for name, value in list(answers.items()):
            strange = unprintable(value) if isinstance(value, str) else set()
            if strange:
                self.add_error(
                    name,
                    ValidationError(
                        _("These characters cannot be printed in a letter: %(characters)s."),
                        params={"characters": " ".join(sorted(strange))},
                    ),
                )
        return answers


class PlatformForm(StepForm):
    """Whom to write to."""

    platform = forms.CharField(
        max_length=200,
        required=False,
        error_messages={"required": _("Choose a platform or write the name of a company.")},
    )
    platform_name = forms.CharField(label=_("Another company"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        typed = (answers.get("platform_name") or "").strip()
        chosen = (answers.get("platform") or "").strip()
        if not chosen and not typed:
            self.add_error("platform", _("Choose a platform or write the name of a company."))
        elif chosen and chosen != OWN_COMPANY:
            try:
                answers["platform"] = directory.platform(chosen).id
            except directory.UnknownPlatform:
                self.add_error("platform", _("This platform is not in the directory."))
        elif typed and not chosen:
            found = places.platform_named(typed)
            answers["platform"] = found.id if found else OWN_COMPANY
        return answers


class WishForm(StepForm):
    """What the person wants."""

    wish = forms.ChoiceField(
        error_messages={
            "required": _("Choose what you want the company to do."),
            "invalid_choice": _("Choose one of the wishes listed."),
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = wish_choices()
        wish = self.fields["wish"]
        assert isinstance(wish, forms.ChoiceField)
        wish.choices = [(value, label) for value, label, _help in self.options]


class HomeForm(StepForm):
    """Where the person lives: that decides the law."""

    residence = forms.ChoiceField(
        label=_("Where do you live?"),
        error_messages={
            "required": _("Choose where you live: it decides which law applies."),
            "invalid_choice": _("Choose a country of the list; the laws known here apply there."),
        },
    )

    def __init__(
        self, *args: Any, is_written_for: Callable[[str], bool] = lambda _place: True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_written_for = is_written_for
        residence = self.fields["residence"]
        assert isinstance(residence, forms.ChoiceField)
        residence.choices = [("", _("Choose…")), *countries.residences()]

    def clean_residence(self) -> str:
        residence: str = self.cleaned_data["residence"]
        if not self.is_written_for(residence):
            raise ValidationError(
                _(
                    "Under the law that applies there this is not a right of its own. Go back and "
                    "choose another wish: to stop a use of your data, or to have them deleted."
                )
            )
        return residence


class SituationForm(StepForm):
    """The kind's own questions, the person's situation, and the arguments they choose."""

    situation = forms.CharField(
        label=_("Your situation"),
        max_length=4000,
        required=False,
        help_text=_(
            "Two or three sentences of your own on why this matters for you. "
            "The law asks for grounds relating to your particular situation."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    setting_switched_off_on = forms.DateField(
        label=_("On which day did you switch the setting off?"),
        required=False,
        help_text=_(
            "Leave empty if you have not. The letter says that the setting alone is not enough."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        kind: catalogue.Kind,
        purpose: str,
        regime: str,
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.blocks: tuple[ArgumentBlock, ...] = ()
        if purpose != "ai-training":
            del self.fields["setting_switched_off_on"]
        if kind.takes_situation:
            self.blocks = arguments(purpose, regime, language)
            if kind.id != "objection" or regime == "ch":
                self.fields["situation"].help_text = _(
                    "Two or three sentences of your own on why this matters for you, if you like."
                )
        else:
            del self.fields["situation"]
        own = [catalogue.FIELDS[name] for name in kind.fields]
        if purpose == "ai-training":
            own = [question for question in own if question.name != "processing"]
        for question in own:
            # An objection to a use that the person names themselves has to name it.
            named = question.name == "processing" and purpose == "other"
            self.fields[question.name] = question_field(
                question, named or question.name in kind.required
            )
        if own:
            self.order_fields([question.name for question in own])
        for block in self.blocks:
            self.fields[f"use-{block.id}"] = forms.BooleanField(
                label=block.title,
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"say-{block.id}"] = forms.CharField(
                label=block.question,
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    def clean_setting_switched_off_on(self) -> Any:
        day = self.cleaned_data["setting_switched_off_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        for block in self.blocks:
            if answers.get(f"use-{block.id}") and not answers.get(f"say-{block.id}"):
                self.add_error(
                    f"say-{block.id}",
                    _("Add a sentence of your own, or leave this argument out."),
                )
        return answers

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that belong to no argument block."""
        return [self[name] for name in self.fields if not name.startswith(("use-", "say-"))]

    @property
    def argument_fields(self) -> list[tuple[ArgumentBlock, forms.BoundField, forms.BoundField]]:
        """Each argument block with its box and its sentence."""
        return [(block, self[f"use-{block.id}"], self[f"say-{block.id}"]) for block in self.blocks]


class LetterForm(StepForm):
    """The letter itself, as the person leaves it."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=40_000,
        help_text=_(
            "Change whatever you like. A blank line begins a paragraph; “1.” begins a numbered "
            "point; *stars* emphasise."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "class": "letter-text", "spellcheck": "true"}),
    )
