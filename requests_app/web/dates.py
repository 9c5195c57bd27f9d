"""The template filter for a date with its weekday, as each language writes it."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def long_date(day: date) -> str:
    """The day with its weekday, such as “Monday, 5 October 2026”."""
    return _("%(weekday)s, %(day)s") % {
        "weekday": date_format(day, "l"),
        "day": date_format(day, "DATE_FORMAT"),
    }
