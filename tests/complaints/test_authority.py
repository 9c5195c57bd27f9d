"""Which authority and why; and what comes after the complaint was handed in."""

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
from requests_app.complaints.authority import Place, choose, needs_region
from requests_app.directory import queries as directory

TODAY = date(2026, 11, 24)


def chosen(residence: str, place: Place | None = None, platform: str = "linkedin"):
    return choose("eu", residence, platform, "en", TODAY, place=place)


def identity(residence: str, place: Place | None = None, platform: str = "linkedin") -> str:
    found = chosen(residence, place, platform).authority
    return found.id if found else ""


@pytest.mark.parametrize(
    ("residence", "place", "authority"),
    [
        ("FR", None, "fr-cnil"),
        ("FR", Place("work", "BE"), "be-apd"),
        ("FR", Place("event", "NL"), "nl-ap"),
        ("FR", Place("lead"), "ie-dpc"),
        ("FR", Place("work", "DE", "DE-HH"), "de-hh"),
        ("DE", Place("home", region="DE-BY"), "de-by-lda"),
        ("DE-BE", None, "de-be"),
        ("DE", None, ""),
        ("DE", Place("lead"), "ie-dpc"),
        ("DE", Place("home", authority="de-bfdi"), "de-bfdi"),
        ("ES", None, "es-aepd"),
        ("LI", None, "li-dss"),
    ],
)
def test_the_authority_follows_from_the_tie_the_person_names(
    residence: str, place: Place | None, authority: str
) -> None:
    assert identity(residence, place) == authority


def test_a_choice_from_another_country_than_the_one_named_is_not_taken() -> None:
    assert identity("FR", Place("home", authority="it-gpdp")) == "fr-cnil"


def test_the_lead_authority_is_named_with_why_home_is_better() -> None:
    found = chosen("FR")
    assert found.lead is not None
    assert found.lead.id == "ie-dpc"
    assert "at home is usually better" in found.lead_reason


def test_at_home_with_the_lead_authority_nothing_more_is_said_of_it() -> None:
    assert chosen("IE").lead is None


def test_without_a_lead_authority_going_straight_to_it_leads_home() -> None:
    found = chosen("FR", Place("lead"), platform="xai")
    assert found.authority is not None
    assert found.authority.id == "fr-cnil"
    assert "No lead authority is known" in found.reason


def test_churches_and_the_press_are_left_to_choice_with_a_note() -> None:
    assert any("Churches, the press" in note for note in chosen("DE-BE").notes)


def test_only_germany_asks_for_a_part_of_the_country() -> None:
    countries = {one.country for one in directory.authorities()}
    assert {country for country in countries if needs_region(country)} == {"DE"}


# ---------------------------------------------------------------- afterwards


@pytest.fixture
def lodged(open_case: Callable[..., Case]) -> Case:
    """A complaint to the CNIL of 10 August, so that three months are over on 10 November."""
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        case = open_case(date(2026, 6, 1), regime="eu", seat="IE", residence="FR")
        services.record(
            case,
            "complaint_to_authority",
            date(2026, 8, 10),
            submission=uuid.uuid4(),
            details={"reference": "CN-7"},
        )
    return case


def tell(client: Client, person: User, case: Case, what: str, on: str, **more: str) -> str:
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        client.force_login(person)
        answers = {"what": what, "on": on, "submission": str(uuid.uuid4()), **more}
        answer = client.post(f"/cases/{case.pk}/authority/", answers)
        if answer.status_code == 422:
            return answer.content.decode()
        assert answer.status_code == 302
        return client.get(f"/cases/{case.pk}/authority/").content.decode()


def page(client: Client, person: User, case: Case) -> str:
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        client.force_login(person)
        return client.get(f"/cases/{case.pk}/authority/").content.decode()


@pytest.mark.django_db
def test_after_three_months_of_silence_the_nudge_is_offered(
    client: Client, amara: User, lodged: Case
) -> None:
    html = page(client, amara, lodged)
    assert "CN-7" in html
    assert "News is due by 10 November 2026" in html
    assert f"/cases/{lodged.pk}/write/nudge-authority/" in html
    assert "Article 78(2) GDPR" in html


@pytest.mark.django_db
def test_a_receipt_is_no_news_and_leaves_the_clock_alone(
    client: Client, amara: User, lodged: Case
) -> None:
    html = tell(client, amara, lodged, "acknowledged", "2026-09-01", case_reference="CN-8")
    assert "News is due by 10 November 2026" in html
    assert "CN-8" in html


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["asked", "transferred", "told"])
def test_news_starts_the_three_months_anew(
    client: Client, amara: User, lodged: Case, what: str
) -> None:
    html = tell(client, amara, lodged, what, "2026-11-02", passed_to="Data Protection Commission")
    assert "News is due by 2 February 2027" in html
    assert "Data Protection Commission" in html
    assert "nudge-authority" not in html


@pytest.mark.django_db
def test_a_decision_ends_the_clock_and_the_case_says_so(
    client: Client, amara: User, lodged: Case
) -> None:
    html = tell(client, amara, lodged, "decided", "2026-11-20")
    assert "News is due by" not in html
    lodged.refresh_from_db()
    assert lodged.state == "decided"


@pytest.mark.django_db
def test_news_from_before_the_complaint_is_refused_clearly(
    client: Client, amara: User, lodged: Case
) -> None:
    html = tell(client, amara, lodged, "told", "2026-08-01")
    assert "needs" in html or "cannot" in html
    assert lodged.events.filter(kind="authority_progress").count() == 0


@pytest.mark.django_db
def test_without_a_complaint_there_is_nothing_to_tell_about(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR")
    client.force_login(amara)
    assert client.get(f"/cases/{case.pk}/authority/").status_code == 404
