"""Which supervisory authority, and why that one. Source: GDPR Art. 77(1); DPA 2018 s.165; FADP
Art. 49."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from requests_app.directory import queries as directory
from requests_app.directory.records import Authority
from requests_app.letters.places import country_name


@dataclass(frozen=True)
class AuthorityChoice:
    """The authority to write to (None until a region is chosen), the reason, the lead authority."""

    authority: Authority | None
    reason: str
    lead: Authority | None
    lead_reason: str


def regional(country: str) -> list[Authority]:
    """The authorities among which a person there must choose by region; empty in most countries."""
    return [
        one
        for one in directory.authorities(country)
        if one.region and one.competence in ("all", "private")
    ]


def _lead_of(platform: str) -> str:
    try:
        return directory.platform(platform).lead_authority
    except directory.UnknownPlatform:
        # An imported record may be withdrawn while the case goes on.
        return ""


def choose(
    regime: str, residence: str, platform: str, language: str, today: date, region: str = ""
) -> AuthorityChoice:
    """The authority of the place where the person lives, with the reason in a sentence."""
    country = residence.partition("-")[0]
    choices = regional(country)
    if choices and not region and "-" in residence:
        region = residence
    found = directory.authority_for(country, region or None)
    if choices and not region and country == "DE":
        found = None
    if regime == "uk":
        reason = _(
            "The Commissioner is the only supervisory authority for people in the United Kingdom "
            "(section 165 of the Data Protection Act 2018)."
        )
    elif regime == "ch":
        reason = _(
            "The FDPIC is the federal authority for companies. You report; you are not a party "
            "and have no right to a decision (Articles 49 and 52 of the FADP)."
        )
    else:
        reason = _(
            "You live in %(country)s, so you may complain to the authority there and deal with it "
            "in its language (Article 77(1) GDPR). It passes a cross-border case on to the lead "
            "authority itself."
        ) % {"country": country_name(country)}
    lead = None
    lead_reason = ""
    if regime == "eu" and platform:
        lead_id = _lead_of(platform)
        if lead_id and (found is None or lead_id != found.id):
            lead = directory.authority(lead_id)
            lead_reason = _(
                "%(name)s leads in cross-border cases of this company. You may also write there "
                "directly; at home is usually better, because of the language and because your "
                "own authority stays your contact."
            ) % {"name": lead.name(language, today)}
    return AuthorityChoice(found, reason, lead, lead_reason)
