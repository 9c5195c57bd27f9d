"""What can happen in a case, in the words of a person, and what each thing asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
EVERYWHERE = ("eu", "uk", "ch")


@dataclass(frozen=True)
class Occurrence:
    """A kind of event: its name, what to call it, where it may be recorded.

    `who` acted; `regimes` where the law knows it; `places` the countries of residence in which it
    matters (empty: all); `known_to_law` whether the clock reads it; `offered` whether the person
    can record it by hand on the case page (the others follow from something else they do there).
    """

    name: str
    label: Text
    who: Literal["person", "controller", "authority", "desk"]
    regimes: tuple[str, ...] = EVERYWHERE
    places: tuple[str, ...] = ()
    known_to_law: bool = True
    offered: bool = True

    def fits(self, regime: str, residence: str) -> bool:
        """Whether it can happen in a case under this law of somebody who lives there."""
        country = residence.partition("-")[0]
        return regime in self.regimes and (not self.places or country in self.places)


_OURS_OFFERED = frozenset(
    {"setting_pointed_to", "channel_pointed_to", "not_identified", "contact", "replied"}
)


def _ours(name: str, label: Text, who: Literal["person", "controller", "desk"]) -> Occurrence:
    """Something that matters to the person and moves no date of the law."""
    offered = name in _OURS_OFFERED
    return Occurrence(name, label, who, known_to_law=False, offered=offered)


OCCURRENCES: dict[str, Occurrence] = {
    row.name: row
    for row in (
        _ours("written", _("You wrote the letter"), "person"),
        Occurrence("sent", _("You sent the letter"), "person"),
        Occurrence("received", _("The letter arrived"), "person"),
        Occurrence("answer_full", _("They did all you asked"), "controller"),
        Occurrence("answer_partial", _("They did part of it"), "controller"),
        Occurrence("refusal", _("They refused"), "controller"),
        Occurrence("identity_asked", _("They asked you to prove who you are"), "controller"),
        Occurrence("identity_provided", _("You showed who you are"), "person"),
        Occurrence("clarification_asked", _("They asked what exactly you mean"), "controller"),
        Occurrence("clarification_provided", _("You told them what you mean"), "person"),
        Occurrence("fee_asked", _("They asked for a fee"), "controller"),
        Occurrence("fee_paid", _("You paid the fee"), "person"),
        Occurrence("extension_notice", _("They said they need longer"), "controller"),
        _ours("setting_pointed_to", _("They said that a setting is enough"), "controller"),
        _ours("channel_pointed_to", _("They said you must ask in another way"), "controller"),
        _ours("not_identified", _("They said they cannot find you"), "controller"),
        _ours("contact", _("They wrote, but did not answer"), "controller"),
        _ours("replied", _("You wrote back to them"), "person"),
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
        # A receipt is no news of the progress yet: it leaves the authority's clock alone.
        Occurrence(
            "authority_acknowledged",
            _("The authority confirmed your complaint"),
            "authority",
            known_to_law=False,
            offered=False,
        ),
        Occurrence("authority_progress", _("The authority told you how it stands"), "authority"),
        _ours("nudged", _("You asked the authority how it stands"), "person"),
        # Austria cuts a complaint off a year after one knows of it, three years after it was.
        Occurrence("knowledge", _("You learned of the infringement"), "person", ("eu",), ("AT",)),
        Occurrence("infringement", _("The infringement happened"), "controller", ("eu",), ("AT",)),
        _ours("closed", _("You closed the case"), "person"),
        _ours("reopened", _("You opened the case again"), "person"),
        _ours("struck", _("The entry before was crossed out: it did not happen"), "person"),
        _ours("dates_changed", _("Rules or holidays changed, and a date with them"), "desk"),
    )
}

OUTCOMES: dict[str, Text] = {
    "all": _("They did all I asked"),
    "part": _("They did part of it"),
    "none": _("They did nothing"),
    "gave_up": _("I am not taking it further"),
}


def occurrence(name: str) -> Occurrence:
    """The kind of event with this name."""
    return OCCURRENCES[name]


def recordable(regime: str, residence: str = "") -> list[Occurrence]:
    """What a person can record by hand in a case under this law."""
    return [row for row in OCCURRENCES.values() if row.offered and row.fits(regime, residence)]
