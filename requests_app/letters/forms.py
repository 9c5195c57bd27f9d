"""The questions a letter asks, a form a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from requests_app.directory import countries
from requests_app.directory import queries as directory
from requests_app.directory.records import Platform
from requests_app.letters import places
from requests_app.letters.fonts import unprintable
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
        elif typed and self._is_another(chosen, typed):
            self.add_error(
                "platform",
                _("One company is chosen and another one is typed. Choose which one you mean."),
            )
        elif chosen and chosen != OWN_COMPANY:
            try:
                answers["platform"] = directory.platform(chosen).id
            except directory.UnknownPlatform:
                self.add_error("platform", _("This platform is not in the directory."))
        elif typed and not chosen:
            found = places.platforms_named(typed)
            answers["platform"] = found[0].id if found else OWN_COMPANY
            if len(found) > 1:
                self.add_error(
                    "platform",
                    ValidationError(
                        _("“%(name)s” can be more than one. Choose which one you mean."),
                        params={"name": typed},
                    ),
                )
        return answers

    def _is_another(self, chosen: str, typed: str) -> bool:
        """Whether the typed name is none of the chosen company, which a link or an earlier look had
        chosen before. One of the first companies is a choice of its own, whatever stands beside."""
        if chosen in ("", OWN_COMPANY, *directory.FIRST_PLATFORMS):
            return False
        return chosen not in {one.id for one in directory.search(typed)}

    @cached_property
    def same_name(self) -> tuple[Platform, ...]:
        """The companies that the name typed can mean, where it can mean more than one and none
        of the others was chosen."""
        found = places.platforms_named(self._given("platform_name"))
        chosen = self._given("platform")
        open_or_one = chosen in ("", OWN_COMPANY, *(one.id for one in found))
        return found if len(found) > 1 and open_or_one else ()

    @property
    def chosen_by_name(self) -> tuple[Platform, ...]:
        """The company that was chosen, where it is none of those that are always shown."""
        chosen = self._given("platform")
        if not chosen or chosen in (OWN_COMPANY, *directory.FIRST_PLATFORMS):
            return ()
        try:
            return (directory.platform(chosen),)
        except directory.UnknownPlatform:
            return ()

    @property
    def is_by_name(self) -> bool:
        """Whether the name typed stands for itself, and no company was chosen beside it."""
        chosen, typed = self._given("platform"), self._given("platform_name")
        if chosen == OWN_COMPANY:
            return not self.same_name
        return bool(typed) and not chosen

    def _given(self, name: str) -> str:
        return str(self[name].value() or "").strip()


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


class LetterForm(StepForm):
    """The letter itself, as the person leaves it."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=40_000,
        help_text=_(
            "Change whatever you like. A blank line begins a paragraph; “1.” begins a numbered "
            "point; words between *stars* are emphasised, between **double stars** bold; a "
            "paragraph that is bold throughout is a heading."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "class": "letter-text", "spellcheck": "true"}),
    )
