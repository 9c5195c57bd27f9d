"""Platforms as people name them."""

from __future__ import annotations

import unicodedata

from requests_app.directory import queries as directory
from requests_app.directory.records import Platform


def platform_named(text: str) -> Platform | None:
    """The platform people mean by a name, a domain or a pasted address; None if none fits."""
    found = directory.search(text, limit=1)
    if not found:
        return None
    best = found[0]
    names = {_fold(name) for name in (best.name, *best.names, *best.domains, best.id)}
    typed = _fold(text)
    # Only a certain hit decides for the person; a near one is offered by the search itself.
    return best if typed in names or any(domain in typed for domain in best.domains) else None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
