"""Formats a record must have: addresses of pages and mailboxes, codes of countries and languages.

Nothing here asks the network: it says whether a value can be what it claims to be.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """.split()  # noqa: SIM905
)
"""ISO 3166-1 alpha-2, as assigned in 2026."""

EU_AND_EEA = frozenset(
    """
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO
    """.split()  # noqa: SIM905
)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(
    rf"(?=.{{4,253}}\Z){_LABEL}(?:\.{_LABEL})*\.(?:[a-z]{{2,63}}|xn--[a-z0-9-]+)\Z"
)
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}\Z")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?\Z")
_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?\Z")


def is_id(value: str) -> bool:
    """True for lower-case words joined by single hyphens, at most 60 characters."""
    return len(value) <= 60 and bool(_ID.match(value))


def is_domain(value: str) -> bool:
    """True for a host name in lower case with at least one dot."""
    return bool(_DOMAIN.match(value))


def is_email(value: str) -> bool:
    """True for one plain mailbox (no display name, no list, no comment), at most 254 characters.

    A host name outside ASCII counts when it can be written in ASCII.
    """
    local, at, host = value.rpartition("@")
    if not at or len(value) > 254 or len(local) > 64 or not _MAILBOX.match(local):
        return False
    try:
        return is_domain(host.encode("idna").decode("ascii").lower())
    except UnicodeError:
        return False


def is_url(value: str, *, schemes: tuple[str, ...] = ("https",)) -> bool:
    """True for an absolute address without user name, blanks or control characters."""
    if len(value) > 2000 or has_control(value) or any(c in value for c in " <>\"'\\^`{|}"):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        port = parts.port
        name = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return False
    return (
        parts.scheme in schemes
        and parts.username is None
        and parts.password is None
        and port in (None, 80, 443)
        and is_domain(name)
    )


def has_control(value: str) -> bool:
    """True where text holds control characters, or invisible ones that turn or hide text."""
    return bool(_CONTROL.search(value))


def is_country(value: str) -> bool:
    """True for an ISO 3166-1 alpha-2 code in capitals."""
    return value in COUNTRIES


def is_subdivision(value: str) -> bool:
    """True for the shape of an ISO 3166-2 code of a known country, such as DE-BY."""
    return bool(_SUBDIVISION.match(value)) and value[:2] in COUNTRIES


def is_language(value: str) -> bool:
    """True for the shape of an ISO 639-1 code, with a region if needed."""
    return bool(_LANGUAGE.match(value))


def read_day(value: object) -> tuple[date, str] | None:
    """A date and its precision: "day", or "month" for "2026-08", or "year" for "2026".

    A month stands as its first day, a year as its first of January.
    """
    if isinstance(value, date):
        return (date(value.year, value.month, value.day), "day")
    if isinstance(value, str):
        found = _MONTH.match(value)
        if found and found[1] != "0000":
            month = found[2]
            return (date(int(found[1]), int(month or 1), 1), "month" if month else "year")
    return None
