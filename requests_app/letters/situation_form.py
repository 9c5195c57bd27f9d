"""The questions on why somebody writes, and what exactly they ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.letters import catalogue
from requests_app.letters.arguments import ArgumentBlock, arguments
from requests_app.letters.forms import StepForm
from requests_app.letters.questions import question_field

# What the page is headed by, and why it asks; a kind that is not listed asks for particulars.
_HEADINGS: dict[str, Promise] = {
    "objection": _("Why does it matter to you?"),
    "erasure": _("What should they delete, and why?"),
}
_REASONS: dict[str, Promise] = {
    "objection": _(
        "An objection is weighed: your reasons against theirs. Reasons of your own, however short, "
        "cannot be answered with a form letter, and the company must show that its own weigh more."
    ),
    "erasure": _(
        "Deletion is not owed in every case: the law names reasons for it, and the letter relies "
        "on the one you choose. What an exception covers they may keep, for example what another "
        "law tells them to keep."
    ),
}
# FADP Art. 6(4), 32(2)(c): a child's data is no ground of its own, and the letter names none.
_SWISS_CHILD = _(
    "Swiss law has no reason of its own for this: the letter says that the data is no longer "
    "needed (no longer necessary for the purposes)."
)


class SituationForm(StepForm):
    """The kind's own questions, the person's situation, and the arguments they choose."""

    situation = forms.CharField(
        label=_("Your situation"),
        max_length=4000,
        required=False,
        help_text=_(
            "Two or three sentences of your own on why this matters to you. "
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
        self.regime = regime
        self.blocks: tuple[ArgumentBlock, ...] = ()
        if purpose != "ai-training":
            del self.fields["setting_switched_off_on"]
        if kind.takes_situation:
            # The Swiss letter for deletion has no place for them.
            if kind.id != "erasure" or regime != "ch":
                self.blocks = arguments(purpose, regime, language)
            self._say_what_it_is_for()
        else:
            del self.fields["situation"]
        own = [catalogue.FIELDS[name] for name in kind.fields]
        if purpose == "ai-training":
            own = [question for question in own if question.name != "processing"]
        for question in own:
            if regime == "ch" and "child" in question.hints:
                question = replace(question, hints={**question.hints, "child": _SWISS_CHILD})
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

    def _say_what_it_is_for(self) -> None:
        situation = self.fields["situation"]
        if self.kind.id == "erasure":
            situation.help_text = _(
                "Only where you object to the processing: two or three sentences of your own on "
                "why this matters to you. With another reason the letter leaves this out."
            )
        elif self.regime == "ch":
            situation.help_text = _(
                "Two or three sentences of your own on why this matters to you, if you like."
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
        if self._objects_without_grounds(answers):
            self.add_error(
                "situation", _("An objection needs grounds of your own: describe your situation.")
            )
        return answers

    def _objects_without_grounds(self, answers: dict[str, Any]) -> bool:
        """GDPR and UK GDPR Art. 17(1)(c) with 21(1): also where data is to be erased because of
        it, an objection rests on grounds that relate to the person's own situation."""
        return (
            answers.get("erase_ground") == "objection"
            and self.regime != "ch"
            and not answers.get("situation")
            and not any(answers.get(f"use-{block.id}") for block in self.blocks)
        )

    @property
    def heading(self) -> str | Promise:
        """What this kind of letter asks here."""
        return _HEADINGS.get(self.kind.id, _("What exactly do you ask for?"))

    @property
    def reason(self) -> str | Promise:
        """Why it is asked."""
        return _REASONS.get(
            self.kind.id,
            _(
                "The clearer the request, the less they can ask back, and a question from them "
                "can stop the clock."
            ),
        )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that belong to no argument block."""
        return [self[name] for name in self.fields if not name.startswith(("use-", "say-"))]

    @property
    def argument_fields(self) -> list[tuple[ArgumentBlock, forms.BoundField, forms.BoundField]]:
        """Each argument block with its box and its sentence."""
        return [(block, self[f"use-{block.id}"], self[f"say-{block.id}"]) for block in self.blocks]
