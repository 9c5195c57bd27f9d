"""Which of the three laws a person can rely on against a controller, and why in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from requests_app.law.errors import NoRegime
from requests_app.law.places import Place, place, regime_of
from requests_app.law.steps import phrase


@dataclass(frozen=True, slots=True)
class RegimeChoice:
    """The regime's id and the reason.

    ``key``, ``place`` and ``other_place`` (the seat, where the reason names both) let it be said
    in other languages.
    """

    regime: str
    reason: str
    key: str
    place: str
    other_place: str = ""

    def in_language(self, language: str) -> str:
        """The reason in a language, in English where it lacks the words."""
        return phrase("regimes", self.key, language, place=self.place, other_place=self.other_place)


def choose_regime(
    residence: str, controller_seat: str | None = None, *, language: str = "en"
) -> RegimeChoice:
    """The law that applies, from where the person lives and, if that settles nothing, the seat.

    Home comes first: GDPR Art. 3(1) or 3(2) for people in the EU and EEA, UK GDPR Art. 3 for the
    UK whatever the seat, DSG Art. 3 for Switzerland. For people elsewhere the controller's own law
    (Art. 3(1)). Raises UnknownPlace, or NoRegime if none of the three reaches them.
    """
    home = place(residence, "residence")
    seat = place(controller_seat, "seat") if controller_seat else None
    at_home, at_seat = regime_of(home), regime_of(seat) if seat else ""
    if at_home:
        key, where = _key(at_home, home, seat), home.code
    elif at_seat and seat:
        key, where = f"controller_{at_seat}", seat.code
    else:
        raise NoRegime(
            f"Neither residence '{residence}' nor seat '{controller_seat or 'unknown'}' lies in "
            "the EU, the EEA, the United Kingdom or Switzerland; these are the laws we know.",
            field="residence",
        )
    other = seat.code if seat else ""
    reason = phrase("regimes", key, language, place=where, other_place=other)
    return RegimeChoice(at_home or at_seat, reason, key, where, other)


def _key(at_home: str, home: Place, seat: Place | None) -> str:
    """Which sentence tells why the law at home applies: a company outside it is bound by it only
    where it offers services there or watches people (GDPR and UK GDPR Art. 3(2)); Swiss law asks
    for the effect alone (DSG Art. 3(1))."""
    if at_home == "ch":
        return "person_ch"
    if seat is None:
        return f"unknown_{at_home}"
    if regime_of(seat) != at_home:
        return f"person_{at_home}"
    return "same_eu" if at_home == "eu" and seat.country == home.country else f"both_{at_home}"
