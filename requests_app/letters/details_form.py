"""The questions about whoever writes, for whom, and how the company finds them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.directory import countries
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
        help_text=_("So that they can find you, for example linkedin.com/in/your-name."),
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
        help_text=_("The account and the profile above are then that person’s."),
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
        only_in_english: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
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
        # Who is written for stands last, next to the fields it opens.
        last = ("for_whom", "their_name", "their_address", "their_email")
        self.order_fields([name for name in self.fields if name not in last] + list(last))
        if own_company:
            self.fields["company_name"].required = True
        else:
            for name in ("company_name", "company_address", "company_seat", "company_email"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not answers.get("address") and not answers.get("email") and not self.errors:
            self.add_error(
                "email", _("Give an e-mail or a postal address: the answer must reach you.")
            )
        if answers.get("for_whom") and not answers.get("their_name") and "their_name" in answers:
            self.add_error("their_name", _("Give the name of the person you write for."))
        return answers

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields about whoever writes, and about the company."""
        return [self[name] for name in self.fields if not name.startswith("their_")]

    @property
    def their_fields(self) -> list[forms.BoundField]:
        """The fields about the person somebody else writes for."""
        return [self[name] for name in self.fields if name.startswith("their_")]
