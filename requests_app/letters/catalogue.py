"""Which letters exist: one row a letter.

A row names the law's rights a letter exercises, the regimes that know it, and the questions it
asks. Its languages are those for which a template stands in ``templates/letters/<language>/``, so
that a new letter is one row here and one template a language, and a new language is a folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .errors import LetterError

Text = str | Promise

WORDS = Path(__file__).resolve().parents[2] / "templates" / "letters"

REGIMES: Mapping[str, Text] = {
    "eu": _("EU and EEA (GDPR)"),
    "uk": _("United Kingdom (UK GDPR)"),
    "ch": _("Switzerland (FADP)"),
}

# An English authority and a court in the United Kingdom read English; a letter under this law in
# another language has no reader.
ONLY_LANGUAGES: Mapping[str, tuple[str, ...]] = {"uk": ("en",)}

LANGUAGE_NAMES: Mapping[str, Text] = {
    "en": _("English"),
    "de": _("German"),
    "fr": _("French"),
    "it": _("Italian"),
}

PURPOSES: Mapping[str, Text] = {
    "ai-training": _("Training of AI models"),
    "profiling": _("Profiling"),
    "other": _("Another purpose"),
}

FieldType = Literal["text", "paragraphs", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question a letter asks, for the form and for the facts file alike.

    ``max_length`` counts characters. ``choices`` are the allowed values of a choice.
    """

    name: str
    label: Text
    help: Text = ""
    type: FieldType = "text"
    max_length: int = 300
    choices: Mapping[str, Text] = field(default_factory=dict)


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
        _("What do you say to their wish for proof of identity?"),
        type="choice",
        choices={
            "given": _("I give what they ask for: it is proportionate"),
            "excessive": _("They ask for more than is needed"),
            "id-copy": _("They ask for a copy of my identity document"),
        },
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
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One letter of the catalogue.

    ``rights`` are ids of ``law`` by regime, the one whose deadline counts first. ``fields`` names
    the questions of ``FIELDS``; those in ``required`` must be answered. ``own_date_days``: the
    letter asks for its answer within so many calendar days, a date of the person's own. ``after``
    names the first letters it can follow; empty means any.
    """

    id: str
    label: Text
    help: Text
    group: Literal["first", "reply", "complaint"]
    rights: Mapping[str, tuple[str, ...]]
    purposes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    addressee: Literal["controller", "authority"] = "controller"
    needs_history: bool = False
    takes_situation: bool = False
    own_date_days: int = 0
    after: tuple[str, ...] = ()

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes whose law knows this letter."""
        return tuple(self.rights)

    def languages(self, regime: str) -> tuple[str, ...]:
        """The languages in which this letter is written under that law."""
        return tuple(
            language
            for language in ONLY_LANGUAGES.get(regime, languages())
            if template_name(self.id, regime, language) is not None
        )

    def template(self, regime: str, language: str) -> str:
        """The template of this letter, as a path below ``templates/letters``."""
        found = template_name(self.id, regime, language)
        if found is None:
            raise LetterError(
                "language",
                f"The letter {self.id!r} does not exist in {language!r}; "
                f"allowed are {', '.join(self.languages(regime))}.",
            )
        return found


def languages() -> tuple[str, ...]:
    """Every language with a folder of letters; English first, then by code."""
    found = sorted(path.parent.name for path in WORDS.glob("*/language.toml"))
    return tuple(sorted(found, key=lambda code: (code != "en", code)))


def template_name(kind: str, regime: str, language: str) -> str | None:
    """The regime's own template of a letter, else the common one, else ``None``."""
    for name in (f"{language}/{kind}.{regime}.md", f"{language}/{kind}.md"):
        if (WORDS / name).is_file():
            return name
    return None


def _everywhere(*rights: str) -> Mapping[str, tuple[str, ...]]:
    return {"eu": rights, "uk": rights, "ch": rights}


