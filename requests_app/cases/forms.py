"""Forms with which a person tells what happened."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.cases.models import Event
from requests_app.cases.occurrences import OUTCOMES, recordable
from requests_app.letters import catalogue
from requests_app.letters.forms import StepForm
from requests_app.letters.questions import question_field

# The server counts in UTC; somewhere it is already the next day.
_TOMORROW_SOMEWHERE = timedelta(days=1)
_FIRST_DAY = date(2018, 5, 25)

CHANNELS = [
    ("form", _("Through their web form")),
    ("email", _("By e-mail")),
    ("post", _("By post")),
]


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


def check_day(day: date) -> date:
    """The day, if it can be one of a case; raises ValidationError for the future or long ago."""
    if day > timezone.localdate() + _TOMORROW_SOMEWHERE:
        raise ValidationError(_("This day is in the future; record things once they happened."))
    if day < _FIRST_DAY:
        raise ValidationError(_("This day is before 25 May 2018, when these rights began."))
    return day


class TellingForm(forms.Form):
    """A form about something that happened; sent twice it counts once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class SentForm(TellingForm):
    """That a letter was sent, and when it arrived: the clock starts on arrival."""

    sent_on = _day(
        label=_("On which day did you send it?"),
        error_messages={"required": _("Give the day on which you sent it.")},
    )
    channel = forms.ChoiceField(label=_("How did you send it?"), choices=CHANNELS)
    received_on = _day(
        label=_("On which day did it arrive, if you know?"),
        required=False,
        help_text=_(
            "For a letter by post, take the day from the tracking; without it the date is an "
            "estimate. A form or an e-mail arrives the day it is sent: leave this empty."
        ),
    )

    def clean_sent_on(self) -> date:
        return check_day(self.cleaned_data["sent_on"])

    def clean_received_on(self) -> date | None:
        day: date | None = self.cleaned_data["received_on"]
        return check_day(day) if day else None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        sent, received = answers.get("sent_on"), answers.get("received_on")
        if sent and received and received < sent:
            self.add_error("received_on", _("It cannot have arrived before it was sent."))
        return answers


class MarkSentForm(SentForm):
    """The same for several letters at once: they went out on one day in one way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].label = _("On which day did you send them?")
        self.fields["channel"].label = _("How did you send them?")
        del self.fields["received_on"]


class EventForm(TellingForm):
    """One thing that happened."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        error_messages={
            "required": _("Choose what happened."),
            "invalid_choice": _("Choose one of the things listed."),
        },
    )
    on = _day(label=_("On which day?"), error_messages={"required": _("Give the day it happened.")})
    with_reasons = forms.TypedChoiceField(
        label=_("If they need longer: did they say why?"),
        choices=[("", _("Does not apply")), ("yes", _("Yes, with reasons")), ("no", _("No"))],
        required=False,
        empty_value="",
    )
    until = _day(label=_("If they named a new date: which?"), required=False)
    channel = forms.ChoiceField(
        label=_("If you sent something: how?"),
        choices=[("", _("Does not apply")), *CHANNELS],
        required=False,
    )
    estimated = forms.BooleanField(label=_("If it arrived: the day is my estimate"), required=False)
    outcome = forms.BooleanField(
        label=_("If the authority wrote: it was its decision"), required=False
    )
    note = forms.CharField(
        label=_("Note for yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, regime: str, residence: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        rows = recordable(regime, residence)
        kind.choices = [("", _("Choose…")), *((row.name, row.label) for row in rows)]

    def clean_on(self) -> date:
        return check_day(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind, until, on = (answers.get(name) for name in ("kind", "until", "on"))
        if kind == "extension_notice" and not answers.get("with_reasons"):
            self.add_error(
                "with_reasons",
                _("Say whether they gave reasons: without reasons the time limit stays."),
            )
        if kind == "sent" and not answers.get("channel") and "channel" not in self.errors:
            self.add_error("channel", _("Say how you sent it: that decides when it arrived."))
        if kind == "extension_notice" and until and on and until < on:
            self.add_error("until", _("The new date lies before the day on which they named it."))
        return answers

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that are rarely needed is filled in."""
        return any(self[name].value() for name in ("until", "channel", "estimated", "outcome"))

    def facts(self) -> dict[str, Any]:
        """What the event keeps beside its kind and day; call it when the form is valid."""
        answers = self.cleaned_data
        facts: dict[str, Any] = {"note": answers["note"]} if answers["note"] else {}
        kind = answers["kind"]
        if kind == "extension_notice":
            facts["reasons"] = answers["with_reasons"] == "yes"
        if kind in ("extension_notice", "reminder", "sent") and answers["until"]:
            facts["until"] = answers["until"].isoformat()
        if kind == "received" and answers["estimated"]:
            facts["estimated"] = True
        if kind == "authority_progress" and answers["outcome"]:
            facts["outcome"] = True
        return facts

    @staticmethod
    def from_event(event: Event) -> dict[str, Any]:
        """The values with which the form shows an earlier entry."""
        facts = event.details or {}
        reasons = "yes" if facts.get("reasons") else "no"
        return {
            "kind": event.kind,
            "on": event.on,
            "channel": event.channel,
            "with_reasons": reasons if event.kind == "extension_notice" else "",
            "until": date.fromisoformat(facts["until"]) if facts.get("until") else None,
            "estimated": facts.get("estimated", False),
            "outcome": facts.get("outcome", False),
            "note": facts.get("note", ""),
        }


class CloseForm(TellingForm):
    """How the matter ended."""

    result = forms.ChoiceField(
        label=_("How did it end?"),
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )


class FollowUpForm(StepForm):
    """The questions of a letter that follows an earlier one."""

    def __init__(
        self, *args: Any, kind: catalogue.Kind, languages: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in kind.fields:
            self.fields[name] = question_field(catalogue.FIELDS[name], name in kind.required)
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of the letter"),
                required=False,
                choices=[(code, catalogue.LANGUAGE_NAMES.get(code, code)) for code in languages],
            )


class FollowUpSentForm(TellingForm):
    """That the letter went out."""

    on = _day(
        label=_("On which day did you send it?"),
        error_messages={"required": _("Give the day on which you sent it.")},
    )
    channel = forms.ChoiceField(label=_("How did you send it?"), choices=CHANNELS)

    def clean_on(self) -> date:
        return check_day(self.cleaned_data["on"])
