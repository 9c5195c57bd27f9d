"""A new address counts once the code mailed to it is typed, and then it is its owner's alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.accounts.services import sign_in_link_for
from tests.accounts.conftest import Post

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]


class TestAddress:
    """A new address counts once the code mailed to it is typed."""

    def test_it_is_changed_and_the_old_one_is_told(self, sign_up: SignUp, post: Post) -> None:
        person, browser = sign_up()
        page = browser.get("/settings/security/address/").content.decode()
        assert "amara@example.org" in page
        browser.post("/settings/security/address/", {"email": "new@example.org", "action_add": "1"})
        assert post.newest()["To"] == "new@example.org"
        person.refresh_from_db()
        assert person.email == "amara@example.org"
        browser.post("/confirm-address/", {"code": post.code()})
        person.refresh_from_db()
        assert person.email == "new@example.org"
        told = post.newest()
        assert (told["To"], told["Subject"]) == ("amara@example.org", "Your address was changed")
        assert [kept.email for kept in EmailAddress.objects.all()] == [person.email_index]

    def test_somebody_elses_address_is_mailed_but_never_taken(
        self, sign_up: SignUp, post: Post
    ) -> None:
        sign_up("other@example.org")
        person, browser = sign_up()
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            answer = browser.post(
                "/settings/security/address/", {"email": "other@example.org", "action_add": "1"}
            )
            assert answer["Location"] == "/confirm-address/"
            browser.post("/confirm-address/", {"code": post.code()})
        person.refresh_from_db()
        assert person.email == "amara@example.org"

    def test_an_account_a_stranger_began_with_it_does_not_keep_it(
        self, sign_up: SignUp, post: Post
    ) -> None:
        person, browser = sign_up()
        Client().post("/sign-up/", {"email": "new@example.org"})
        stranger = User.objects.by_email("new@example.org")
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            asked = browser.post(
                "/settings/security/address/", {"email": "new@example.org", "action_add": "1"}
            )
            assert asked["Location"] == "/confirm-address/"
            wrong = browser.post("/confirm-address/", {"code": "WRNG-CODE"})
            assert "Incorrect code" in wrong.content.decode()
            assert User.objects.by_email("new@example.org") == stranger
            browser.post("/confirm-address/", {"code": post.code()})
        assert User.objects.by_email("new@example.org") == person
        person.refresh_from_db()
        assert person.email == "new@example.org"
        assert [kept.user_id for kept in EmailAddress.objects.all()] == [person.pk]

    def test_but_one_let_in_by_a_link_keeps_it(self, sign_up: SignUp, post: Post) -> None:
        person, browser = sign_up()
        sign_in_link_for("invited@example.org")
        browser.post(
            "/settings/security/address/", {"email": "invited@example.org", "action_add": "1"}
        )
        browser.post("/confirm-address/", {"code": post.code()})
        person.refresh_from_db()
        assert person.email == "amara@example.org"
        assert User.objects.by_email("invited@example.org") is not None

    def test_the_page_of_reminders_does_not_change_it(self, sign_up: SignUp) -> None:
        person, browser = sign_up()
        assert 'name="email"' not in browser.get("/settings/").content.decode()
        browser.post(
            "/settings/",
            {
                "email": "new@example.org",
                "language": "en",
                "time_zone": "Europe/London",
                "reminder_hour": "8",
            },
        )
        person.refresh_from_db()
        assert (person.email, person.reminder_hour) == ("amara@example.org", 8)
