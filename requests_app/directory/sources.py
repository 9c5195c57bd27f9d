"""Where a datum comes from, how sure that makes it, and when it was last checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

CONFIDENCE: tuple[str, ...] = (
    "company_page",
    "authority_page",
    "register",
    "secondary",
    "unchecked",
    "contradicted",
)
"""Where a datum was read, the surest first: the company's own page, an authority's or a court's
own page, an open register, a secondary page (press, law firm), own knowledge nobody checked, and
sources that contradict each other."""

STALE_AFTER_MONTHS = 12
"""A record whose last check is older than this many calendar months is shown as stale."""

Text = Mapping[str, str]
"""One statement by language code; "en" is always there."""


def in_language(text: Text, language: str) -> str:
    """The statement in ``language``, or in English where that language has none."""
    return text.get(language) or text.get(language.split("-")[0]) or text["en"]


def language_of(text: Text, language: str) -> str:
    """The language :func:`in_language` answers in: ``language`` where it has words, else "en"."""
    return next((code for code in (language, language.split("-")[0]) if text.get(code)), "en")


def months_later(day: date, months: int) -> date:
    """The same day number ``months`` calendar months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def is_stale(last_verified: date | None, today: date) -> bool:
    """True when the last check is more than twelve months ago, or there was none."""
    return last_verified is None or today > months_later(last_verified, STALE_AFTER_MONTHS)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a datum was read: a page in our own words, its own date, and how sure that makes it.

    ``text`` says it in English, ``text_by_language`` in every language it was written in.
    ``date`` is the date the source gives itself; ``precision`` is "day", "month" (the day is set
    to the first) or "year" (set to 1 January), "" without a date. ``title`` names the document as a
    letter would ("privacy policy for Europe"), by language, where a letter may refer to it; in
    German it is of feminine gender, so that "Ihrer ... vom" holds. ``of`` is the id of the
    platform whose page it is, where that is another one than the platform of the record.
    """

    text: str
    date: date | None
    confidence: str
    precision: str = ""
    url: str = ""
    title: Text = field(default_factory=dict)
    of: str = ""
    text_by_language: Text = field(default_factory=dict)

    @property
    def words(self) -> Text:
        """The same by language; English alone where it was written in English only."""
        return self.text_by_language or {"en": self.text}
