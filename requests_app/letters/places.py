"""Platforms as people name them."""

from __future__ import annotations

from requests_app.directory import queries as directory
from requests_app.directory.records import Platform
from requests_app.directory.search import fold

_LIKELY = 10


def platforms_named(text: str) -> tuple[Platform, ...]:
    """The platforms people can mean by a name, a domain or a pasted address, the likeliest first;
    none if none fits. More than one where the name is that of a company that runs several: Meta
    runs Facebook, Instagram, Threads and WhatsApp, and the letter to each is another one.
    """
    found = directory.search(text, limit=_LIKELY)
    if not found:
        return ()
    best, typed = found[0], fold(text)
    if typed in (fold(best.name), fold(best.id)) or any(
        domain in text.casefold() for domain in best.domains
    ):
        return (best,)
    # Only a certain hit decides for the person; a near one is offered by the search itself.
    if not any(typed in _spellings(platform) for platform in found):
        return ()
    return tuple(platform for platform in found if _can_be_meant(platform, typed))


def _can_be_meant(platform: Platform, typed: str) -> bool:
    """Whether it is called so, or begins so: "Meta Platforms Ireland Limited" by "Meta". Of the
    thousands of an imported register only those that are called exactly so."""
    return any(
        name == typed or (not platform.origin and name.startswith(f"{typed} "))
        for name in _spellings(platform)
    )


def _spellings(platform: Platform) -> set[str]:
    """What it, its products and the companies that answer for it are called."""
    companies = (company.name for company in platform.controllers)
    return {fold(name) for name in (*platform.names, *platform.domains, *companies)}
