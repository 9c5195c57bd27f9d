"""A day as the language of the page or mail writes it within a sentence."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

# Languages that name the first of a month and count the other days; Django counts them all.
FIRST_DAY = {"fr": "1er", "it": "1º"}


def day_in_words(day: date) -> str:
    """The day with its month in words: “24 November 2026”, “1er mars 2027”."""
    text = date_format(day, "DATE_FORMAT")
    first = FIRST_DAY.get((get_language() or "en").partition("-")[0])
    return f"{first} {text.partition(' ')[2]}" if first and day.day == 1 else text


def as_far_as_known(day: date, precision: str) -> str:
    """The same of which perhaps only the "month" or the "year" is known."""
    shape = {"year": "Y", "month": "YEAR_MONTH_FORMAT"}.get(precision)
    return date_format(day, shape) if shape else day_in_words(day)
