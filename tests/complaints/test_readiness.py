"""The checklist: what the law or the authority's practice asks for, met or missing, and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.models import Case

pytestmark = pytest.mark.django_db


def page(client: Client, person: User, case: Case, today: date) -> tuple[int, str]:
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        client.force_login(person)
        answer = client.get(f"/cases/{case.pk}/complaint-authority/")
        return answer.status_code, answer.content.decode()


def happened(case: Case, kind: str, on: date) -> None:
    with time_machine.travel(datetime(2028, 1, 1, 12, tzinfo=UTC), tick=False):
        services.record(case, kind, on, submission=uuid.uuid4())


def test_icos_three_months_are_called_policy_while_they_last(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1))
    happened(case, "refusal", date(2026, 9, 20))
    _status, html = page(client, amara, case, date(2026, 12, 20))
    assert "by 20 December 2026, counted from 20 September 2026" in html
    assert "its policy, not the law" in html


def test_icos_three_months_are_called_policy_when_they_are_over(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1))
    happened(case, "refusal", date(2026, 9, 20))
    _status, html = page(client, amara, case, date(2026, 12, 21))
    assert "more than three months ago" in html
    assert "its policy, not the law" in html


def test_austria_asks_when_the_person_learned_of_it(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="AT")
    _status, html = page(client, amara, case, date(2026, 11, 24))
    assert "lapses one year after you learned of the infringement" in html
    assert "Record on the case page on which day you learned of it." in html


def test_austrias_bar_is_law_and_names_the_last_safe_day(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="AT")
    happened(case, "knowledge", date(2026, 10, 2))
    _status, html = page(client, amara, case, date(2027, 10, 2))
    assert "The last safe day for your complaint in Austria is 2 October 2027" in html
    _status, html = page(client, amara, case, date(2027, 10, 3))
    assert "lapsed after 2 October 2027" in html


def test_the_complaint_to_austria_claims_to_be_in_time_only_while_it_is(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="AT", language="de")
    happened(case, "knowledge", date(2026, 10, 2))
    for day, claims in ((date(2027, 10, 2), True), (date(2027, 10, 3), False)):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        with time_machine.travel(noon, tick=False):
            client.force_login(amara)
            answers = {"told": "1", "grounds": "no_answer", "go": "letter", "language": "de"}
            address = f"/cases/{case.pk}/complaint-authority/"
            html = client.post(address, answers, follow=True).content.decode()
        assert ("Von der Verletzung habe ich am" in html) is claims


@pytest.mark.parametrize(("today", "asked"), [(date(2027, 4, 1), False), (date(2027, 4, 2), True)])
def test_the_procedural_regulation_counts_from_its_first_day(
    client: Client, amara: User, open_case: Callable[..., Case], today: date, asked: bool
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR")
    _status, html = page(client, amara, case, today)
    assert ("Regulation (EU) 2025/2518, Article 4" in html) is asked


def test_the_procedural_regulation_is_for_cases_across_borders_only(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="IE")
    _status, html = page(client, amara, case, date(2027, 5, 1))
    assert "2025/2518" not in html


def test_before_the_letter_went_out_no_complaint_can_be_written(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 11, 20))
    sent = case.events.get(kind="sent")
    services.strike(case, sent, submission=uuid.uuid4())
    status, html = page(client, amara, case, date(2026, 11, 24))
    assert status == 409
    assert "The letter comes first" in html
