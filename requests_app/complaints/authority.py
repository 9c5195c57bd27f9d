"""Which supervisory authority, and why that one. Source: GDPR Art. 77(1), 56(1); DPA 2018 s.165;
FADP Art. 49, 52(2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.directory import queries as directory
from requests_app.directory.countries import country_name
from requests_app.directory.records import Authority

# By which of the ties of Art. 77(1) an authority is chosen; "lead": straight to the lead authority.
PLACES: dict[str, str | Promise] = {
    "home": gettext_lazy("Where I live (recommended)"),
    "work": gettext_lazy("Where I work"),
    "event": gettext_lazy("Where the infringement happened"),
    "lead": gettext_lazy("Straight to the lead authority"),
}


@dataclass(frozen=True)
class Place:
    """What ties the person to an authority: one of PLACES, and the country and part of it.

    `authority` is an id the person chose against the recommendation, "" for none.
    """

    tie: str = "home"
    country: str = ""
    region: str = ""
    authority: str = ""


@dataclass(frozen=True)
class AuthorityChoice:
    """The authority to write to (None until a region is chosen), the reason, the lead authority,
    and what else to know before choosing."""

    authority: Authority | None
    reason: str
    lead: Authority | None
    lead_reason: str
    notes: tuple[str, ...] = ()


def regional(country: str) -> list[Authority]:
    """The authorities among which a person there must choose by region; empty in most countries."""
    return [
        one
        for one in directory.authorities(country)
        if one.region and one.competence in ("all", "private")
    ]


def needs_region(country: str) -> bool:
    """Whether there is no authority for companies before a part of the country is chosen."""
    return bool(regional(country)) and directory.authority_for(country) is None


def others(country: str) -> list[Authority]:
    """Every authority there, those for public bodies and single sectors too, to choose freely."""
    return list(directory.authorities(country))


def lead_of(platform: str) -> Authority | None:
    """The lead authority the directory knows for this platform (GDPR Art. 56(1))."""
    try:
        identity = directory.platform(platform).lead_authority if platform else ""
        return directory.authority(identity) if identity else None
    except (directory.UnknownPlatform, directory.UnknownAuthority):
        # An imported record may be withdrawn while the case goes on.
        return None


def choose(
    regime: str,
    residence: str,
    platform: str,
    language: str,
    today: date,
    region: str = "",
    *,
    place: Place | None = None,
) -> AuthorityChoice:
    """The authority of the place that ties the person to it, with the reason in a sentence.

    Without `place` it is the one where they live. A choice of their own in `place.authority`
    stands, whatever would be recommended.
    """
    place = place or Place(region=region)
    home, _dash, _part = residence.partition("-")
    country = home if place.tie in ("home", "lead") else place.country or home
    region = place.region or region
    if not region and country == home and "-" in residence:
        region = residence
    found = directory.authority_for(country, region or None)
    lead = lead_of(platform) if regime == "eu" else None
    if place.tie == "lead" and lead is not None:
        found = lead
    reason = _reason(regime, place, country, lead, language, today)
    if place.authority and (own := _own(place.authority, country)):
        found = own
        reason = _("You chose this authority yourself.")
    lead_reason = ""
    if lead is not None and (found is None or lead.id != found.id):
        lead_reason = _(
            "%(name)s leads in cross-border cases of this company. You may also write there "
            "directly; at home is usually better, because of the language and because your "
            "own authority stays your contact."
        ) % {"name": lead.name(language, today)}
    return AuthorityChoice(
        found, reason, lead if lead_reason else None, lead_reason, _notes(regime, country)
    )


def _own(identity: str, country: str) -> Authority | None:
    return next((one for one in others(country) if one.id == identity), None)


def _reason(
    regime: str, place: Place, country: str, lead: Authority | None, language: str, today: date
) -> str:
    if regime == "uk":
        return _(
            "The Commissioner is the only supervisory authority for people in the United Kingdom "
            "(section 165 of the Data Protection Act 2018)."
        )
    if regime == "ch":
        return _(
            "The FDPIC is the federal authority for companies. You report; you are not a party "
            "and have no right to a decision (Articles 49 and 52 of the FADP)."
        )
    name = {"country": country_name(country)}
    if place.tie == "lead":
        if lead is None:
            return _("No lead authority is known for this company, so it goes to the one at home.")
        return _(
            "%(name)s is the lead authority for this company. It works in its own language, and "
            "with it alone you will be in contact."
        ) % {"name": lead.name(language, today)}
    if place.tie == "work":
        return (
            _(
                "You work in %(country)s, so you may complain to the authority there "
                "(Article 77(1) GDPR)."
            )
            % name
        )
    if place.tie == "event":
        return (
            _(
                "The infringement happened in %(country)s, so you may complain to the authority "
                "there (Article 77(1) GDPR)."
            )
            % name
        )
    return (
        _(
            "You live in %(country)s, so you may complain to the authority there and deal with it "
            "in its language (Article 77(1) GDPR). It passes a cross-border case on to the lead "
            "authority itself."
        )
        % name
    )


def _notes(regime: str, country: str) -> tuple[str, ...]:
    notes = []
    if regime == "eu" and needs_region(country):
        notes.append(
            _(
                "In this country companies are supervised by the authority of each part of it. "
                "For a company abroad, the one where you live takes the complaint."
            )
        )
    if regime == "eu":
        notes.append(
            _(
                "Churches, the press and broadcasters can have supervisory bodies of their own. If "
                "your case is against one of them, find out first which it is, and choose it "
                "yourself."
            )
        )
    if regime == "ch":
        notes.append(
            _("For offices of a canton or a municipality, the canton’s own authority is competent.")
        )
    return tuple(notes)
