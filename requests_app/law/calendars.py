"""Working days at the seat of whoever must act, on the ``holidays`` package.

A last day on a Saturday, a Sunday or a public holiday moves to the next working day (EU-4, UK-1,
CH-4). Holidays of a region alone are kept apart, so that the clock can flag them instead of rolling
on them in silence (EU-5). The package's version is kept with every computed deadline.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version

import holidays

from requests_app.law.places import Place, regions_of

#: The calendar that knows weekends alone, used where no country is known.
WEEKENDS = "weekends"

#: What was used to compute, kept with each deadline: a later calendar changes no old case silently.
CALENDAR_VERSION = f"holidays {version('holidays')}"

_DAY = timedelta(days=1)

# In these countries a nation's or a canton's holidays are holidays in law at that place, so they
# are not "regional-only": the UK has no common calendar, and Swiss holidays are cantonal law.
_REGION_IS_THE_LAW = frozenset({"GB", "CH"})


class Calendar:
    """The working days of one place.

    ``name`` is the place's code or ``weekends``. Use :func:`calendar` rather than this class: it
    hands out one object a place, with the years it has met kept.
    """

    __slots__ = ("_country", "_region", "_years", "name")

    def __init__(self, country: str, region: str) -> None:
        self._country = country
        self._region = region
        self._years: dict[int, dict[date, str]] = {}
        self.name = (f"{country}-{region}" if region else country) or WEEKENDS

    def __repr__(self) -> str:
        return f"Calendar({self.name!r})"

    def holiday(self, day: date) -> str:
        """The holiday's name in English if the day is one here, else an empty string."""
        return self._year(day.year).get(day, "")

    def is_working_day(self, day: date) -> bool:
        """Neither Saturday nor Sunday nor a public holiday of the place."""
        return day.weekday() < 5 and day not in self._year(day.year)

    def roll(self, day: date) -> date:
        """The day itself if it is a working day, else the next working day."""
        while day.weekday() > 4 or day in self._year(day.year):
            day += _DAY
        return day

    def _year(self, year: int) -> dict[date, str]:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._read(year)
        return found

    def _read(self, year: int) -> dict[date, str]:
        if not self._country:
            return {}
        region = self._region or None
        found = holidays.country_holidays(
            self._country, subdiv=region, years=year, language=_english(self._country)
        )
        return {day: str(name) for day, name in found.items()}


@lru_cache(maxsize=512)
def _english(country: str) -> str | None:
    languages = getattr(holidays, country).supported_languages
    return next((one for one in ("en_GB", "en_US", "en") if one in languages), None)


@lru_cache(maxsize=1024)
def calendar(country: str = "", region: str = "") -> Calendar:
    """The calendar of a country or region; without a country, the one of weekends alone."""
    return Calendar(country, region)


def has_regional_holidays(where: Place) -> bool:
    """Whether the place's regional holidays must be told apart from the country's (EU-5)."""
    return bool(where.region) and where.country not in _REGION_IS_THE_LAW


@lru_cache(maxsize=65536)
def regions_with_holiday(country: str, day: date) -> tuple[str, ...]:
    """The regions of a country where this day is a holiday though it is none of the country's."""
    national = calendar(country)
    if not country or national.holiday(day):
        return ()
    return tuple(
        f"{country}-{region}"
        for region in sorted(regions_of(country))
        if calendar(country, region).holiday(day)
    )
