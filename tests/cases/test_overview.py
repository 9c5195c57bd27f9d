"""All cases at a glance: order, counts, filters, search, the month; in a few queries."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import overview, queries
from requests_app.cases.models import Case, Event
from requests_app.cases.overview import Wanted
from tests.cases.conftest import TODAY, Tell, form, queries_of
from tests.people import open_case_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


def seen(person: User, **wanted: object) -> list[str]:
    shown = overview.overview(person, Wanted(**wanted), TODAY)
    return [f"{row.line.title}, {row.line.status}" for row in shown.rows]


@pytest.fixture
def some(open_case: Open, tell: Tell) -> dict[str, Case]:
    """A case in each state, opened in an order that is not that of their dates."""
    found = {
        "waiting": open_case(date(2026, 11, 20), company="Spotify"),
        "late": open_case(date(2026, 10, 1), company="Été Café"),
        "draft": open_case(None, company="Meta"),
        "answered": open_case(date(2026, 11, 1), company="OpenAI"),
        "complained": open_case(date(2026, 8, 1)),
        "closed": open_case(date(2026, 7, 1), company="X"),
    }
    tell(found["answered"], "answer_full", date(2026, 11, 10))
    tell(found["complained"], "complaint_to_controller", date(2026, 11, 9))
    tell(found["closed"], "closed", date(2026, 11, 10))
    return found


def test_what_is_due_first_stands_first_and_what_is_closed_last(
    amara: User, some: dict[str, Case]
) -> None:
    order = [row.split(":")[0] for row in seen(amara)]
    assert order[:3] == ["Été Café", "LinkedIn", "Spotify"]
    assert set(order[3:5]) == {"Meta", "OpenAI"}
    assert order[5:] == ["X"]


def test_a_case_that_waits_for_the_person_stands_first_on_the_home_page(
    amara: User, some: dict[str, Case], open_case: Open, tell: Tell
) -> None:
    asked = open_case(date(2026, 11, 15), company="Strava")
    tell(asked, "identity_asked", date(2026, 11, 18))
    shown = [line.title.split(":")[0] for line in queries.due_soon(amara, TODAY)]
    assert shown[:2] == ["Strava", "Été Café"]


def test_each_group_is_counted_and_shows_what_it_counts(amara: User, some: dict[str, Case]) -> None:
    shown = overview.overview(amara, Wanted(), TODAY)
    assert shown.total == 6
    for group, number in shown.counts.items():
        found = overview.overview(amara, Wanted(group=group), TODAY)
        assert len(found.rows) == found.found == number == 1, group


def test_a_day_later_what_was_waiting_is_counted_as_overdue_without_anything_written(
    amara: User, some: dict[str, Case]
) -> None:
    later = overview.overview(amara, Wanted(group="late"), date(2026, 12, 22))
    assert [row.line.title for row in later.rows] == [
        "Été Café: Objection to AI training",
        "Spotify: Objection to AI training",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("spotify", ["Spotify"]),
        ("ete cafe", ["Été Café"]),
        ("objection linked", ["LinkedIn"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_the_search_finds_companies_whatever_case_and_accents(
    amara: User, some: dict[str, Case], text: str, found: list[str]
) -> None:
    assert [row.split(":")[0] for row in seen(amara, text=text)] == found


def test_nobody_finds_the_cases_of_another(other: User, some: dict[str, Case]) -> None:
    assert seen(other) == []
    assert seen(other, text="spotify") == []


def test_the_line_of_a_case_shows_sending_first_day_and_extension(
    open_case: Open, tell: Tell, amara: User
) -> None:
    case = open_case(date(2026, 10, 30))
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": True})
    [row] = overview.overview(amara, Wanted(), TODAY).rows
    assert [(one.label, one.on, one.tone) for one in row.stations] == [
        ("Sent", date(2026, 10, 30), "done"),
        ("Due", date(2026, 11, 30), "done"),
        ("Extended to", date(2027, 2, 1), "next"),
    ]


def test_the_month_shows_what_is_due_on_its_day(
    signed_in: Client, amara: User, some: dict[str, Case]
) -> None:
    month = overview.month(amara, date(2026, 12, 1), TODAY)
    due = {day.on: [line.title for line in day.lines] for week in month.weeks for day in week}
    assert due[date(2026, 12, 21)] == ["Spotify: Objection to AI training"]
    page = signed_in.get("/cases/month/2026-12/").content.decode()
    assert "Spotify: Objection to AI training" in page
    listed = page[page.index('class="month-days') :]
    assert "LinkedIn" in listed
    assert listed.count("<dt") == sum(bool(titles) for titles in due.values())
    assert signed_in.get("/cases/month/").status_code == 302
    assert signed_in.get("/cases/month/2026-13/").status_code == 404


def test_more_than_a_page_is_paged_and_nothing_is_shown_twice(amara: User, open_case: Open) -> None:
    first = open_case(date(2026, 11, 20))
    copies(first, 120)
    pages = [overview.overview(amara, Wanted(page=number), TODAY) for number in range(1, 6)]
    ids = [row.line.id for page in pages for row in page.rows]
    assert len(ids) == len(set(ids)) == 121
    assert overview.overview(amara, Wanted(page=99), TODAY).page == 5


def copies(case: Case, number: int, events: int = 0) -> None:
    """So many further cases of the same person with the same columns and `events` events each."""
    columns = (
        "platform", "state", "due_on", "due_kind", "turns_on", "turns_to", "answer",
        "answer_due_on", "reckoned_with",
    )  # fmt: skip
    made = [
        Case(
            owner_id=case.owner_id,
            submission=uuid.uuid4(),
            details=case.details,
            **{name: getattr(case, name) for name in columns},
        )
        for _ in range(number)
    ]
    case.refresh_from_db()
    Case.objects.across_owners().bulk_create(made)
    sent = case.events.get(kind="sent")
    Event.objects.across_owners().bulk_create(
        Event(
            owner_id=case.owner_id,
            case=one,
            kind="sent" if place == 0 else "contact",
            on=sent.on + timedelta(days=min(place, 2)),
            channel="form",
            details={},
            submission=uuid.uuid4(),
        )
        for one in made
        for place in range(events)
    )


@pytest.mark.parametrize(
    "path",
    ["/cases/", "/cases/?q=linked", "/cases/?group=waiting&order=newest", "/cases/month/2026-12/"],
)
def test_the_number_of_queries_does_not_grow_with_the_cases(
    signed_in: Client, open_case: Open, path: str
) -> None:
    case = open_case(date(2026, 11, 20))
    signed_in.get(path)
    few = queries_of(signed_in, path)
    copies(case, 60, events=5)
    assert 3 <= few == queries_of(signed_in, path) <= 12


def test_the_case_page_takes_at_most_twelve_queries(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 1))
    for day in range(1, 12):
        tell(case, "contact", date(2026, 10, 2 + day))
    signed_in.get(f"/cases/{case.pk}/")
    assert 4 <= queries_of(signed_in, f"/cases/{case.pk}/") <= 12


# -- several at once --------------------------------------------------------------------------


def chosen(cases: list[Case]) -> list[str]:
    return [str(case.pk) for case in cases]


def test_ten_letters_are_marked_as_sent_once_and_the_one_that_cannot_is_named(
    signed_in: Client, open_case: Open
) -> None:
    cases = [open_case(None, company=f"Company {number}") for number in range(9)]
    cases.append(open_case(date(2026, 11, 20), company="Sent already"))
    answers = form(case=chosen(cases), go="sent", sent_on="2026-11-23", channel="email")
    for _ in range(2):
        page = signed_in.post("/cases/bulk/", answers, follow=True).content.decode()
    assert "Recorded for 9 cases." in page
    assert (
        "Sent already: Objection to AI training: “You sent the letter” is in the timeline already"
        in page
    )
    assert {case.events.filter(kind="sent").count() for case in cases} == {1}


def test_closing_several_leaves_another_persons_case_alone(
    signed_in: Client, open_case: Open, other: User
) -> None:
    mine = open_case(date(2026, 11, 20))
    theirs = open_case_for(other, date(2026, 11, 20))
    signed_in.post("/cases/bulk/", form(case=chosen([mine, theirs]), go="close"))
    assert queries.now(mine, TODAY).state == "closed"
    assert queries.now(theirs, TODAY).state == "waiting"


def test_choosing_none_is_said(signed_in: Client) -> None:
    page = signed_in.post("/cases/bulk/", {"go": "zip", "case": "x"}, follow=True)
    assert "Choose at least one case." in page.content.decode()
