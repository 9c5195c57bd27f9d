"""What the other rooms ask the directory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from . import imported
from .loader import all_authorities, all_platforms
from .records import REGION_OF_REGIME, Authority, Platform
from .register import ID_PREFIX

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from .own import OwnDetails


# The systems of the news this project began with come first in everything.
FIRST_PLATFORMS = (
    "linkedin", "facebook", "instagram", "threads", "whatsapp", "x", "xai", "microsoft", "openai",
)  # fmt: skip


class UnknownRecord(ValueError):
    """No record has this id; the message lists ids that are near."""


class UnknownPlatform(UnknownRecord):
    """No platform has this id."""


class UnknownAuthority(UnknownRecord):
    """No authority has this id."""


def platforms() -> tuple[Platform, ...]:
    """Every platform of the directory: those that come first, then the others by name."""
    place = {identity: number for number, identity in enumerate(FIRST_PLATFORMS)}
    last = len(place)
    return tuple(
        sorted(
            all_platforms().values(),
            key=lambda one: (place.get(one.id, last), one.name.casefold()),
        )
    )


def platform(identity: str) -> Platform:
    """The platform with this id (hyphens and underscores both count; case does not).

    An id that begins with "register-" is that of an imported company. Raises
    :class:`UnknownPlatform` with near ids, or with a name or domain that matches.
    """
    wanted = identity.strip().lower().replace("_", "-")
    found = all_platforms().get(wanted)
    if found is None and wanted.startswith(ID_PREFIX):
        found = imported.platform(wanted)
    if found is None:
        names = {p.id: p.id for p in platforms()}
        for record in platforms():
            for name in (*record.names, *record.domains):
                names.setdefault(name.lower(), record.id)
        near = [names[name] for name in get_close_matches(wanted, names, n=6, cutoff=0.6)]
        raise UnknownPlatform(_not_found("platform", identity, near, all_platforms()))
    return found


def search(text: str, limit: int = 10) -> tuple[Platform, ...]:
    """The records that answer a name, product, domain or pasted address, the best first.

    Tolerates case, accents and typing errors. Imported companies are found too; of two equal
    answers the record of ours comes first.
    """
    return imported.index().search(text, limit)


def authority(identity: str) -> Authority:
    """The supervisory authority with this id; raises :class:`UnknownAuthority` with near ids."""
    wanted = identity.strip().lower().replace("_", "-")
    found = all_authorities().get(wanted)
    if found is None and wanted.startswith(ID_PREFIX):
        found = imported.authority(wanted)
    if found is None:
        near = get_close_matches(wanted, all_authorities(), n=5, cutoff=0.5)
        raise UnknownAuthority(_not_found("authority", identity, near, all_authorities()))
    return found


def authorities(country: str | None = None) -> tuple[Authority, ...]:
    """Every authority, or those of one country (ISO 3166-1 alpha-2), in the order of their ids."""
    wanted = country.upper() if country else None
    return tuple(a for a in all_authorities().values() if wanted in (None, a.country))


def authority_for(country: str, region: str | None = None) -> Authority | None:
    """The authority to which a person there complains about a company.

    ``region`` is an ISO 3166-2 code ("DE-BY"); in a country whose parts have their own authority
    for companies (Germany) the answer without one is None: ask the person for it. Authorities
    for public bodies only are never the answer. Source: GDPR Art. 77(1); Germany, section 40 BDSG.
    """
    private = [a for a in authorities(country) if a.competence in ("all", "private")]
    wanted = region.upper().replace("_", "-") if region else ""
    for found in private:
        if wanted and found.region == wanted:
            return found
    return next((a for a in private if not a.region), None)


def region_of(regime: str) -> str:
    """The region of the directory for a regime of the law: eu EEA, uk UK, ch CH."""
    try:
        return REGION_OF_REGIME[regime.lower()]
    except KeyError:
        allowed = ", ".join(REGION_OF_REGIME)
        raise ValueError(f"regime is {regime!r}; allowed are {allowed}") from None


def own_companies(owner: AbstractBaseUser) -> tuple[tuple[uuid.UUID, OwnDetails], ...]:
    """The companies this person added, with their ids, in the order of their names."""
    from .models import OwnCompany
    from .own import OwnDetails

    rows = OwnCompany.objects.for_owner(owner)
    found = [(row.id, OwnDetails.from_data(row.details)) for row in rows]
    return tuple(sorted(found, key=lambda entry: entry[1].name.casefold()))


def own_company(owner: AbstractBaseUser, identity: uuid.UUID) -> OwnDetails | None:
    """One company of this person, or None: another person's is as unknown as one that is not."""
    from .models import OwnCompany
    from .own import OwnDetails

    row = OwnCompany.objects.for_owner(owner).filter(pk=identity).first()
    return OwnDetails.from_data(row.details) if row else None


def _not_found(kind: str, identity: str, near: Iterable[str], known: Iterable[str]) -> str:
    listed = ", ".join(dict.fromkeys(near))
    if listed:
        return f"There is no {kind} {identity!r}; near names: {listed}."
    some = ", ".join(list(known)[:12])
    return f"There is no {kind} {identity!r}; known are for example {some}."