KINDS: tuple[Kind, ...] = (
    Kind(
        "objection",
        _("Object to a use of my data"),
        _("They must stop unless they show compelling grounds in your own case."),
        "first",
        {
            "eu": ("objection", "restriction", "erasure", "notify_recipients", "information"),
            "uk": ("objection", "restriction", "erasure", "notify_recipients", "information"),
            "ch": ("objection", "erasure", "notify_recipients"),
        },
        purposes=("ai-training", "profiling", "other"),
        fields=("processing",),
        takes_situation=True,
    ),
    Kind(
        "objection-marketing",
        _("Stop direct marketing"),
        _("An absolute right: no reasons are needed and none can be held against you."),
        "first",
        _everywhere("objection_marketing"),
        fields=("marketing",),
    ),
    Kind(
        "erasure",
        _("Have my data erased"),
        _("Everything, or the part you name, with the ground the law asks for."),
        "first",
        _everywhere("erasure", "notify_recipients"),
        fields=("erase_ground", "erase_data"),
        required=("erase_ground",),
        takes_situation=True,
    ),
    Kind(
        "access",
        _("See what they hold about me"),
        _("A copy of your data, and where it came from, went and trained models."),
        "first",
        _everywhere("access"),
        fields=("access_scope",),
    ),
    Kind(
        "rectification",
        _("Have my data corrected"),
        _("Say what is wrong, what is right and what shows it."),
        "first",
        _everywhere("rectification", "notify_recipients"),
        fields=("rectify_wrong", "rectify_right", "rectify_evidence"),
        required=("rectify_wrong", "rectify_right"),
    ),
    Kind(
        "restriction",
        _("Have my data frozen"),
        _("They may keep the data but do nothing else with it until the question is settled."),
        "first",
        {"eu": ("restriction", "notify_recipients"), "uk": ("restriction", "notify_recipients")},
        fields=("restrict_ground", "restrict_data"),
        required=("restrict_ground",),
    ),
    Kind(
        "portability",
        _("Take my data with me"),
        _("The data you gave them, in a form another service can read."),
        "first",
        _everywhere("portability"),
        fields=("portability_data", "portability_to"),
    ),
    Kind(
        "withdrawal",
        _("Withdraw my consent"),
        _("At any time, and it takes effect at once."),
        "first",
        _everywhere("withdraw_consent", "erasure"),
        fields=("consent", "consent_given_on"),
        required=("consent",),
    ),
    Kind(
        "human-review",
        _("Have a decision looked at by a human"),
        _("For a decision that a machine alone took and that weighs on you."),
        "first",
        _everywhere("human_review"),
        fields=("decision", "decision_on", "decision_effect", "own_view"),
        required=("decision",),
    ),
    Kind(
        "reminder",
        _("Remind them: the answer is overdue"),
        _("Names the day on which the time ran out."),
        "reply",
        _everywhere("objection"),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-identity",
        _("They ask me to prove who I am"),
        _("Give what is proportionate, refuse what is not."),
        "reply",
        _everywhere("objection"),
        fields=("identity_answer", "identity_given"),
        required=("identity_answer",),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-channel",
        _("They say I must use another way to ask"),
        _("A request counts whichever of their addresses it reached."),
        "reply",
        _everywhere("objection"),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-fee",
        _("They want money"),
        _("The answer is free unless they prove an exception."),
        "reply",
        _everywhere("objection"),
        fields=("fee",),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-extension",
        _("They take more time"),
        _("An extension needs reasons, in the first month."),
        "reply",
        {"eu": ("objection",), "uk": ("objection",)},
        fields=("extension_fault",),
        required=("extension_fault",),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-refusal",
        _("They refuse without showing why"),
        _("The grounds are theirs to show, for your own case."),
        "reply",
        _everywhere("objection"),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-unidentified",
        _("They say they cannot identify me"),
        _("They have to show it, and you may help them."),
        "reply",
        _everywhere("objection"),
        fields=("identity_given",),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-incomplete",
        _("They answered only in part"),
        _("Names what is missing."),
        "reply",
        _everywhere("objection"),
        fields=("missing",),
        required=("missing",),
        needs_history=True,
        own_date_days=14,
    ),
    Kind(
        "answer-setting",
        _("They say the setting is enough"),
        _("A switch acts for the future; an objection asks for more."),
        "reply",
        _everywhere("objection"),
        needs_history=True,
        own_date_days=14,
        after=("objection",),
    ),
    Kind(
        "complaint-controller",
        _("Complain to the company"),
        _("United Kingdom: the step the law provides before the Commissioner."),
        "complaint",
        {"uk": ("complaint_controller",)},
        fields=("outcome", "harm"),
        required=("outcome",),
        needs_history=True,
    ),
    Kind(
        "complaint-authority",
        _("Complain to the supervisory authority"),
        _("The authority examines what the company did with your request."),
        "complaint",
        _everywhere("complaint_authority"),
        fields=("outcome", "harm"),
        required=("outcome",),
        addressee="authority",
        needs_history=True,
    ),
    Kind(
        "nudge-authority",
        _("Ask the authority what has become of my complaint"),
        _("When it has said nothing for three months."),
        "complaint",
        {
            "eu": ("authority_inaction",),
            "uk": ("authority_inaction",),
            "ch": ("complaint_authority",),
        },
        addressee="authority",
        needs_history=True,
    ),
)


def kind(identity: str) -> Kind:
    """The row with this id (hyphens and underscores both count)."""
    wanted = identity.strip().lower().replace("_", "-")
    for row in KINDS:
        if row.id == wanted:
            return row
    allowed = ", ".join(row.id for row in KINDS)
    raise LetterError("kind", f"There is no letter {identity!r}; allowed are {allowed}.")


def default_language(regime: str, languages_of_reader: tuple[str, ...]) -> str:
    """The letter's language: the reader's first one that letters are written in, else English."""
    written = ONLY_LANGUAGES.get(regime, languages())
    return next((code for code in languages_of_reader if code in written), "en")
