"""The directory as read-only JSON at /api/directory/: public facts for other tools.

Every answer carries an ETag of its content and may be kept for an hour; a question with
If-None-Match gets 304. Errors are JSON too: {"error": "one sentence"}.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse

from . import queries
from .as_data import authority_data, authority_summary, platform_data, platform_summary
from .formats import is_country

KEEP_SECONDS = 3600
LONGEST_SEARCH = 200
MOST_RESULTS = 50


def home(request: HttpRequest) -> HttpResponse:
    """What there is, and where."""
    return _answer(
        request,
        {
            "about": "Whom to write to, by region and by right. Public facts with their sources.",
            "platforms": reverse("directory:api-platforms"),
            "authorities": reverse("directory:api-authorities"),
            "counts": {
                "platforms": len(queries.platforms()),
                "authorities": len(queries.authorities()),
            },
        },
    )


def platform_list(request: HttpRequest) -> HttpResponse:
    """Every platform of the directory, or with ?q= the answers to a search (?limit= up to 50).

    A search finds imported companies too; their "origin" names the register.
    """
    if "q" not in request.GET:
        return _answer(request, {"platforms": [platform_summary(p) for p in queries.platforms()]})
    limit = request.GET.get("limit", "10")
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:4]) <= MOST_RESULTS:
        return _error(f"limit: write a number from 1 to {MOST_RESULTS}.", 400)
    found = queries.search(request.GET["q"][:LONGEST_SEARCH], int(limit[:4]))
    return _answer(request, {"platforms": [platform_summary(p) for p in found]})


def platform_detail(request: HttpRequest, identity: str) -> HttpResponse:
    """One platform, with all that is known and the source of each datum."""
    try:
        found = queries.platform(identity)
    except queries.UnknownPlatform as trouble:
        return _error(str(trouble), 404)
    return _answer(request, platform_data(found))


def authority_list(request: HttpRequest) -> HttpResponse:
    """Every authority, or with ?country= those of one country (two letters)."""
    country = request.GET.get("country", "").upper()
    if country and not is_country(country):
        return _error("country: write two letters such as IE.", 400)
    found = queries.authorities(country or None)
    return _answer(request, {"authorities": [authority_summary(a) for a in found]})


def authority_detail(request: HttpRequest, identity: str) -> HttpResponse:
    """One authority, with what a complaint to it must contain."""
    try:
        found = queries.authority(identity)
    except queries.UnknownAuthority as trouble:
        return _error(str(trouble), 404)
    return _answer(request, authority_data(found))


def _answer(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    asked = {
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("If-None-Match", "").split(",")
    }
    response: HttpResponse
    if etag in asked or "*" in asked:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return _open(response)


def _error(sentence: str, status: int) -> HttpResponse:
    return _open(JsonResponse({"error": sentence}, status=status))


def _open(response: HttpResponse) -> HttpResponse:
    """The data are public and hold nothing of a person: any page may read them."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
