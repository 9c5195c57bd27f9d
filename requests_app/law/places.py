"""Countries, nations and regions: which law they follow and which calendar counts for them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import holidays

from requests_app.law.errors import UnknownPlace

_SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO 3166-1 alpha-2) and, where known, its region (the part after the hyphen)."""

    country: str
    region: str = ""

    @property
    def code(self) -> str:
        """ISO 3166-2 where there is a region, else ISO 3166-1."""
        return f"{self.country}-{self.region}" if self.region else self.country

    def __str__(self) -> str:
        return self.code


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "places.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def eea_countries() -> frozenset[str]:
    """The member states of the Union and Iceland, Liechtenstein, Norway."""
    return frozenset([*_data()["eu"], *_data()["efta_eea"]])


@cache
def _countries() -> frozenset[str]:
    data = _data()
    return eea_countries() | {*data["uk"], *data["ch"], *data["outside"]["codes"].split()}


@cache
def regions_of(country: str) -> frozenset[str]:
    """The regions the calendars know for a country, without their country prefix."""
    known = getattr(holidays, country, None)
    return frozenset(
        code for code in getattr(known, "subdivisions", ()) if _SUBDIVISION.fullmatch(code)
    )


@lru_cache(maxsize=2048)
def place(code: str, field: str = "seat") -> Place:
    """The place a code names: ``IE``, ``GB-SCT``, ``DE-BY``; raises UnknownPlace naming the field.

    Overseas parts of the Union keep their own alpha-2 code on the way in (``RE``) and come back as
    the region whose holidays hold there (``FR-974``).
    """
    wanted = code.strip().upper()
    wanted = _data()["also"].get(wanted, wanted)
    wanted = _data()["part_of"].get(wanted, wanted)
    country, hyphen, region = wanted.partition("-")
    if country not in _countries():
        raise UnknownPlace(
            f"Unknown {field} '{code}'; use an ISO 3166 code: a country such as IE, DE, GB, CH or "
            "US, or a region such as GB-ENG, GB-SCT, DE-BY, ES-CT, CH-ZH.",
            field=field,
        )
    if hyphen and region not in regions_of(country):
        known = sorted(regions_of(country))
        allowed = ", ".join([country, *(f"{country}-{one}" for one in known)])
        raise UnknownPlace(f"Unknown {field} '{code}'; use {allowed}.", field=field)
    return Place(country, region)


@lru_cache(maxsize=1024)
def authority_place(authority: str) -> Place:
    """Where an authority acts, from its id (``de-by-lda``) or a place code (``DE-BY``).

    Raises UnknownPlace if the id does not begin with a country of the EEA, the UK or Switzerland.
    """
    parts = authority.strip().lower().replace("_", "-").split("-")
    country = parts[0].upper()
    country = _data()["also"].get(country, country)
    if country not in eea_countries() | {"GB", "CH"}:
        raise UnknownPlace(
            f"Unknown authority '{authority}'; use an authority's id such as ie-dpc, at-dsb, "
            "de-by-lda, gb-ico, or its country code.",
            field="authority",
        )
    if len(parts) > 1 and parts[1].upper() in regions_of(country):
        return Place(country, parts[1].upper())
    seat = _data()["authority_seats"].get(parts[0])
    return place(seat, "authority") if seat else Place(country)


def regime_of(where: Place) -> str:
    """The law of the place itself: ``eu``, ``uk``, ``ch``, or an empty string outside all three."""
    if where.country in eea_countries():
        return "eu"
    return {"GB": "uk", "CH": "ch"}.get(where.country, "")
