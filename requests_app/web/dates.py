"""Dates as each language writes them: one with its weekday, and the names of the months."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from requests_app.letters.contracts import LetterText
from requests_app.letters.language import language
from requests_app.safety.dates import day_in_words

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
        "day": day_in_words(day),
    }


@register.filter
def dateline(text: LetterText) -> str:
    """Place and day of a letter, in the letter's language, whatever the page's is."""
    return language(text.language).dateline(text.date, text.place)


@register.filter(expects_localtime=True)
def in_words(day: date) -> str:
    """The day with its month in words, such as “5 October 2026”."""
    return day_in_words(day)


@register.filter(expects_localtime=True)
def moment(at: datetime) -> str:
    """The day and the minute, such as “5 October 2026, 14:05”, in the zone the page is shown in."""
    return f"{day_in_words(at)}, {date_format(at, 'H:i')}"
