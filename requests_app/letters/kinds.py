"""The rows of the catalogue: one a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .errors import LetterError
from .fields import Text
from .written import languages_under, template_name


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
            for language in languages_under(regime)
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
