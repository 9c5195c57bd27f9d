"""Records of the open register as records like ours.

The register gives one company and does not tell the regions apart: a record for all countries
speaks for the EEA and for the region of its own seat, and leaves the others unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from .formats import EU_AND_EEA, is_domain
from .records import Authority, AuthorityName, Entity, Platform, Route, Source
from .search import fold
from .wording import default_why

ID_PREFIX = "register-"

_NAME_AND_HOST = re.compile(r"(.+?)\s*\(([^\s()]+\.[^\s()]+)\)\Z")

_COUNTRY_NAMES = {
    "AT": "österreich austria",
    "AU": "australia",
    "BE": "belgium belgie belgien belgique",
    "BG": "bulgaria",
    "CA": "canada",
    "CH": "schweiz switzerland suisse svizzera",
    "CN": "china",
    "CY": "cyprus",
    "CZ": "czech+republic czechia česko česka+republika",
    "DE": "deutschland germany",
    "DK": "denmark danmark",
    "EE": "estonia eesti",
    "ES": "spain españa",
    "FI": "finland suomi",
    "FR": "france frankreich",
    "GB": "united+kingdom great+britain england uk",
    "GI": "gibraltar",
    "GR": "greece",
    "HK": "hong+kong",
    "HR": "croatia hrvatska",
    "HU": "hungary magyarország",
    "IE": "ireland",
    "IL": "israel",
    "IN": "india",
    "IS": "iceland",
    "IT": "italy italia",
    "JP": "japan",
    "LI": "liechtenstein",
    "LT": "lithuania lietuva",
    "LU": "luxembourg luxemburg",
    "LV": "latvia latvija",
    "MT": "malta",
    "NL": "netherlands the+netherlands nederland",
    "NO": "norway norge",
    "PL": "poland polska",
    "PT": "portugal",
    "RO": "romania românia",
    "RU": "russia russian+federation",
    "SE": "sweden sverige",
    "SG": "singapore",
    "SI": "slovenia slovenija",
    "SK": "slovakia slovensko",
    "TR": "turkey türkiye",
    "US": "united+states united+states+of+america usa",
}
_COUNTRY_OF = {
    fold(name.replace("+", " ")): code
    for code, names in _COUNTRY_NAMES.items()
    for name in names.split()
}
# Letters of its own in the register: for companies that know people by identifiers only, and for
# bodies under other law (churches, police).
_TRACKING = "access-tracking"
_KNOWS_NO_NAMES = "By the register this company knows people by identifiers, not by name: add them."
_OTHER_LAW = (
    "The register keeps letters of its own for this body: other law than the GDPR may hold."
)


def seat_in(address: list[str]) -> str:
    """ISO code of the country in the last line of an address; "" where it names none we know."""
    return _COUNTRY_OF.get(fold(address[-1]), "") if address else ""


def regions_for(countries: list[str], seat: str) -> tuple[str, ...]:
    """The regions a record speaks for."""
    if "all" in countries:
        found = {"EEA"} | {{"GB": "UK", "CH": "CH"}.get(seat, "EEA")}
    else:
        found = set()
        for country in countries:
            code = country.upper()
            if code in EU_AND_EEA:
                found.add("EEA")
            found |= {{"GB": "UK", "CH": "CH"}[code]} if code in ("GB", "CH") else set()
    return tuple(region for region in ("EEA", "UK", "CH") if region in found)


def platform_from(
    slug: str, record: Mapping[str, Any], origin: str, licence: str, as_of: date | None
) -> Platform:
    """A company of the register as a platform record; ``record`` as the reader made it."""
    source = Source(
        text=f"{origin} ({licence}), record {slug}, quality {record['quality']}",
        date=as_of,
        precision="day" if as_of else "",
        confidence="register" if record["quality"] in ("tested", "verified") else "unchecked",
    )
    seat = seat_in(record["address"])
    regions = regions_for(record["countries"], seat)
    company = Entity(
        name=record["name"],
        regions=regions,
        role="controller",
        address=tuple(record["address"]),
        seat=seat,
        email=record["email"],
        url=record["website"],
        source=source,
    )
    services, domains = _services(record)
    return Platform(
        id=ID_PREFIX + slug,
        name=record["name"],
        names=(record["name"], *services, *record["former"]),
        domains=domains,
        category=", ".join(record["categories"]),
        controllers=(company,) if regions else (),
        further_controllers=(),
        representatives=(),
        contacts=(),
        all_routes=_routes(record, regions, source),
        all_facts=(),
        lead_authority="",
        lead_authority_basis="",
        privacy_page="",
        last_verified=as_of,
        last_verified_precision="day" if as_of else "",
        confidence=source.confidence,
        notes=_notes(record),
        origin=origin,
        licence=licence,
        quality=record["quality"],
        request_language=record["language"],
        asks_for=tuple(e["desc"] for e in record["required"] if not e["optional"]),
    )


def authority_from(
    slug: str, record: Mapping[str, Any], origin: str, licence: str, as_of: date | None
) -> Authority:
    """An authority of the register as a record like ours."""
    country = next((c.upper() for c in record["countries"] if c != "all"), "")
    return Authority(
        id=ID_PREFIX + slug,
        country=country,
        region="",
        competence="sector",
        names=(AuthorityName(local=record["name"], text={"en": record["name"]}),),
        address=tuple(record["address"]),
        email=record["email"],
        phone=record["phone"],
        website=record["website"],
        complaint_url=record["form"],
        languages=(record["language"],) if record["language"] else (),
        complaint_needs=(),
        form_rules=(),
        time_bar="",
        email_is_for_complaints=bool(record["email"]),
        source=Source(f"{origin} ({licence}), record {slug}", as_of, "register"),
        last_verified=as_of,
        last_verified_precision="day" if as_of else "",
        notes=tuple(record["comments"]),
    )


def _services(record: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and domains of what the company runs: "Messenger (www.example.com)" gives both."""
    hosts = [urlsplit(record["website"]).hostname or ""]
    names = []
    for run in record["names"]:
        name, host = run, run
        if found := _NAME_AND_HOST.match(run):
            name, host = found[1], found[2]
        names.append(name)
        hosts.append(host.lower())
    bare = (host.removeprefix("www.") for host in hosts)
    return tuple(names), tuple(dict.fromkeys(host for host in bare if is_domain(host)))


