"""Figures over everybody: off by default, and silent where few people stand behind them."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases.models import Case
from requests_app.cases.statistics import by_platform
from tests.cases.conftest import TODAY
from tests.people import details

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def write(people: int, platform: str, answer: str, due: date = date(2026, 11, 1)) -> None:
    for number in range(people):
        person = User.objects.create_user(f"{platform}{answer}{number}@example.org")
        Case.objects.create(
            owner_id=person.pk, submission=uuid.uuid4(), platform=platform, answer=answer,
            answer_due_on=due, details=details().as_data(),
        )  # fmt: skip


def test_the_page_is_not_there_by_default(client: Client) -> None:
    assert client.get("/statistics/").status_code == 404


def test_switched_on_it_shows_companies_about_which_twenty_people_wrote(
    client: Client, settings
) -> None:
    settings.STATISTICS = True
    write(12, "linkedin", "in_time")
    write(5, "linkedin", "late")
    write(3, "linkedin", "open")
    write(19, "x", "late")
    [figures] = by_platform(TODAY)
    assert (figures.company, figures.people) == ("LinkedIn", 20)
    assert (figures.in_time, figures.late, figures.none) == (12, 5, 3)
    page = client.get("/statistics/").content.decode()
    assert "LinkedIn" in page


def test_twenty_letters_of_one_person_are_not_twenty_people() -> None:
    person = User.objects.create_user("one@example.org")
    for _ in range(25):
        Case.objects.create(
            owner_id=person.pk, submission=uuid.uuid4(), platform="linkedin", answer="late",
            answer_due_on=date(2026, 11, 1), details=details().as_data(),
        )  # fmt: skip
    assert by_platform(TODAY) == []


def test_letters_whose_day_is_ahead_count_nowhere() -> None:
    write(25, "linkedin", "open", due=date(2026, 12, 24))
    assert by_platform(TODAY) == []
