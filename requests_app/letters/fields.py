"""The questions letters ask, for the form and for the facts file alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

FieldType = Literal["text", "paragraphs", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question a letter asks, for the form and for the facts file alike.

    ``max_length`` counts characters. ``choices`` are the allowed values of a choice, ``hints`` a
    line on each in plain words. ``missing`` is said where it must be answered and is not.
    """

    name: str
    label: Text
    help: Text = ""
    type: FieldType = "text"
    max_length: int = 300
    choices: Mapping[str, Text] = field(default_factory=dict)
    hints: Mapping[str, Text] = field(default_factory=dict)
    missing: Text = ""


def _fields(*rows: Field) -> Mapping[str, Field]:
    return {row.name: row for row in rows}


FIELDS: Mapping[str, Field] = _fields(
    Field(
        "processing",
        _("Which processing do you object to?"),
        _("For example: showing my profile to people who are not members."),
        "paragraphs",
        1000,
    ),
    Field(
        "marketing",
        _("Which marketing do you receive?"),
        _("For example: the weekly newsletter, calls, advertising that follows you."),
        "paragraphs",
        1000,
    ),
    Field(
        "erase_data",
        _("What is to be erased?"),
        _("Leave empty for everything that is held about you."),
        "paragraphs",
        2000,
    ),
    Field(
        "erase_ground",
        _("Why is it to be erased?"),
        type="choice",
        choices={
            "not-needed": _("It is no longer needed"),
            "consent-withdrawn": _("I withdraw my consent"),
            "objection": _("I object to the processing"),
            "unlawful": _("It is processed unlawfully"),
            "child": _("I was a child when I gave it"),
        },
        # GDPR and UK GDPR Art. 17(1)(a), (b), (c), (d), (f); FADP Art. 6(4), 30(2), 32(2)(c).
        hints={
            "not-needed": _(
                "The usual one for “I want everything gone”: you have left or no longer use the "
                "service, so it has no more need of your data (no longer necessary for the "
                "purposes)."
            ),
            "consent-withdrawn": _(
                "They used the data because you agreed, for example by ticking a box. You take "
                "that back, and nothing else allows them to keep it (withdrawal of consent)."
            ),
            "objection": _(
                "They use the data for an interest of their own, without asking you, and you have "
                "reasons against it, which you give below (objection)."
            ),
            "unlawful": _(
                "They should never have had the data, or use it in a way the law does not allow "
                "(unlawful processing)."
            ),
            "child": _(
                "An online service collected it when you were a child; how old you are now does "
                "not matter (data collected from a child)."
            ),
        },
        missing=_("Choose why they should delete it."),
    ),
    Field(
        "access_scope",
        _("What do you want to see first?"),
        _("Optional. The letter asks for everything; this tells them where to begin."),
        "paragraphs",
        1000,
    ),
    Field("rectify_wrong", _("What is wrong?"), type="paragraphs", max_length=1500),
    Field("rectify_right", _("What is right?"), type="paragraphs", max_length=1500),
    Field(
        "rectify_evidence",
        _("What shows that?"),
        _("For example: a certificate, a link. It is named as an enclosure."),
    ),
    Field(
        "restrict_ground",
        _("Why is the processing to be restricted?"),
        type="choice",
        choices={
            "accuracy": _("I contest that the data are accurate"),
            "unlawful": _("The processing is unlawful, but I do not want erasure"),
            "claims": _("I need the data for a legal claim"),
            "objection": _("My objection is still being examined"),
        },
        missing=_("Choose why they should only store it."),
    ),
    Field("restrict_data", _("Which data?"), type="paragraphs", max_length=1500),
    Field(
        "portability_data",
        _("Which data?"),
        _("Leave empty for all data you gave them."),
        "paragraphs",
        1500,
    ),
    Field(
        "portability_to",
        _("To whom are the data to be sent directly?"),
        _("Optional: the name of another service."),
    ),
    Field("consent", _("Which consent do you withdraw?"), type="paragraphs", max_length=1000),
    Field("consent_given_on", _("When did you give it?"), type="date"),
    Field("decision", _("Which decision was taken?"), type="paragraphs", max_length=1500),
    Field("decision_on", _("When was it taken?"), type="date"),
    Field("decision_effect", _("How does it affect you?"), type="paragraphs", max_length=1500),
    Field("own_view", _("Your own view of it"), type="paragraphs", max_length=2000),
    Field(
        "outcome",
        _("What came of your request?"),
        type="choice",
        choices={
            "silence": _("No answer"),
            "refused": _("It was refused"),
            "incomplete": _("It was answered only in part"),
        },
        missing=_("Choose what came of your request."),
    ),
    Field(
        "harm",
        _("What does it mean for you?"),
        _("Optional: what you lost or fear, in a few sentences."),
        "paragraphs",
        2000,
    ),
    Field(
        "missing",
        _("What is missing from the answer?"),
        type="paragraphs",
        max_length=2000,
    ),
    Field(
        "identity_answer",
        _("What do you say to their request for proof of identity?"),
        type="choice",
        choices={
            "given": _("I give what they ask for: it is proportionate"),
            "excessive": _("They ask for more than is needed"),
            "id-copy": _("They ask for a copy of my identity document"),
        },
        missing=_("Choose what you say to their request for proof."),
    ),
    Field(
        "identity_given",
        _("What do you give to show who you are?"),
        _("For example: a message from your account; the date you joined."),
        "paragraphs",
        600,
    ),
    Field("fee", _("Which fee do they ask for?"), _("For example: 20 pounds.")),
    Field(
        "extension_fault",
        _("What is wrong with the extension?"),
        type="choice",
        choices={
            "no-reasons": _("It gives no reasons"),
            "late": _("It came too late"),
        },
        missing=_("Choose what is wrong with the extension."),
    ),
)
