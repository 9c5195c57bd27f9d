"""How companies answer, counted over everybody, where enough people stand behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from requests_app.cases.models import Case
from requests_app.directory import queries as directory

# Fewer people than this, and a figure could say something about one of them.
FEWEST_PEOPLE = 20


@dataclass(frozen=True)
class Figures:
    """Answers by one company: how many people asked, and what came by the last day."""

    company: str
    people: int
    in_time: int
    late: int
    none: int


def by_platform(today: date) -> list[Figures]:
    """The figures of each company of the directory about which at least twenty people wrote.

    A letter whose last day is still ahead counts nowhere. People are counted, not letters, before
    a company is shown at all.
    """
    judged = Q(answer__in=["in_time", "late"]) | Q(answer="open", answer_due_on__lt=today)
    rows = (
        Case.objects.across_owners()
        .exclude(platform="")
        .filter(judged)
        .order_by()
        .values("platform")
        .annotate(
            people=Count("owner", distinct=True),
            in_time=Count("pk", filter=Q(answer="in_time")),
            late=Count("pk", filter=Q(answer="late")),
            none=Count("pk", filter=Q(answer="open")),
        )
        .filter(people__gte=FEWEST_PEOPLE)
    )
    found = [
        Figures(_name(row["platform"]), row["people"], row["in_time"], row["late"], row["none"])
        for row in rows
    ]
    return sorted(found, key=lambda one: one.company.casefold())


def _name(platform: str) -> str:
    try:
        return directory.platform(platform).name
    except directory.UnknownPlatform:
        return platform
