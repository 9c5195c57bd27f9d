"""Where somebody new may live, to preset what their reminders need; they can change all of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from requests_app.accounts.models import User
from requests_app.cases.details import Details
from requests_app.cases.models import Case

# The zone of each country's capital. Countries of several zones: the one most people live in.
ZONES: Mapping[str, str] = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
}
_SPOKEN_IN = {"en": "GB"}  # every other language of the desk has the letters of its country


def zone_at_home(person: User) -> str:
    """The zone of where the person said in their first case that they live, "" if unknown."""
    first = Case.objects.for_owner(person).order_by("opened_at").first()
    residence = Details.from_data(first.details).residence if first else ""
    return ZONES.get(residence.partition("-")[0], "")


def zone_of_language(request: HttpRequest) -> str:
    """The zone of the country whose language the pages are in, "" if none is known.

    A browser that asks for "de-AT" while the pages are in German tells the country itself.
    """
    language = (get_language() or "en").partition("-")[0]
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code, _dash, country = asked.partition("-")
        if code == language and country.upper() in ZONES:
            return ZONES[country.upper()]
    return ZONES.get(_SPOKEN_IN.get(language, language.upper()), "")
