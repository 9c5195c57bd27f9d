"""What can happen in a case, in the words of a person, and what each thing asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Occurrence:
    """A kind of event: its name in the law's clock, what to call it, where it may be recorded.

    `who` acted; `regimes` where the law knows it; `offered` says whether the person can record it
    by hand on the case page (the others come from sending a letter).
    """

    name: str
    label: Text
    who: Literal["person", "controller", "authority"]
    regimes: tuple[str, ...] = ("eu", "uk", "ch")
    offered: bool = True
    asks_reasons: bool = False


OCCURRENCES: dict[str, Occurrence] = {
    row.name: row
    for row in (
        Occurrence("sent", _("You sent the letter"), "person"),
        Occurrence("received", _("The letter arrived"), "person"),
        Occurrence("answer_full", _("They did all you asked"), "controller"),
        Occurrence("answer_partial", _("They did a part of it"), "controller"),
        Occurrence("refusal", _("They refused"), "controller"),
        Occurrence("identity_asked", _("They asked you to prove who you are"), "controller"),
        Occurrence("identity_provided", _("You showed who you are"), "person"),
        Occurrence("clarification_asked", _("They asked what exactly you mean"), "controller"),
        Occurrence("clarification_provided", _("You told them what you mean"), "person"),
        Occurrence("fee_asked", _("They asked for a fee"), "controller"),
        Occurrence("fee_paid", _("You paid the fee"), "person"),
        Occurrence(
            "extension_notice", _("They said they need longer"), "controller", asks_reasons=True
        ),
        Occurrence("reminder", _("You reminded them"), "person"),
        Occurrence(
            "complaint_to_controller", _("You complained to the company"), "person", ("uk",)
        ),
        Occurrence(
            "controller_acknowledged",
            _("The company confirmed your complaint"),
            "controller",
            ("uk",),
        ),
        Occurrence(
            "controller_outcome", _("The company answered your complaint"), "controller", ("uk",)
        ),
        Occurrence("complaint_to_authority", _("You complained to the authority"), "person"),
        Occurrence("authority_progress", _("The authority told you how it stands"), "authority"),
    )
}
CLOSED = Occurrence("closed", _("You closed the case"), "person", offered=False)


def occurrence(name: str) -> Occurrence:
    """The kind of event with this name."""
    return CLOSED if name == CLOSED.name else OCCURRENCES[name]


def recordable(regime: str) -> list[Occurrence]:
    """What a person can record by hand in a case under this law."""
    return [row for row in OCCURRENCES.values() if row.offered and regime in row.regimes]
