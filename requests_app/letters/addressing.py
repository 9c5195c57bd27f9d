"""To whom a letter goes: the controller of the person's region, or an authority."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.directory.queries import (
    UnknownAuthority,
    UnknownPlatform,
    authority,
    authority_for,
    platform,
    region_of,
)
from requests_app.directory.records import Authority, Entity, Platform

from .contracts import DELIVERIES, LetterRequest
from .errors import LetterError
from .language import Language

# Where a letter under one law has one authority, it needs no choice.
_ONE_AUTHORITY = {"uk": "gb-ico", "ch": "ch-fdpic"}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a letter goes. ``controller`` is its legal name; ``unknown`` says that the region has
    no known controller, then ``controller`` describes it and ``lines`` go care of a known one."""

    controller: str
    platform_name: str
    lines: tuple[str, ...]
    address: tuple[str, ...]
    seat: str
    email: str
    url: str
    delivery: str
    unknown: bool = False
    record: Platform | None = None
    representative: Entity | None = None


def find_platform(request: LetterRequest) -> Platform | None:
    """The directory's record, ``None`` for a company of the person's own."""
    if (request.platform != "") == (request.company is not None):
        raise LetterError("platform", "Give either a platform of the directory or a company.")
    if request.company is not None:
        return None
    try:
        return platform(request.platform)
    except UnknownPlatform as trouble:
        raise LetterError("platform", str(trouble)) from trouble


def controller_of(request: LetterRequest, words: Language, right: str) -> Addressee:
    """The controller for the person's region on the letter's date, and how it is reached.

    Where the region's controller is not known, never another region's company: the letter is
    addressed to "the controller", care of the company that is known, if one is.
    """
    record = find_platform(request)
    if record is None:
        return _own_company(request)
    region = region_of(request.regime)
    entity = record.controller(region, request.date)
    known = entity or next(iter(record.controllers), None)
    address = known.address if known else ()
    if entity is None:
        name = words.addressee("unknown", platform=record.name, region=words.region(request.regime))
        care = (words.addressee("care_of", name=known.name),) if known else ()
        lines = (name, *care, *address)
    else:
        name = entity.name
        lines = (name, *address)
    delivery, email, url = _way(request, record, right, region, entity)
    return Addressee(
        controller=name,
        platform_name=record.name,
        lines=lines,
        address=address,
        seat=entity.seat if entity else "",
        email=email,
        url=url,
        delivery=delivery,
        unknown=entity is None,
        record=record,
        representative=record.representative(region, request.date),
    )


def _own_company(request: LetterRequest) -> Addressee:
    company = request.company
    if company is None or not company.name.strip():
        raise LetterError("company.name", _("The company needs a name."))
    delivery = request.delivery or ("email" if company.email else "post")
    return Addressee(
        controller=company.name,
        platform_name=company.name,
        lines=(company.name, *company.address),
        address=company.address,
        seat=company.seat.upper(),
        email=company.email,
        url="",
        delivery=_checked(delivery),
    )


def _checked(delivery: str) -> str:
    if delivery not in DELIVERIES:
        raise LetterError(
            "delivery",
            f"There is no way of sending {delivery!r}; allowed are {', '.join(DELIVERIES)}.",
        )
    return delivery


def _way(
    request: LetterRequest, record: Platform, right: str, region: str, entity: Entity | None
) -> tuple[str, str, str]:
    """The way of sending, with its e-mail address and its form's address where there are any."""
    routes = [
        route for route in record.routes(right, region, request.date) if route.channel in DELIVERIES
    ]
    if request.delivery:
        delivery = _checked(request.delivery)
    else:
        delivery = routes[0].channel if routes else "post"
    first = {route.channel: route.value for route in reversed(routes)}
    email = first.get("email", entity.email if entity else "")
    return delivery, email, first.get("form", "")


def delivery_line(addressee: Addressee, words: Language) -> str:
    """How the letter is sent, as it stands on the paper."""
    if addressee.delivery == "email":
        if addressee.email:
            return words.paper("by_email", address=addressee.email)
        return words.paper("by_email_plain")
    if addressee.delivery == "form":
        if addressee.url:
            return words.paper("by_form", address=addressee.url.removeprefix("https://"))
        return words.paper("by_form_plain")
    return words.paper("by_post")


def authority_of(request: LetterRequest) -> Authority:
    """The authority a complaint goes to: the one named, else the one where the person lives."""
    named = request.authority or _ONE_AUTHORITY.get(request.regime, "")
    if named:
        try:
            return authority(named)
        except UnknownAuthority as trouble:
            raise LetterError("authority", str(trouble)) from trouble
    country, _dash, _part = request.residence.partition("-")
    found = authority_for(country, request.residence) if country else None
    if found is None:
        raise LetterError(
            "authority",
            _(
                "Name the supervisory authority by its id (for example fr-cnil, ie-dpc, de-be), or "
                "say in which country and, in Germany, in which Land you live (for example FR, "
                "DE-BE)."
            ),
        )
    return found


def authority_lines(found: Authority, request: LetterRequest) -> tuple[str, ...]:
    """The authority as it stands on the envelope.

    Where a country speaks several languages, its name stands in the one of the letter.
    """
    own = request.language in found.languages and request.language != "en"
    name = found.name(request.language, request.date) if own else found.local_name(request.date)
    return (name, *found.address)