def _routes(
    record: Mapping[str, Any], regions: tuple[str, ...], source: Source
) -> tuple[Route, ...]:
    """Routes in the register's own order of preference, its suggestion first."""
    values = {
        "email": record["email"],
        "webform": record["form"],
        "letter": "\n".join((record["name"], *record["address"])),
    }
    order = [medium for medium in ("email", "webform", "letter") if values[medium]]
    wish = record["medium"]
    if wish in order:
        order.remove(wish)
        order.insert(0, wish)
    channels = {"email": "email", "webform": "form", "letter": "post"}
    return tuple(
        Route(
            right="",
            rights=("any",),
            channel=channels[medium],
            value=values[medium],
            recommended=place == 0,
            why_by_language=default_why()[channels[medium]] if place == 0 else {},
            regions=regions,
            source=source,
        )
        for place, medium in enumerate(order)
    )


def _notes(record: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if record["former"]:
        notes.append(f"Formerly: {', '.join(record['former'])}.")
    if record["needs_id"]:
        notes.append("By the register this company asks for an identity document with any request.")
    if record["medium"] == "fax":
        notes.append(f"The register suggests fax: {record['fax']}.")
    for template in record["own_templates"]:
        notes.append(_KNOWS_NO_NAMES if template == _TRACKING else _OTHER_LAW)
    return (*dict.fromkeys(notes), *record["comments"])
