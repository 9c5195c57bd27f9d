"""All cases of a person at a glance: found, filtered, counted, and laid out on a month.

The number of queries does not depend on the number of cases: filters, order and counts are the
database's, by the cached columns; only the cases of the page shown are opened and counted by the
law's clock. A search opens every title, since titles are sealed, and nothing else.
"""

from __future__ import annotations

import calendar
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Case as When_
from django.db.models import CharField, Count, F, Q, Value, When

from requests_app.cases import queries
from requests_app.cases.models import Case, Event
from requests_app.cases.progress import Station, stations
from requests_app.cases.queries import CaseLine
from requests_app.cases.standing import in_force

PAGE = 25
# What one action takes at once.
MOST_AT_ONCE = 50
ORDERS = ("due", "newest")
# What a filter of the list stands for, in states.
GROUPS: dict[str, tuple[str, ...]] = {
    "late": ("overdue",),
    "draft": ("draft",),
    "waiting": ("waiting", "on_hold"),
    "answered": ("answered", "refused", "decided", "withdrawn"),
    "complained": ("complained",),
    "closed": ("closed",),
}


@dataclass(frozen=True)
class Wanted:
    """What the person wants to see of their cases."""

    group: str = ""
    text: str = ""
    order: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Row:
    """A case as the overview shows it."""

    line: CaseLine
    stations: list[Station]
    # Whether newer rules or holidays moved a date of it within the last month.
    moved: bool


@dataclass(frozen=True)
class Overview:
    """A page of cases, how many there are in each group, and how many pages. `moved` counts the
    entries of the last month about a date that newer rules or holidays moved."""

    rows: list[Row]
    counts: dict[str, int]
    total: int
    found: int
    page: int
    pages: int
    moved: int


def overview(owner: AbstractBaseUser, wanted: Wanted, today: date) -> Overview:
    """The page of the person's cases that fits; open ones first, by what is due."""
    cases = _with_state(owner, today)
    by_state = dict(
        cases.order_by().values_list("state_today").annotate(number=Count("pk", distinct=True))
    )
    counts = {
        group: sum(by_state.get(state, 0) for state in states) for group, states in GROUPS.items()
    }
    total = found = sum(by_state.values())
    if states := GROUPS.get(wanted.group):
        cases, found = cases.filter(state_today__in=states), counts[wanted.group]
    ids: Any = _in_order(cases, wanted).values_list("pk", flat=True)
    if words := _plain(wanted.text).split():
        ids = _searched(owner, _in_order(cases, wanted), words)
        found = len(ids)
    pages = max(1, -(-found // PAGE))
    page = min(max(wanted.page, 1), pages)
    rows = _rows(owner, list(ids[(page - 1) * PAGE : page * PAGE]), today)
    moved = queries.recent_changes(owner, today)
    return Overview(rows, counts, total, found, page, pages, moved)


def _with_state(owner: AbstractBaseUser, today: date) -> Any:
    """The person's cases with the state they have come to by today."""
    turned = When(turns_on__lte=today, then=F("turns_to"))
    state: When_ = When_(turned, default=F("state"), output_field=CharField())
    return Case.objects.for_owner(owner).annotate(state_today=state)


def _in_order(cases: Any, wanted: Wanted) -> Any:
    """The cases in the order wanted."""
    if wanted.order == "newest":
        return cases.order_by("-opened_at", "pk")
    closed = When_(
        When(closed_at=None, then=Value("0")), default=Value("1"), output_field=CharField()
    )
    return cases.annotate(shut=closed).order_by(
        "shut", F("due_on").asc(nulls_last=True), "opened_at", "pk"
    )


def _searched(owner: AbstractBaseUser, cases: Any, words: list[str]) -> list[uuid.UUID]:
    """The ids of the person's cases in whose title all of the words stand."""
    details = Case._meta.get_field("details")
    found = []
    for pk, sealed in cases.values_list("pk", "details"):
        title = _plain(queries.title_in(details.opened(pk, owner.pk, sealed)))
        if all(word in title for word in words):
            found.append(pk)
    return found


def _plain(text: str) -> str:
    """Without case and accents, so that “linkedin” and “LinkedIn” are the same search."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _rows(owner: AbstractBaseUser, ids: list[uuid.UUID], today: date) -> list[Row]:
    found = Case.objects.for_owner(owner).in_bulk(ids)
    events: dict[uuid.UUID, list[Event]] = {}
    # Neither is asked for below, and reading them takes a third of the time for an event.
    for event in (
        Event.objects.for_owner(owner).filter(case_id__in=ids).defer("submission", "letter")
    ):
        events.setdefault(event.case_id, []).append(event)
    rows = []
    for pk in ids:
        case = found[pk]
        now = queries.counted(case, events.get(pk, []), today)
        line = queries.line_of(case, now, today)
        happened = in_force(events.get(pk, []))
        moved = queries.recent_change(happened, today) is not None
        rows.append(Row(line, stations(now, happened, today), moved))
    return rows


# ---------------------------------------------------------------- a month


@dataclass(frozen=True)
class Day:
    """A day of the month page with what is due on it."""

    on: date
    in_month: bool
    is_today: bool
    lines: list[CaseLine] = field(default_factory=list)
    more: int = 0

    @property
    def number(self) -> int:
        """How many cases have their day here, shown or not."""
        return len(self.lines) + self.more


@dataclass(frozen=True)
class Month:
    """Six weeks or fewer around a month, Monday first, and the months beside it."""

    first: date
    weeks: list[list[Day]]
    before: date | None
    after: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is due in these weeks."""
        return not self.days_due

    @property
    def days_due(self) -> list[Day]:
        """The days of these weeks on which something is due, for a narrow screen's list."""
        return [day for week in self.weeks for day in week if day.lines]


A_DAY_SHOWS = 4
_FIRST_MONTH, _LAST_MONTH = date(2018, 5, 1), date(2050, 12, 1)


def month(owner: AbstractBaseUser, first: date, today: date) -> Month:
    """What is due in the month that begins on this day."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    cases = _with_state(owner, today).filter(
        Q(due_on__range=(weeks[0][0], weeks[-1][-1])), closed_at=None
    )
    on: dict[date, list[Case]] = {}
    for case in cases.order_by("due_on", "opened_at"):
        if case.due_on:
            on.setdefault(case.due_on, []).append(case)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Month(
        first=first,
        weeks=[[_day(day, first, on.get(day, []), today) for day in week] for week in weeks],
        before=before if before >= _FIRST_MONTH else None,
        after=after if after <= _LAST_MONTH else None,
    )


def _day(on: date, first: date, cases: list[Case], today: date) -> Day:
    lines = [queries.cached_line(case, today) for case in cases[:A_DAY_SHOWS]]
    return Day(on, on.month == first.month, on == today, lines, max(0, len(cases) - A_DAY_SHOWS))


def of_person(owner: AbstractBaseUser, ids: Iterable[str]) -> list[Case]:
    """The person's cases among these ids, in the order given; what is not theirs is not there."""
    wanted = []
    for text in list(ids)[:MOST_AT_ONCE]:
        try:
            wanted.append(uuid.UUID(text))
        except ValueError:
            continue
    found = Case.objects.for_owner(owner).in_bulk(wanted)
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]
