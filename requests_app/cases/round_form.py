"""What is asked once for letters to several companies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.cases.forms import TellingForm
from requests_app.cases.rounds import MOST, WISHES, wizard_for
from requests_app.directory import countries
from requests_app.directory import queries as directory
from requests_app.letters import catalogue
from requests_app.letters.fonts import unprintable
from requests_app.letters.questions import choices_of, question_field
from requests_app.letters.wishes import wish_choices
from requests_app.letters.writer_fields import address_field, email_field, name_field

_ASKED = ("wish", "residence", "name", "address", "email", "situation", "erase_ground")


class RoundForm(TellingForm):
    """Companies, the wish, and who writes."""

    platforms = forms.MultipleChoiceField(
        label=_("To which companies?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one company."),
            "invalid_choice": _("Choose companies of the list."),
        },
    )
    wish = forms.ChoiceField(
        label=_("What do you want them to do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want the companies to do.")},
    )
    residence = forms.ChoiceField(
        label=_("Where do you live?"),
        error_messages={"required": _("Choose where you live: it decides which law applies.")},
    )
    name = name_field(_("Give the name the letters are signed with."))
    address = address_field()
    email = email_field(_("Where the answers are to go; ideally the one your accounts use."))
    situation = forms.CharField(
        label=_("Your situation"),
        max_length=4000,
        required=False,
        help_text=_(
            "For an objection: two or three sentences of your own on why this matters to you."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("platforms", [(one.id, one.name) for one in directory.platforms()])
        wishes = [(value, label) for value, label, _help in wish_choices() if value in WISHES]
        self._choices("wish", wishes)
        self._choices("residence", [("", _("Choose…")), *countries.residences()])
        # Asked only where something is to be erased, and then it must be answered.
        question = catalogue.FIELDS["erase_ground"]
        self.fields["erase_ground"] = question_field(question, required=False)
        self._choices("erase_ground", choices_of(question))
        self.order_fields([name for name in self.fields if name != "situation"])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_platforms(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["platforms"]
        if len(chosen) > MOST:
            raise ValidationError(
                _("At most %(most)d companies at once; you chose %(number)d.")
                % {"most": MOST, "number": len(chosen)}
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for name, value in list(answers.items()):
            strange = unprintable(value) if isinstance(value, str) else set()
            if strange:
                self.add_error(
                    name,
                    _("These characters cannot be printed in a letter: %(characters)s.")
                    % {"characters": " ".join(sorted(strange))},
                )
        if not self.errors:
            self._try_one()
        return answers

    def _try_one(self) -> None:
        """The wizard's checks, on the first company: what is missing there is missing in all."""
        wizard = wizard_for(self.answers(), self.cleaned_data["platforms"][0])
        missing = wizard.first_unanswered(up_to="situation")
        if missing is not None:
            for name, errors in wizard.form(missing).errors.items():
                self.add_error(name if name in self.fields else None, list(errors))
        elif self._lacks_grounds(wizard.regime.regime):
            self.add_error(
                "situation", _("An objection needs grounds of your own: describe your situation.")
            )

    def _lacks_grounds(self, regime: str) -> bool:
        objection = self.cleaned_data["wish"].startswith("objection:")
        return objection and regime != "ch" and not self.cleaned_data["situation"].strip()

    def answers(self) -> dict[str, str]:
        """What the wizard is to be told for every company."""
        found = {name: str(self.cleaned_data.get(name) or "") for name in _ASKED}
        return {name: value for name, value in found.items() if value}
