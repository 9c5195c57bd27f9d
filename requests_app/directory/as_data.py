"""Records as plain JSON data, for the read-only interface and the shell. Shape: docs/adding.md."""

from __future__ import annotations

from datetime import date
from typing import Any

from .records import Authority, Contact, Entity, Fact, Platform, Route, Source


def platform_summary(platform: Platform) -> dict[str, Any]:
    """What a list shows of a platform."""
    return {
        "id": platform.id,
        "name": platform.name,
        "names": list(platform.names),
        "domains": list(platform.domains),
        "category": platform.category,
        "last_verified": _rough(platform.last_verified, platform.last_verified_precision),
        "confidence": platform.confidence,
        "origin": platform.origin or None,
    }


def platform_data(platform: Platform) -> dict[str, Any]:
    """Everything the directory knows of a platform."""
    return platform_summary(platform) | {
        "controllers": [_entity(e) for e in platform.controllers],
        "further_controllers": [_entity(e) for e in platform.further_controllers],
        "representatives": [_entity(e) for e in platform.representatives],
        "contacts": [_contact(c) for c in platform.contacts],
        "routes": [_route(r) for r in platform.all_routes],
        "facts": [_fact(f) for f in platform.all_facts],
        "lead_authority": platform.lead_authority or None,
        "lead_authority_known": platform.lead_authority_basis or None,
        "privacy_page": platform.privacy_page or None,
        "profile_example": platform.profile_example or None,
        "known_by": platform.known_by,
        "notes": list(platform.notes),
        "good_to_know": [dict(text) for text in platform.good_to_know],
        "licence": platform.licence or None,
        "quality": platform.quality or None,
        "asks_for": list(platform.asks_for),
        "request_language": platform.request_language or None,
    }


def authority_summary(authority: Authority) -> dict[str, Any]:
    """What a list shows of an authority."""
    return {
        "id": authority.id,
        "country": authority.country,
        "region": authority.region or None,
        "competence": authority.competence,
        "name": authority.name(),
        "local_name": authority.local_name(),
        "website": authority.website or None,
        "last_verified": _rough(authority.last_verified, authority.last_verified_precision),
    }


def authority_data(authority: Authority) -> dict[str, Any]:
    """Everything the directory knows of an authority."""
    return authority_summary(authority) | {
        "names": [
            {
                "local": name.local,
                "text": dict(name.text),
                "valid_from": _day(name.valid_from),
                "valid_until": _day(name.valid_until),
            }
            for name in authority.names
        ],
        "address": list(authority.address),
        "email": authority.email or None,
        "email_is_for_complaints": authority.email_is_for_complaints,
        "phone": authority.phone or None,
        "complaint_url": authority.complaint_url or None,
        "languages": list(authority.languages),
        "complaint_needs": [dict(text) for text in authority.complaint_needs],
        "form_rules": [dict(text) for text in authority.form_rules],
        "time_bar": authority.time_bar or None,
        "source": _source(authority.source),
        "notes": list(authority.notes),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rough(day: date | None, precision: str) -> str | None:
    """A date as precise as it is known: "2026-08-21", "2026-08" or "2026"."""
    text = _day(day)
    return text[: {"month": 7, "year": 4}.get(precision, 10)] if text else None


def _source(source: Source) -> dict[str, Any]:
    return {
        "text": source.text,
        "text_by_language": dict(source.words),
        "date": _rough(source.date, source.precision),
        "confidence": source.confidence,
        "url": source.url or None,
        "title": dict(source.title),
        "of": source.of or None,
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "role": entity.role,
        "regions": list(entity.regions),
        "address": list(entity.address),
        "seat": entity.seat or None,
        "email": entity.email or None,
        "url": entity.url or None,
        "valid_from": _day(entity.valid_from),
        "valid_until": _day(entity.valid_until),
        "note": entity.note or None,
        "source": _source(entity.source),
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "role": contact.role,
        "channel": contact.channel,
        "value": contact.value,
        "regions": list(contact.regions),
        "source": _source(contact.source),
    }


def _route(route: Route) -> dict[str, Any]:
    return {
        "rights": list(route.rights),
        "channel": route.channel,
        "value": route.value,
        "url": route.url or None,
        "recommended": route.recommended,
        "why": dict(route.why_by_language),
        "regions": list(route.regions),
        "without_account": route.without_account,
        "source": _source(route.source),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "topic": fact.topic,
        "regions": list(fact.regions),
        "since": _day(fact.since),
        "text": dict(fact.text),
        "basis": fact.claimed_basis,
        "setting_reaches": fact.setting_reaches,
        "said_by": fact.said_by,
        "source": _source(fact.source),
    }
