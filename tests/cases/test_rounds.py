"""One form, a letter and a case for each of several companies."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import rounds
from requests_app.cases.models import Case, Letter, Round
from requests_app.directory import queries as directory
from requests_app.reminders.models import Reminder
from tests.cases.conftest import form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TEN = [
    "linkedin", "facebook", "instagram", "threads", "whatsapp", "x", "xai", "microsoft", "openai",
    "google",
]  # fmt: skip


def answers(**changes: Any) -> dict[str, Any]:
    found = form(
        platforms=[one for one in TEN if one in {p.id for p in directory.platforms()}],
        wish="objection:ai-training",
        residence="FR",
        name="Lucie Béranger",
        email="lucie@example.org",
        situation="I am looking for work under my own name.",
    )
    return {**found, **changes}


def test_each_company_gets_a_letter_under_the_law_that_fits_and_a_case_that_waits(
    signed_in: Client, amara: User
) -> None:
    wanted = answers()
    for _ in range(2):
        page = signed_in.post("/cases/several/", wanted, follow=True)
    one = Round.objects.for_owner(amara).get()
    while one.done < one.total:
        one = rounds.go_on(one)
    page = signed_in.get(f"/cases/several/{one.pk}/").content.decode()
    number = len(wanted["platforms"])
    assert f"{number} of {number} written" in page
    assert Case.objects.for_owner(amara).count() == number
    assert {case.state for case in Case.objects.for_owner(amara)} == {"draft"}
    bodies = [letter.body for letter in Letter.objects.for_owner(amara)]
    assert all("21" in body for body in bodies)
    assert Reminder.objects.for_owner(amara).filter(kind="unsent").count() == number


def test_the_list_of_companies_is_whole_without_the_script_that_narrows_it(
    signed_in: Client,
) -> None:
    page = signed_in.get("/cases/several/").content.decode()
    assert page.count('name="platforms"') == len(directory.platforms())
    assert "<p hidden data-needs-script>" in page
    assert 'data-narrows="div_id_platforms"' in page
    assert 'id="div_id_platforms"' in page


def test_a_round_that_was_cut_off_goes_on_where_it_stopped(amara: User) -> None:
    facts = answers()
    platforms = facts.pop("platforms")
    one = rounds.begin(amara, facts, platforms, uuid.uuid4())
    one = rounds.go_on(one, seconds=0)
    assert one.done == 1
    assert one.asked["answers"]
    for _ in range(len(platforms)):
        one = rounds.go_on(one, seconds=0)
    assert one.done == one.total == Case.objects.for_owner(amara).count()
    # Who writes stands in the letters; the round itself forgets it.
    assert one.asked["answers"] == {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"platforms": []}, "Choose at least one company."),
        ({"platforms": ["nobody"]}, "Choose companies of the list."),
        ({"wish": "access:"}, "Select a valid choice"),
        ({"situation": ""}, "An objection needs grounds of your own"),
        ({"name": ""}, "Give the name the letters are signed with."),
        ({"email": ""}, "the answer must reach you"),
        ({"wish": "erasure:"}, "Choose why they should delete it."),
    ],
)
def test_what_is_missing_is_said_before_anything_is_written(
    signed_in: Client, amara: User, changes: dict[str, Any], sentence: str
) -> None:
    answer = signed_in.post("/cases/several/", answers(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Case.objects.for_owner(amara).count() == 0


def test_more_than_fifty_are_refused(signed_in: Client, amara: User) -> None:
    every = [one.id for one in directory.platforms()][:51]
    assert len(every) == 51
    page = signed_in.post("/cases/several/", answers(platforms=every)).content.decode()
    assert "At most 50 companies at once; you chose 51." in page


def test_another_persons_round_is_not_there(signed_in: Client, amara: User, other: User) -> None:
    signed_in.post("/cases/several/", answers(platforms=["linkedin"]))
    one = Round.objects.for_owner(amara).get()
    stranger = Client()
    stranger.force_login(other)
    assert stranger.get(f"/cases/several/{one.pk}/").status_code == 404


def test_marketing_needs_no_grounds(signed_in: Client, amara: User) -> None:
    wanted = answers(wish="objection-marketing:", situation="", platforms=["linkedin", "x"])
    assert signed_in.post("/cases/several/", wanted).status_code == 302
    assert Case.objects.for_owner(amara).count() == 2
