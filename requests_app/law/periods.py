"""Counting months and days, without a calendar of holidays.

R1182 Art. 3 (EU-2, UK-1) and OR Art. 77 (CH-4): the day of the event is not counted, and a period
of months ends on the same date of the last month, or on its last day where that date is missing.
"""

from __future__ import annotations

from datetime import date, timedelta

_DAY = timedelta(days=1)
_MONTH = timedelta(days=31)  # from the first of any month into the next


def add_months(day: date, months: int) -> date:
    """The same date ``months`` later; the month's last day where that date does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day < 29:
        return date(year, month + 1, day.day)
    last = (date(year, month + 1, 1) + _MONTH).replace(day=1) - _DAY
    return date(year, month + 1, min(day.day, last.day))


def add_days(day: date, days: int) -> date:
    """``days`` calendar days later, the day itself not counted."""
    return day + timedelta(days) if days else day
