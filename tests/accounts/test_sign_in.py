"""The owner signs in by a link that works once, and only when its button is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import SignInLink, User
from requests_app.accounts.services import owner, owner_sign_in_link
from tests.people import open_case_for

pytestmark = pytest.mark.django_db


def path(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def test_pressing_the_button_signs_in_and_asks_where_reminders_go(client: Client) -> None:
    link = path(owner_sign_in_link())
    assert "This link signs you in" in client.get(link).content.decode()
    answer = client.post(link)
    assert answer["Location"] == "/settings/"
    assert client.get("/cases/").status_code == 200


def test_looking_at_the_link_does_not_use_it_up(client: Client) -> None:
    link = path(owner_sign_in_link())
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.get("/cases/").status_code == 302
    assert client.post(link).status_code == 302


def test_the_link_works_once(client: Client) -> None:
    link = path(owner_sign_in_link())
    client.post(link)
    again = Client()
    assert again.post(link).status_code == 410
    assert again.get("/cases/").status_code == 302


def test_the_link_ends_after_a_day(client: Client) -> None:
    link = path(owner_sign_in_link())
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client.post(link).status_code == 410


def test_a_new_link_ends_the_older_one(client: Client) -> None:
    older = path(owner_sign_in_link())
    newer = path(owner_sign_in_link())
    assert client.post(older).status_code == 410
    assert client.post(newer).status_code == 302


def test_a_wrong_link_says_how_to_get_a_new_one(client: Client) -> None:
    answer = client.get("/sign-in/not-a-token/")
    assert answer.status_code == 410
    assert "manage.py signin" in answer.content.decode()


def test_the_token_is_not_in_the_database() -> None:
    token = owner_sign_in_link().rstrip("/").rpartition("/")[2]
    kept = SignInLink.objects.for_owner(owner()).get()
    assert token not in kept.token_hash


def test_there_is_one_owner_however_often_it_is_asked_for() -> None:
    assert owner() == owner()
    assert User.objects.count() == 1


def test_signing_out_needs_a_post_and_clears_what_the_browser_kept(client: Client) -> None:
    client.post(path(owner_sign_in_link()))
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert '"storage"' in answer["Clear-Site-Data"]
    assert client.get("/cases/").status_code == 302


class TestSettings:
    """Where reminders go."""

    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Client) -> None:
        client.force_login(owner())

    def save(self, client: Client, **changes: str):
        answers = {
            "email": "amara@example.org",
            "language": "en",
            "time_zone": "Europe/London",
            "reminder_hour": "8",
            **changes,
        }
        return client.post("/settings/", answers)

    def test_without_mail_it_says_plainly_that_reminders_show_only_here(
        self, client: Client
    ) -> None:
        assert "cannot send mail yet" in client.get("/settings/").content.decode()
        self.save(client)
        assert "will show only here" in client.get("/").content.decode()

    def test_address_and_hour_are_kept(self, client: Client) -> None:
        self.save(client)
        person = owner()
        assert (person.email, person.reminder_hour) == ("amara@example.org", 8)

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("time_zone", "Europe/Nowhere", "is not a time zone"),
            ("email", "amara", "valid email address"),
            ("reminder_hour", "25", "25"),
        ],
    )
    def test_a_wrong_answer_is_said_and_the_others_are_kept(
        self, client: Client, field: str, value: str, says: str
    ) -> None:
        answer = self.save(client, **{field: value})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert says in page
        assert 'value="8" selected' in page or field == "reminder_hour"


class TestFirstSettings:
    """What somebody new finds filled in: a guess, and theirs to change."""

    def preset(self, client: Client, language: str, asked: str = "") -> User:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        client.force_login(owner())
        client.get("/settings/", headers={"Accept-Language": asked})
        return owner()

    @pytest.mark.parametrize(
        ("language", "asked", "zone"),
        [
            ("fr", "", "Europe/Paris"),
            ("fr", "fr-BE,fr;q=0.9,en;q=0.8", "Europe/Brussels"),
            ("de", "en-GB,de-AT;q=0.5", "Europe/Vienna"),
            ("es", "es-MX,es", "Europe/Madrid"),
            ("en", "", "Europe/London"),
            ("en", "en-IE", "Europe/Dublin"),
            ("pl", "*;q=x", "Europe/Warsaw"),
        ],
    )
    def test_language_and_zone_follow_the_page(
        self, client: Client, language: str, asked: str, zone: str
    ) -> None:
        person = self.preset(client, language, asked)
        assert (person.language, person.time_zone) == (language, zone)
        page = client.get("/settings/").content.decode()
        assert f'value="{zone}"' in page
        assert f'<option value="{language}" selected>' in page

    def test_where_a_first_case_was_opened_that_home_counts(self, client: Client) -> None:
        person = self.preset(client, "fr")
        open_case_for(person, timezone.localdate(), residence="GB-SCT")
        assert 'value="Europe/London"' in client.get("/settings/").content.decode()

    def test_a_choice_is_never_overwritten(self, client: Client) -> None:
        self.preset(client, "fr")
        answers = {"language": "de", "time_zone": "Europe/Zurich", "reminder_hour": "8"}
        client.post("/settings/", answers)
        person = self.preset(client, "es", "es-ES")
        assert (person.language, person.time_zone) == ("de", "Europe/Zurich")
        assert 'value="Europe/Zurich"' in client.get("/settings/").content.decode()

    def test_whoever_has_seen_the_desk_before_keeps_what_they_have(self, client: Client) -> None:
        User.objects.filter(pk=owner().pk).update(last_seen_at=timezone.now())
        person = self.preset(client, "fr")
        assert (person.language, person.time_zone) == ("en", "Europe/London")
