"""Whose holidays count: the calendars a question is computed on, and why those.

EU-5 for the Union, UK-1 for the United Kingdom, CH-4 for Switzerland. Where two calendars can claim
the last day, both are handed back and the clock shows the later date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from requests_app.law.calendars import Calendar, calendar, has_regional_holidays
from requests_app.law.places import Place, eea_countries
from requests_app.law.steps import Params, Step


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar and the reason for it, ready to become a step.

    ``region_unknown`` if only the country is known, so that a holiday of some region must be
    flagged (EU-5).
    """

    calendar: Calendar
    rule: str
    key: str
    params: Params
    inferred: bool
    estimated: bool
    region_unknown: bool = False

    def step(self, on: date) -> Step:
        """The reason as a step that moves nothing."""
        return Step(self.rule, self.key, self.params, on, self.inferred)


Choices = tuple[CalendarChoice, ...]


def choices(
    regime_id: str, rule: str, seat: Place | None, representative: Place | None, home: Place | None
) -> Choices:
    """The calendars for a controller's own acts; one, or two where the later date is shown."""
    if regime_id == "uk":
        return _british(rule, seat, home)
    if regime_id == "ch":
        return _swiss(rule, seat, home)
    if seat and seat.country in eea_countries():
        return _with_region(rule, seat, "calendar_seat", estimated=False)
    if representative and representative.country in eea_countries():
        return _with_region(rule, representative, "calendar_representative", estimated=False)
    if home and home.country in eea_countries():
        return _with_region(rule, home, "calendar_residence", estimated=True)
    return (CalendarChoice(calendar(), rule, "calendar_weekends", (), True, True),)


def authority_choices(
    regime_id: str, rule: str, authority: Place | None, home: Place | None, seat: Place | None
) -> Choices:
    """The calendars for an authority's own acts: its own country's, wherever it is known."""
    if authority is not None:
        return _with_region(rule, authority, "calendar_authority", estimated=False)
    if regime_id == "uk":
        return _with_region(rule, Place("GB", "ENG"), "calendar_authority", estimated=False)
    for guess in (home, seat):
        if guess is not None and guess.country in eea_countries():
            return _with_region(rule, guess, "calendar_authority_guess", estimated=True)
    return (CalendarChoice(calendar(), rule, "calendar_weekends", (), True, True),)


def _choice(
    rule: str, where: Place, key: str, *, inferred: bool, estimated: bool
) -> CalendarChoice:
    return CalendarChoice(
        calendar(where.country, where.region),
        rule,
        key,
        (("place", where.code),),
        inferred,
        estimated,
        region_unknown=not where.region,
    )


def _with_region(rule: str, where: Place, key: str, *, estimated: bool) -> Choices:
    """The country's calendar and, where a region has holidays of its own, that one too (EU-5)."""
    if not has_regional_holidays(where):
        return (_choice(rule, where, key, inferred=True, estimated=estimated),)
    country = _choice(rule, Place(where.country), key, inferred=True, estimated=estimated)
    return (
        replace(country, region_unknown=False),
        _choice(rule, where, "calendar_region", inferred=True, estimated=estimated),
    )


def _british(rule: str, seat: Place | None, home: Place | None) -> Choices:
    """The nation of the controller's UK office (UK-1).

    England and Wales for a controller abroad, beside the person's own nation if that differs.
    """
    if seat and seat.country == "GB" and seat.region:
        return (_choice(rule, seat, "calendar_seat", inferred=False, estimated=False),)
    england = _choice(rule, Place("GB", "ENG"), "calendar_england", inferred=True, estimated=False)
    if home and home.country == "GB" and home.region not in ("", "ENG", "WLS"):
        return england, _choice(rule, home, "calendar_nation", inferred=True, estimated=False)
    return (england,)


def _swiss(rule: str, seat: Place | None, home: Place | None) -> Choices:
    """The holidays recognised at the place of performance (OR 78(1)).

    For a Swiss controller that is its canton, or, where no canton is known, the four days every
    canton keeps. For one abroad the place of performance is unsettled (its seat by OR 74(2)(3), or
    Switzerland, where the person asks): both calendars, the later date.
    """
    if seat and seat.country == "CH":
        return (_choice(rule, seat, "calendar_seat", inferred=True, estimated=False),)
    swiss_home = home if home and home.country == "CH" else Place("CH")
    swiss = _choice(rule, swiss_home, "calendar_swiss", inferred=True, estimated=False)
    if seat is None:
        return (swiss,)
    return swiss, _choice(rule, seat, "calendar_seat_abroad", inferred=True, estimated=False)
