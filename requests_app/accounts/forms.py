"""Forms about the person."""

from __future__ import annotations

import zoneinfo
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.accounts import consents
from requests_app.accounts.addresses import validate_plain
from requests_app.accounts.first_guess import zone_at_home
from requests_app.accounts.models import User, blinded, validate_time_zone


class ReminderSettingsForm(forms.Form):
    """Where and when reminders reach the person.

    Where others run the desk, somebody new is also asked for their consent, which they need not
    give: the box is empty, and nothing hangs on it.
    """

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Reminders go there. Leave it empty and they show only on your home page."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[validate_plain],
    )
    language = forms.ChoiceField(label=_("Language of reminders"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Your time zone"),
        help_text=_("For example Europe/London, Europe/Paris or Europe/Zurich."),
        validators=[validate_time_zone],
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )
    reminder_hour = forms.TypedChoiceField(
        label=_("Hour at which reminders are sent"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )

    def __init__(
        self,
        person: User,
        *args: Any,
        may_set_address: bool,
        asks_consent: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault(
            "initial",
            {
                "email": person.email or "",
                "language": person.language,
                "time_zone": person.time_zone,
                "reminder_hour": person.reminder_hour,
            },
        )
        super().__init__(*args, **kwargs)
        self.person = person
        if person.settled_in_at is None and not self.is_bound:
            self.initial["time_zone"] = zone_at_home(person) or person.time_zone
            # A script puts the browser's own zone there (desk.js): surer than any guess of ours.
            self.fields["time_zone"].widget.attrs["data-guessed-zone"] = ""
        if not may_set_address:
            # It signs the person in, so a code is mailed to a new one first.
            del self.fields["email"]
        if asks_consent:
            text = consents.TEXTS[consents.SENSITIVE]
            self.fields[consents.SENSITIVE] = forms.BooleanField(
                label=_("I agree that sensitive details are kept here"),
                help_text=str(text.words),
                required=False,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.time_zones = sorted(z for z in zoneinfo.available_timezones() if "/" in z)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        taken = (
            email
            and User.objects.filter(email_index=blinded(email)).exclude(pk=self.person.pk).exists()
        )
        if taken:
            raise ValidationError(_("This address cannot be used here; give another one."))
        return email
