"""Where a letter of a case is sent: for whoever has it in hand and wants it out of the house."""

from __future__ import annotations

from django.utils import timezone

from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.directory import queries as directory
from requests_app.letters.ways import Way, ways


def usual_channel(case: Case, details: Details) -> str:
    """How a letter of the case goes out, unless the person says otherwise: by the way that is
    recommended to this company; by e-mail where none is known."""
    return next((way.kind for way in ways_of(case, details)), "email")


def ways_of(case: Case, details: Details) -> list[Way]:
    """The ways to the company of the case, the recommended first; empty for one of one's own."""
    try:
        platform = directory.platform(case.platform)
    except directory.UnknownPlatform:
        return []
    right = "ai_training" if "ai-training" in details.purposes else details.right
    region = directory.region_of(details.regime)
    routes = platform.routes(right, region, timezone.localdate())
    return ways(route for route in routes if route.channel != "setting")
