"""Dates as each language writes them: one with its weekday, and the names of the months."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# The months as a language writes them within a sentence: Django has them with a capital in Italian,
# Polish and Portuguese, and takes these from our catalogues instead.
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)

register = template.Library()


@register.filter
def long_date(day: date) -> str:
    """The day with its weekday, such as “Monday, 5 October 2026”."""
    return _("%(weekday)s, %(day)s") % {
        "weekday": date_format(day, "l"),
        "day": date_format(day, "DATE_FORMAT"),
    }
