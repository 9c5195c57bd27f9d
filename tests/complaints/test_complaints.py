"""From a case without an answer to a complaint at the right door, in the right law and language."""

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


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def silent(open_case: Callable[..., Case]) -> Case:
    """An objection of 1 September that nobody answered."""
    return open_case(date(2026, 9, 1))


def page(client: Client, person: User, case: Case, kind: str, **answers: str) -> str:
    client.force_login(person)
    address = f"/cases/{case.pk}/{kind}/"
    answer = client.post(address, answers, follow=True) if answers else client.get(address)
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def write(client: Client, person: User, case: Case, kind: str, **more: str) -> str:
    answers = {"outcome": "silence", "harm": "", "go": "letter", **more}
    return page(client, person, case, kind, **answers)


def test_before_the_ico_the_page_says_that_the_company_should_hear_it_first(
    client: Client,
    amara: User,
    silent: Case,
) -> None:
    html = page(client, amara, silent, "complaint-authority")
    assert "Information Commissioner" in html
    assert "You have not complained to the company yet" in html
    assert "The law does not require it" in html


def test_after_the_thirty_days_the_page_says_that_it_is_time(
    client: Client,
    amara: User,
    silent: Case,
) -> None:
    services.record(silent, "complaint_to_controller", date(2026, 10, 10), submission=uuid.uuid4())
    html = page(client, amara, silent, "complaint-authority")
    assert "The 30 days for confirming your complaint are over." in html


def test_within_the_thirty_days_it_names_the_day_until_which_they_have(
    client: Client,
    amara: User,
    silent: Case,
) -> None:
    services.record(silent, "complaint_to_controller", date(2026, 11, 2), submission=uuid.uuid4())
    html = page(client, amara, silent, "complaint-authority")
    assert "The company has until 2 December 2026" in html


@pytest.mark.parametrize(
    ("residence", "region", "authority", "cites"),
    [
        ("FR", "", "Commission nationale de l", "article 77"),
        ("IE", "", "Data Protection Commission", "Article 77"),
        ("AT", "", "Datenschutzbehörde", "Art. 77"),
        ("DE", "DE-BY", "Bayerisches Landesamt für Datenschutzaufsicht", "Art. 77"),
        ("DE", "DE-BE", "Berliner Beauftragte", "Art. 77"),
    ],
)
def test_in_the_eu_the_complaint_goes_to_the_authority_at_home(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
    residence: str,
    region: str,
    authority: str,
    cites: str,
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence=residence)
    more = {"region": region} if region else {}
    html = write(client, amara, case, "complaint-authority", **more)
    assert authority in html
    assert cites in html
    assert "LinkedIn Ireland Unlimited Company" in html


def test_in_germany_the_land_is_asked_for_because_each_has_its_own_authority(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="DE")
    html = write(client, amara, case, "complaint-authority")
    assert "Choose the part of the country" in html


def test_in_switzerland_it_is_a_report_and_the_page_says_what_that_means(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
) -> None:
    case = open_case(date(2026, 9, 1), regime="ch", seat="IE", residence="CH")
    assert "you are not a party" in page(client, amara, case, "complaint-authority")


def test_there_is_no_complaint_to_the_company_outside_the_united_kingdom(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR")
    client.force_login(amara)
    assert client.get(f"/cases/{case.pk}/complaint-controller/").status_code == 404


def test_another_persons_case_is_not_there(
    client: Client,
    other: User,
    silent: Case,
) -> None:
    client.force_login(other)
    assert client.get(f"/cases/{silent.pk}/complaint-authority/").status_code == 404


def test_recording_it_keeps_the_letter_and_starts_the_next_clock_once(
    client: Client,
    amara: User,
    silent: Case,
) -> None:
    client.force_login(amara)
    answers = {
        "outcome": "silence",
        "harm": "",
        "go": "lodge",
        "on": "2026-11-23",
        "channel": "form",
        "case_reference": "IC-4711",
        "submission": str(uuid.uuid4()),
    }
    for _ in range(2):
        answer = client.post(f"/cases/{silent.pk}/complaint-controller/", answers)
        assert answer.status_code == 302
    assert silent.events.filter(kind="complaint_to_controller").count() == 1
    assert silent.letters.count() == 2
    html = client.get(f"/cases/{silent.pk}/").content.decode()
    assert "must confirm your complaint by" in html
    assert "23 December 2026" in html


def test_a_day_in_the_future_is_refused_and_the_text_is_kept(
    client: Client,
    amara: User,
    silent: Case,
) -> None:
    html = write(
        client,
        amara,
        silent,
        "complaint-controller",
        go="lodge",
        on="2027-01-01",
        channel="form",
        case_reference="",
        submission=str(uuid.uuid4()),
        subject="My subject",
        body="My own words.",
        composed="0",
    )
    assert "This day is in the future" in html
    assert "My own words." in html
