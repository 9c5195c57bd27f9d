"""The questions about whoever writes, for whom, and how the company finds them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.directory import countries
from requests_app.directory.records import Platform
from requests_app.letters import catalogue
from requests_app.letters.forms import StepForm
from requests_app.letters.writer_fields import address_field, email_field, name_field


class DetailsForm(StepForm):
    """Who writes, and how the company finds them. Only what a letter needs."""

    language = forms.ChoiceField(label=_("Language of the letter"))
    name = name_field(_("Give the name the letter is signed with."))
    address = address_field()
    email = email_field(
        _("Where the answer is to go; best the one your account is registered with.")
    )
    profile = forms.CharField(
        label=_("Address of your profile"),
        max_length=300,
        required=False,
        help_text=_("So that they can find you: the address of your page there, if you have one."),
    )
    account_phone = forms.CharField(
        label=_("Phone number of your account"),
        max_length=40,
        required=False,
        help_text=_("With the country code. People are known there by their number."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    handle = forms.CharField(label=_("User name there"), max_length=100, required=False)
    account_email = forms.EmailField(
        label=_("E-mail address of your account, if it is another one"), required=False
    )
    delivery = forms.ChoiceField(
        label=_("How will you send it?"),
        choices=[
            ("form", _("Through their web form")),
            ("email", _("By e-mail")),
            ("post", _("By post")),
        ],
    )
    for_whom = forms.ChoiceField(
        label=_("Are you writing for someone else?"),
        required=False,
        choices=[
            ("", _("No, for myself")),
            ("relative", _("For a relative, or somebody in my care")),
            ("client", _("For a client")),
            ("organisation", _("As an organisation the person has mandated")),
        ],
    )
    their_name = forms.CharField(
        label=_("Name of the person you write for"),
        max_length=120,
        required=False,
        help_text=_(
            "The letter says that you write for them. Enclose what shows that you may: a mandate "
            "they signed, or that they are in your care."
        ),
    )
    their_address = forms.CharField(
        label=_("Their postal address"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    their_email = forms.EmailField(
        label=_("The e-mail address of their account"), max_length=200, required=False
    )
    company_name = forms.CharField(label=_("Name of the company"), max_length=200, required=False)
    company_address = forms.CharField(
        label=_("Its postal address"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    company_seat = forms.ChoiceField(
        label=_("Country of its seat"),
        required=False,
        help_text=_("Its public holidays decide the last day of the time limit."),
    )
    company_email = forms.EmailField(label=_("Its e-mail address"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: catalogue.Kind,
        regime: str,
        own_company: bool,
        platform: Platform | None = None,
        only_in_english: str = "",
        without_email: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ask_as_is_known_there(platform)
        if without_email:
            self._mark_email(without_email)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.help_text = only_in_english
        language.choices = [
            (code, catalogue.LANGUAGE_NAMES.get(code, code)) for code in kind.languages(regime)
        ]
        seat = self.fields["company_seat"]
        assert isinstance(seat, forms.ChoiceField)
        kept = str(self.data.get("company_seat") or "")
        seat.choices = [("", _("Not known")), *countries.seats(kept)]
        # The company stands first; who is written for last, next to the fields it opens.
        first = [name for name in self.fields if name.startswith("company_")]
        last = ["for_whom", "their_name", "their_address", "their_email"]
        between = [name for name in self.fields if name not in (*first, *last)]
        self.order_fields(first + between + last)
        if own_company:
            self.fields["company_name"].required = True
        else:
            for name in ("company_name", "company_address", "company_seat", "company_email"):
                del self.fields[name]

    def _ask_as_is_known_there(self, platform: Platform | None) -> None:
        """For what a company knows people by: an example of its own, or their phone number."""
        example = platform.profile_example if platform else ""
        if example:
            self.fields["profile"].help_text = _(
                "So that they can find you, for example %(example)s."
            ) % {"example": example}
        if platform is None or platform.known_by != "phone":
            del self.fields["account_phone"]
        elif not example:
            del self.fields["profile"]

    def _mark_email(self, sentence: str) -> None:
        delivery = self.fields["delivery"]
        assert isinstance(delivery, forms.ChoiceField)
        delivery.help_text = sentence
        marked = {"email": _("By e-mail (no address is published)")}
        choices: Any = delivery.choices
        delivery.choices = [(value, marked.get(value, label)) for value, label in choices]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        wrong = {"address", "email"}.intersection(self.errors)
        if not answers.get("address") and not answers.get("email") and not wrong:
            self.add_error(
                "email", _("Give an e-mail or a postal address: the answer must reach you.")
            )
        if answers.get("for_whom") and not answers.get("their_name") and "their_name" in answers:
            self.add_error("their_name", _("Give the name of the person you write for."))
        return answers

    @property
    def company_fields(self) -> list[forms.BoundField]:
        """The fields about a company of the person's own."""
        return [self[name] for name in self.fields if name.startswith("company_")]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields about whoever writes."""
        others = ("their_", "company_")
        return [self[name] for name in self.fields if not name.startswith(others)]

    @property
    def their_fields(self) -> list[forms.BoundField]:
        """The fields about the person somebody else writes for."""
        return [self[name] for name in self.fields if name.startswith("their_")]
