"""How old a record is, in words: shown wherever somebody relies on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from requests_app.safety.dates import as_far_as_known

from .records import Authority, Platform


@dataclass(frozen=True, slots=True)
class Freshness:
    """``text`` says when the record was checked; ``page`` is where to confirm it, "" if unknown."""

    text: str
    stale: bool
    page: str
    link: str
    """What the link to ``page`` is called."""


def freshness(record: Platform | Authority, today: date) -> Freshness:
    """When the record was checked, in the active language, with a warning after twelve months."""
    stale = record.is_stale(today)
    if isinstance(record, Authority):
        page, where = record.website, _("confirm on the authority’s website")
        link = _("Open the authority’s website")
    else:
        page, where = record.privacy_page, _("confirm on the platform’s privacy page")
        link = _("Open its privacy page")
    checked = _checked_on(record)
    if not checked:
        text = _("not checked yet; %(where)s") % {"where": where}
    elif stale:
        text = _("last checked: %(date)s; %(where)s") % {"date": checked, "where": where}
    else:
        text = _("last checked: %(date)s") % {"date": checked}
    return Freshness(text=text, stale=stale, page=page, link=link)


def _checked_on(record: Platform | Authority) -> str:
    if record.last_verified is None:
        return ""
    return as_far_as_known(record.last_verified, record.last_verified_precision)
