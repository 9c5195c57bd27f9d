"""What the directory knows, as plain frozen records: no framework, no database.

A record says who is written to and where each datum comes from. Every datum carries a
:class:`Source`; what no source says stays empty and is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .authority import Authority, AuthorityName
from .sources import CONFIDENCE, Source, Text, in_language, is_stale

__all__ = [
    "CHANNELS",
    "CONFIDENCE",
    "REGIONS",
    "REGION_OF_REGIME",
    "Authority",
    "AuthorityName",
    "Contact",
    "Entity",
    "Fact",
    "Platform",
    "Route",
    "Source",
    "Text",
    "in_language",
    "is_stale",
]

REGIONS: tuple[str, ...] = ("EEA", "UK", "CH")
"""The three places a controller is answered for: EU with EEA, United Kingdom, Switzerland."""

REGION_OF_REGIME: Mapping[str, str] = {"eu": "EEA", "uk": "UK", "ch": "CH"}

CHANNELS: tuple[str, ...] = ("form", "email", "post", "setting")


@dataclass(frozen=True, slots=True)
class Entity:
    """A company that is written to, for the regions and the time it answers for.

    ``role``: "controller"; "further" (a controller besides, jointly or for a part: ``note`` says
    which); "representative" (named under Article 27); "contact" (printed as a local address for
    privacy requests without being called a representative). ``seat`` is the ISO 3166-1 code of its
    country, "" if unknown. ``valid_until`` is the last day on which the record holds.
    """

    name: str
    regions: tuple[str, ...]
    role: str
    address: tuple[str, ...]
    seat: str
    email: str
    url: str
    source: Source
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """True when this record is the one that holds on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Route:
    """A way to exercise rights: a form, an e-mail address, a postal address or a setting.

    ``value`` is the URL, the address (post: lines joined by newlines) or the path to click.
    ``rights`` holds ids of the law plus "ai_training" and "any"; ``right`` is the one asked for.
    ``url`` opens a setting directly, where such a page exists. ``without_account`` says whether
    people without an account can use it (None: not known).
    """

    right: str
    rights: tuple[str, ...]
    channel: str
    value: str
    recommended: bool
    why_by_language: Text
    regions: tuple[str, ...]
    source: Source
    url: str = ""
    without_account: bool | None = None

    @property
    def why(self) -> str:
        """Why this way is recommended, or what it lacks, in English; "" where nothing is said."""
        return self.why_in("en")

    def why_in(self, language: str) -> str:
        """The same in ``language``, falling back to English."""
        return in_language(self.why_by_language, language) if self.why_by_language else ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a data protection officer (or privacy team) is reached: ``channel`` and ``value``."""

    role: str
    channel: str
    value: str
    regions: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Fact:
    """What a platform is known to do, as somebody said it on a date.

    ``text`` holds, by language, one whole sentence in the third person that begins with a name,
    so that a letter can put it after "According to your notice of 21 August 2026," (in German
    after a colon). ``since`` is when the practice began, where that is known.
    """

    topic: str
    regions: tuple[str, ...]
    since: date | None
    text: Text
    claimed_basis: str
    source: Source
    setting_reaches: bool | None = None

    @property
    def said_by(self) -> str:
        """ "controller" (its own page), "other_company" (the page of another platform),
        "authority" (an authority's or a court's own page) or "reports" (everything else): a
        letter may call only the first "your notice"."""
        if self.source.confidence == "company_page":
            return "other_company" if self.source.of else "controller"
        return "authority" if self.source.confidence == "authority_page" else "reports"

    @property
    def is_doubtful(self) -> bool:
        """True where sources contradict each other or nobody checked: a letter says "if"."""
        return self.source.confidence in ("contradicted", "unchecked")

    def in_language(self, language: str) -> str:
        """The sentence in ``language``, falling back to English."""
        return in_language(self.text, language)


def _first(entities: Iterable[Entity], region: str, on: date) -> Entity | None:
    return next((e for e in entities if region in e.regions and e.holds_on(on)), None)


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: its controllers by region, its routes by right, what it is known to do.

    ``facts_from`` is the id of a platform of the same company whose facts hold here too.
    ``good_to_know`` is for whoever writes to it, by language; ``notes`` are for whoever keeps the
    record (of an imported one: what the register says besides), in English.
    ``origin`` is "" for a record of ours, else the open register it was imported from, with the
    ``licence`` and ``quality`` that the register gives it. ``asks_for`` lists what the register
    says a request must contain to be answered, ``request_language`` in which language.
    ``profile_example`` is an example of the address of a person's page there; ``known_by`` is
    "phone" where people are known by their number, else "profile".
    """

    id: str
    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    category: str
    controllers: tuple[Entity, ...]
    further_controllers: tuple[Entity, ...]
    representatives: tuple[Entity, ...]
    contacts: tuple[Contact, ...]
    all_routes: tuple[Route, ...]
    all_facts: tuple[Fact, ...]
    lead_authority: str
    lead_authority_basis: str
    privacy_page: str
    last_verified: date | None
    last_verified_precision: str
    confidence: str
    notes: tuple[str, ...] = ()
    good_to_know: tuple[Text, ...] = ()
    facts_from: str = ""
    origin: str = ""
    licence: str = ""
    quality: str = ""
    request_language: str = ""
    asks_for: tuple[str, ...] = ()
    profile_example: str = ""
    known_by: str = "profile"

    def controller(self, region: str, on: date) -> Entity | None:
        """The controller for people in ``region`` on that day; None where it is unknown.

        Never the company of another region: a letter to the wrong controller is a month lost.
        """
        return _first(self.controllers, _known(region), on)

    def further(self, region: str, on: date) -> tuple[Entity, ...]:
        """Companies that are controllers besides :meth:`controller`, jointly or for a part."""
        _known(region)
        return tuple(e for e in self.further_controllers if region in e.regions and e.holds_on(on))

    def representative(self, region: str, on: date) -> Entity | None:
        """The representative or printed local contact: an address to send to as well, never the
        controller. ``role`` says which of the two it is."""
        return _first(self.representatives, _known(region), on)

    def dpo(self, region: str) -> tuple[Contact, ...]:
        """How the data protection officer is reached from ``region``; empty if unknown."""
        _known(region)
        return tuple(c for c in self.contacts if c.role == "dpo" and region in c.regions)

    def routes(self, right: str, region: str, on: date | None = None) -> tuple[Route, ...]:
        """Ways to exercise ``right`` from ``region``, the recommended first.

        At most the first is marked as recommended. Routes made for the right come before those
        for any request; for "ai_training" the routes of "objection" stand in between. Where
        ``on`` is given, the postal address of the controller of that day closes the list.
        """
        _known(region)
        wanted = (right, "objection", "any") if right == "ai_training" else (right, "any")
        found: list[tuple[bool, int, int, Route]] = []
        for place, route in enumerate(self.all_routes):
            rank = next((n for n, name in enumerate(wanted) if name in route.rights), None)
            if rank is not None and region in route.regions:
                found.append((not route.recommended, rank, place, replace(route, right=right)))
        found.sort(key=lambda entry: entry[:3])
        routes = [
            replace(entry[3], recommended=entry[3].recommended and number == 0)
            for number, entry in enumerate(found)
        ]
        controller = self.controller(region, on) if on else None
        if controller and controller.address and all(r.channel != "post" for r in routes):
            routes.append(
                Route(
                    right=right,
                    rights=("any",),
                    channel="post",
                    value="\n".join((controller.name, *controller.address)),
                    recommended=not routes,
                    why_by_language={},
                    regions=(region,),
                    source=controller.source,
                    without_account=True,
                )
            )
        return tuple(routes)

    def facts(self, region: str, topic: str | None = None) -> tuple[Fact, ...]:
        """What is known for ``region``, in the order of the record; one topic only if given."""
        _known(region)
        return tuple(
            fact
            for fact in self.all_facts
            if region in fact.regions and (topic is None or fact.topic == topic)
        )

    def is_stale(self, today: date) -> bool:
        """True when the record was last checked more than twelve months before ``today``."""
        return is_stale(self.last_verified, today)


def _known(region: str) -> str:
    if region not in REGIONS:
        raise ValueError(f"region is {region!r}; allowed are {', '.join(REGIONS)}")
    return region
