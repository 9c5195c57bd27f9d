"""Countries as people choose them: where they live, and where a company has its seat."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .search import fold

# Nations have their own public holidays, so the United Kingdom is asked for by nation.
UNITED_KINGDOM: dict[str, str | Promise] = {
    "GB-ENG": _("England"),
    "GB-NIR": _("Northern Ireland"),
    "GB-SCT": _("Scotland"),
    "GB-WLS": _("Wales"),
}
EEA: dict[str, str | Promise] = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "HR": _("Croatia"),
    "CY": _("Cyprus"),
    "CZ": _("Czechia"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "FI": _("Finland"),
    "FR": _("France"),
    "DE": _("Germany"),
    "GR": _("Greece"),
    "HU": _("Hungary"),
    "IS": _("Iceland"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LV": _("Latvia"),
    "LI": _("Liechtenstein"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "MT": _("Malta"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SK": _("Slovakia"),
    "SI": _("Slovenia"),
    "ES": _("Spain"),
    "SE": _("Sweden"),
}
SWITZERLAND: dict[str, str | Promise] = {"CH": _("Switzerland")}
# Seats outside Europe whose companies people write to most; any other is "not known".
OVERSEAS: dict[str, str | Promise] = {
    "GB": _("United Kingdom"),
    "US": _("United States"),
    "CA": _("Canada"),
    "CN": _("China"),
    "JP": _("Japan"),
    "SG": _("Singapore"),
}


def residences() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Where a person can live for the laws known here, grouped as a select shows them."""
    return [
        (_("United Kingdom"), list(UNITED_KINGDOM.items())),
        (_("European Union and EEA"), _by_name(EEA)),
        (_("Switzerland"), list(SWITZERLAND.items())),
    ]


def residence_at(code: str) -> str:
    """The place of that list in which a code lies: “DE” for “de-be”; the code itself if in none."""
    known = {**UNITED_KINGDOM, **EEA, **SWITZERLAND}
    code = code.strip().upper().replace("_", "-")
    return next((one for one in (code, code.partition("-")[0]) if one in known), code)


def seats(besides: str = "") -> list[tuple[str, str | Promise]]:
    """Countries in which a company can have its seat, by name; and one more by its code.

    `besides` is a code that is kept already, so that a form does not lose it.
    """
    known = {**EEA, **SWITZERLAND, **OVERSEAS}
    if len(besides) == 2 and besides.isalpha() and besides not in known:
        known[besides] = besides
    return _by_name(known)


def country_name(code: str) -> str:
    """The country's or nation's name in the active language; the code itself if unknown."""
    known = {**UNITED_KINGDOM, **EEA, **SWITZERLAND, **OVERSEAS}
    return str(known.get(code, code))


def _by_name(countries: dict[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    return sorted(countries.items(), key=lambda item: fold(str(item[1])))
