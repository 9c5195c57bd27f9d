"""What is asked about a reply: first the reply itself, then a few questions on what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.cases.forms import TellingForm, _day, check_day
from requests_app.cases.services import Happened
from requests_app.cases.suggestions import Suggestion

_DID = {"all": "answer_full", "part": "answer_partial", "none": "refusal"}
_ASKED = {
    "identity_asked": _("They ask me to prove who I am"),
    "clarification_asked": _("They ask what exactly I mean"),
    "fee_asked": _("They ask for a fee"),
}
_SAID = {
    "setting_pointed_to": _("They say that a setting is enough"),
    "channel_pointed_to": _("They say that I must ask in another way"),
    "not_identified": _("They say that they cannot find me"),
}
_ON_COMPLAINT = {
    "controller_acknowledged": _("They confirm that my complaint arrived"),
    "controller_outcome": _("They answer my complaint"),
}


class ReplyForm(TellingForm):
    """The reply: pasted, typed, or as a file."""

    text = forms.CharField(
        label=_("Paste or type what they wrote"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        help_text=_(
            "The e-mail as an .eml file, a PDF, or a photo of the letter. It is kept as it is, "
            "encrypted, before anything is read from it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("text") and not answers.get("file") and not self.errors:
            self.add_error("text", _("Paste the reply, or choose a file."))
        return answers


class AnswerForm(TellingForm):
    """A few questions that turn a reply into what the law's clock understands."""

    on = _day(
        label=_("On which day did it reach you?"),
        error_messages={"required": _("Give the day on which it reached you.")},
    )
    did = forms.ChoiceField(
        label=_("Did they do what you asked?"),
        choices=[
            ("all", _("All of it")),
            ("part", _("Part of it")),
            ("none", _("No, they refuse")),
            ("", _("They do not say yet")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    asked = forms.MultipleChoiceField(
        label=_("Did they ask you for something?"),
        choices=list(_ASKED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    longer = forms.ChoiceField(
        label=_("Do they say that they need longer?"),
        choices=[
            ("", _("No")),
            ("with", _("Yes, and they say why")),
            ("without", _("Yes, without saying why")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    until = _day(label=_("Until when, if they name a day?"), required=False)
    said = forms.MultipleChoiceField(
        label=_("Did they say one of these?"),
        choices=list(_SAID.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=_("Note for yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, complained: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complained:
            said = self.fields["said"]
            assert isinstance(said, forms.MultipleChoiceField)
            said.choices = [*_ON_COMPLAINT.items(), *_SAID.items()]

    def clean_on(self) -> date:
        return check_day(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("did") == "all" and (answers.get("asked") or answers.get("longer")):
            self.add_error(
                "did", _("If they did all you asked, there is nothing left to ask or to wait for.")
            )
        on, until = answers.get("on"), answers.get("until")
        if on and until and until < on:
            self.add_error("until", _("The day they name lies before their letter."))
        return answers

    def happened(self, original: Mapping[str, str]) -> list[Happened]:
        """The events the answers amount to; the first one carries the reply itself."""
        answers = self.cleaned_data
        on: date = answers["on"]
        found: list[tuple[str, dict[str, Any]]] = [(name, {}) for name in answers["asked"]]
        if answers["longer"]:
            facts: dict[str, Any] = {"reasons": answers["longer"] == "with"}
            if answers["until"]:
                facts["until"] = answers["until"].isoformat()
            found.append(("extension_notice", facts))
        found += [(name, {}) for name in answers["said"]]
        if answers["did"]:
            found.append((_DID[answers["did"]], {}))
        found = found or [("contact", {})]
        first: dict[str, Any] = {name: value for name, value in original.items() if value}
        if answers["note"]:
            first["note"] = answers["note"]
        name, facts = found[0]
        found[0] = (name, {**facts, **first})
        return [Happened(name, on, details=facts) for name, facts in found]


def initial_of(found: Iterable[Suggestion]) -> dict[str, Any]:
    """The answers that a reply suggests, for the person to confirm or change."""
    kinds = {one.kind for one in found}
    did = ""
    # What is weaker for the person counts first: a refusal that mentions deletion is a refusal.
    for answer in ("none", "part", "all"):
        if _DID[answer] in kinds and not did:
            did = answer
    asked = [kind for kind in _ASKED if kind in kinds]
    longer = ""
    if "extension_notice" in kinds:
        longer = "with" if "reasons" in kinds else "without"
    if did == "all" and (asked or longer):
        did = ""
    return {
        "did": did,
        "asked": asked,
        "longer": longer,
        "said": [kind for kind in (*_ON_COMPLAINT, *_SAID) if kind in kinds],
    }
