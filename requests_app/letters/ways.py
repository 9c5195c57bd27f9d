"""The ways to hand a letter to a company, as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from requests_app.directory.records import Route

_CHANNELS: dict[str, Promise | str] = {
    "form": _("Web form"),
    "email": _("E-mail"),
    "post": _("Post"),
    "setting": _("Setting to switch off as well"),
}


@dataclass(frozen=True)
class Way:
    """A way: `kind` is form, email, post or setting; `why` is in the language of the page."""

    kind: str
    name: str
    value: str
    why: str
    recommended: bool


def ways(routes: Iterable[Route]) -> list[Way]:
    """The directory's routes as the pages show them, in the same order."""
    language = get_language() or "en"
    return [
        Way(
            kind=route.channel,
            name=str(_CHANNELS[route.channel]),
            value=route.value,
            why=route.why_in(language),
            recommended=route.recommended,
        )
        for route in routes
    ]


def without_email(name: str, routes: Iterable[Route]) -> str:
    """What is said of sending by e-mail where none of the ways to this company is one; "" where
    one is. It is not forbidden: people may know an address."""
    channels = {route.channel for route in routes}
    if "email" in channels:
        return ""
    if "form" in channels:
        way = gettext(
            "No e-mail address of %(name)s for this is published, as far as is known here: its way "
            "is the web form. By e-mail only if you know an address."
        )
    else:
        way = gettext(
            "No e-mail address of %(name)s for this is published, as far as is known here: its way "
            "is the post. By e-mail only if you know an address."
        )
    return way % {"name": name}
