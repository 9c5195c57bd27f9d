"""The shape of one platform's file, ``data/platforms/<id>.toml``; shown in docs/adding.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import formats
from .reading import Table, named_source, open_file, points, read_sources
from .records import CHANNELS, CONFIDENCE, Contact, Entity, Fact, Platform, Route, Source
from .wording import default_why

RIGHTS: tuple[str, ...] = (
    "any",
    "ai_training",
    "access",
    "erasure",
    "human_review",
    "objection",
    "objection_marketing",
    "portability",
    "rectification",
    "restriction",
    "withdraw_consent",
)
"""What a route can be for: rights a controller is asked for (ids of the law room), objection to
AI training apart, and "any"."""

TOPICS: tuple[str, ...] = (
    "ai_training",
    "disclosure",
    "data_used",
    "not_used",
    "setting",
    "identity",
    "regulator",
    "court",
    "complaint",
    "contact",
)
"""What a fact is about."""

BASES: tuple[str, ...] = (
    "consent",
    "contract",
    "legal_obligation",
    "legitimate_interests",
    "not_stated",
)
"""Legal bases a platform claims for a practice, in the order of Article 6(1)."""

CATEGORIES: tuple[str, ...] = (
    "advertising",
    "AI assistant",
    "AI images",
    "AI models",
    "blogs",
    "credit",
    "data broker",
    "dating",
    "devices and services",
    "face search",
    "food",
    "forum",
    "learning",
    "messenger",
    "music",
    "other",
    "payment",
    "professional network",
    "search and video",
    "shop",
    "social network",
    "software",
    "sport",
    "storage",
    "transport",
    "travel",
    "video",
    "video calls",
    "web archive",
    "work",
)


def read_platform(path: Path) -> tuple[Platform | None, tuple[str, ...]]:
    """The platform of a file and its defects; None in place of a platform that has any."""
    top, defects = open_file(path)
    if not top.names():
        return None, tuple(defects.found)
    identity = path.stem
    if not formats.is_id(identity):
        defects.say("the file name", "is no id; use small letters, digits and single hyphens")
    sources = read_sources(top)
    checked = top.rough_day("last_verified")
    name = top.text("name", required=True)
    lead, lead_basis = _lead(top, sources)
    platform = Platform(
        id=identity,
        name=name,
        names=(name, *top.texts("names")),
        domains=_domains(top),
        category=top.choice("category", CATEGORIES),
        controllers=_entities(top, "controllers", sources, ("controller",)),
        further_controllers=_entities(top, "further_controllers", sources, ("further",)),
        representatives=_entities(top, "representatives", sources, ("representative", "contact")),
        contacts=tuple(_contact(entry, sources) for entry in top.tables("contacts")),
        all_routes=tuple(_route(entry, sources) for entry in top.tables("routes")),
        all_facts=tuple(_fact(entry, sources) for entry in top.tables("facts")),
        lead_authority=lead,
        lead_authority_basis=lead_basis,
        privacy_page=_url(top, "privacy_page"),
        last_verified=checked[0] if checked else None,
        last_verified_precision=checked[1] if checked else "",
        confidence=top.choice("confidence", CONFIDENCE),
        notes=top.texts("notes"),
        good_to_know=points(top, "good_to_know"),
        facts_from=top.text("facts_from"),
        profile_example=top.text("profile_example"),
        known_by=top.choice("known_by", ("profile", "phone"), default="profile"),
    )
    top.close()
    _no_two_at_once(top, platform)
    return (None if defects.found else platform), tuple(defects.found)


def _domains(top: Table) -> tuple[str, ...]:
    domains = top.texts("domains", required=True)
    for domain in domains:
        if not formats.is_domain(domain):
            top.say("domains", f"names {domain!r}; write a host such as example.com")
    return domains


def _url(table: Table, key: str) -> str:
    value = table.text(key)
    if value and not formats.is_url(value):
        table.say(key, f"is {value!r}; write an address that begins with https://")
    return value


def _email(table: Table, key: str) -> str:
    value = table.text(key)
    if value and not formats.is_email(value):
        table.say(key, f"is {value!r}; write one mailbox such as privacy@example.com")
    return value


def _lead(top: Table, sources: Mapping[str, Source]) -> tuple[str, str]:
    """Id of the lead authority and how it is known: "named" by the platform or a source, or
    "derived" from the seat of its establishment in the EU; ("", "") where there is none."""
    table = top.table("lead_authority")
    if not table.names():
        return "", ""
    identity = table.text("id", required=True)
    basis = table.choice("known", ("named", "derived"))
    named_source(table, sources)
    table.close()
    return identity, basis


def _entities(
    top: Table, key: str, sources: Mapping[str, Source], roles: tuple[str, ...]
) -> tuple[Entity, ...]:
    found = []
    for entry in top.tables(key):
        role = entry.choice("role", roles, default=roles[0]) if len(roles) > 1 else roles[0]
        seat = entry.text("seat")
        if seat and not formats.is_country(seat):
            entry.say("seat", f"is {seat!r}; write an ISO 3166-1 code in capitals, such as IE")
        begins = entry.day("valid_from")
        ends = entry.day("valid_until")
        if begins and ends and ends < begins:
            entry.say("valid_until", f"is {ends}, before valid_from {begins}")
        found.append(
            Entity(
                name=entry.text("name", required=True),
                regions=entry.regions(),
                role=role,
                address=entry.texts("address"),
                seat=seat,
                email=_email(entry, "email"),
                url=_url(entry, "url"),
                source=named_source(entry, sources),
                valid_from=begins,
                valid_until=ends,
                note=entry.text("note"),
            )
        )
        entry.close()
    return tuple(found)


def _contact(entry: Table, sources: Mapping[str, Source]) -> Contact:
    channel = entry.choice("channel", ("form", "email", "post"))
    contact = Contact(
        role=entry.choice("role", ("dpo", "privacy")),
        channel=channel,
        value=_reach(entry, channel),
        regions=entry.regions(),
        source=named_source(entry, sources),
    )
    entry.close()
    return contact


def _reach(entry: Table, channel: str) -> str:
    """The value of a route or contact, which has the format its channel needs."""
    if channel == "form":
        entry.text("value", required=True)
        return _url(entry, "value")
    if channel == "email":
        entry.text("value", required=True)
        return _email(entry, "value")
    if channel == "post":
        return "\n".join(entry.texts("value", required=True))
    return entry.text("value", required=True)


def _route(entry: Table, sources: Mapping[str, Source]) -> Route:
    rights = entry.texts("rights", required=True)
    for right in rights:
        if right not in RIGHTS:
            entry.say("rights", f"names {right!r}; allowed are {', '.join(RIGHTS)}")
    channel = entry.choice("channel", CHANNELS)
    recommended = entry.flag("recommended") or False
    why = entry.by_language("why")
    if not why and (recommended or channel == "setting"):
        why = default_why().get(channel, {})
    route = Route(
        right="",
        rights=rights,
        channel=channel,
        value=_reach(entry, channel),
        recommended=recommended,
        why_by_language=why,
        regions=entry.regions(),
        source=named_source(entry, sources),
        url=_url(entry, "url"),
        without_account=entry.flag("without_account"),
    )
    entry.close()
    return route


def _fact(entry: Table, sources: Mapping[str, Source]) -> Fact:
    since = entry.day("since")
    fact = Fact(
        topic=entry.choice("topic", TOPICS),
        regions=entry.regions(),
        since=since,
        text=entry.by_language("text", required=True),
        claimed_basis=entry.choice("basis", BASES, default="not_stated"),
        source=named_source(entry, sources),
        setting_reaches=entry.flag("setting_reaches"),
    )
    for language in fact.text:
        if not formats.is_language(language):
            entry.say("text", f"has the language {language!r}; write a code such as fr")
    entry.close()
    return fact


def _no_two_at_once(top: Table, platform: Platform) -> None:
    """One controller for a region on one day: two would leave the letter to chance."""
    for number, one in enumerate(platform.controllers):
        for other in platform.controllers[number + 1 :]:
            shared = set(one.regions) & set(other.regions)
            if shared and _overlap(one, other):
                top.say(
                    "controllers",
                    f"has {one.name} and {other.name} for {', '.join(sorted(shared))} on the same"
                    " days; end the first with valid_until, or list the second under"
                    " further_controllers",
                )


def _overlap(one: Entity, other: Entity) -> bool:
    if one.valid_until and other.valid_from and one.valid_until < other.valid_from:
        return False
    return not (other.valid_until and one.valid_from and other.valid_until < one.valid_from)
