"""A deadline with how it was computed, as a page shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from requests_app.cases.queries import deadline_name
from requests_app.directory.countries import country_name
from requests_app.law import Deadline, say_place
from requests_app.law.calendars import WEEKENDS


def explained(deadline: Deadline) -> dict[str, Any]:
    """What `components/deadline.html` asks for, in the active language."""
    language = get_language() or "en"
    return {
        "deadline": deadline,
        "name": deadline_name(deadline),
        "steps": [{"text": step.in_language(language), "step": step} for step in deadline.steps],
        "notes": [step.in_language(language) for step in deadline.notes],
        "holidays_of": _place(deadline.calendar, language),
        "rules": list(dict.fromkeys(step.rule for step in deadline.steps)),
    }


def _place(calendar: str, language: str) -> str:
    """Whose holidays were counted, in words; "" where no country is known and none were."""
    if not calendar or calendar == WEEKENDS:
        return ""
    # As the steps name it: the holidays of England are those of Wales too.
    name = say_place(calendar, language)
    country, _dash, part = calendar.partition("-")
    # A canton or a Land without a name there is known by its letters.
    return f"{country_name(country)} ({part})" if part and name == calendar else name
