"""Before what is delicate one must have proved lately who one is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.accounts.reauthentication import required
from requests_app.accounts.services import owner, owner_sign_in_link
from tests.accounts.conftest import PASSWORD, Post

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]

DELICATE = [
    "/settings/security/password/",
    "/settings/security/address/",
    "/settings/security/app/",
    "/settings/security/passkeys/add/",
    "/settings/security/recovery-codes/new/",
]


@pytest.mark.parametrize("page", DELICATE)
def test_right_after_signing_in_nothing_is_asked(sign_up: SignUp, page: str) -> None:
    _person, browser = sign_up()
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", DELICATE)
def test_later_it_is_asked_and_leads_on_to_the_page(sign_up: SignUp, page: str) -> None:
    _person, browser = sign_up(password=PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        asked = browser.get(page)
        assert asked["Location"].startswith("/confirm/password/?next=%2Fsettings")
        wrong = browser.post(asked["Location"], {"password": "not it at all"})
        assert "Incorrect password" in wrong.content.decode()
        assert browser.get(page).status_code == 302
        right = browser.post(asked["Location"], {"password": PASSWORD})
        assert right["Location"] == page
        assert browser.get(page).status_code == 200


def test_a_form_opened_in_time_may_be_sent_a_little_later(sign_up: SignUp) -> None:
    person, browser = sign_up()
    browser.get("/settings/security/password/")
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        browser.post("/settings/security/password/", {"password": PASSWORD})
    person.refresh_from_db()
    assert person.has_usable_password()


def test_a_form_that_was_not_opened_in_time_may_not(sign_up: SignUp) -> None:
    person, browser = sign_up()
    browser.get("/settings/security/address/")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser.get("/settings/security/password/").status_code == 302
        answer = browser.post("/settings/security/password/", {"password": PASSWORD})
        assert answer["Location"].startswith("/confirm/code/")
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_the_export_which_is_one_button_ends_with_the_quarter_of_an_hour(sign_up: SignUp) -> None:
    _person, browser = sign_up()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(timedelta(minutes=14))
        browser.get("/settings/your-data/")
        browser.get("/settings/your-data/export/")
        assert browser.post("/settings/your-data/export/")["Content-Type"] == "application/zip"
        clock.shift(timedelta(minutes=2))
        answer = browser.post("/settings/your-data/export/")
        assert answer["Location"].startswith("/confirm/code/")


def test_and_not_much_later(sign_up: SignUp) -> None:
    person, browser = sign_up()
    browser.get("/settings/security/password/")
    with time_machine.travel(timezone.now() + timedelta(minutes=26)):
        answer = browser.post(
            "/settings/security/password/",
            {"password": PASSWORD},
            HTTP_REFERER="http://testserver/settings/security/password/",
        )
    assert answer["Location"].startswith("/confirm/code/?next=http%3A%2F%2Ftestserver%2Fsettings")
    person.refresh_from_db()
    assert not person.has_usable_password()


class TestMailedCode:
    """For somebody who has neither password nor second factor."""

    def test_the_code_lets_go_on(self, sign_up: SignUp, post: Post) -> None:
        _person, browser = sign_up()
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            asked = browser.get("/settings/security/password/")["Location"]
            assert asked.startswith("/confirm/code/")
            browser.post(asked)
            assert post.newest()["Subject"] == "Your code to go on"
            answer = browser.post(asked, {"code": post.code()})
            assert answer["Location"] == "/settings/security/password/"
            assert browser.get("/settings/security/password/").status_code == 200

    def test_it_is_refused_after_three_wrong_ones(self, sign_up: SignUp, post: Post) -> None:
        _person, browser = sign_up()
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            browser.post("/confirm/code/")
            right = post.code()
            for _ in range(3):
                assert browser.post("/confirm/code/", {"code": "WRNG-CODE"}).status_code == 422
            assert browser.post("/confirm/code/", {"code": right}).status_code == 422
            assert browser.get("/settings/security/password/").status_code == 302

    def test_several_at_once_get_no_more_tries_than_one(self, sign_up: SignUp, post: Post) -> None:
        _person, browser = sign_up()
        browser.post("/confirm/code/")
        right, before = post.code(), dict(browser.session)
        for _ in range(3):
            # As for requests that began before any other had ended.
            session = browser.session
            session.update(before)
            session.save()
            browser.post("/confirm/code/", {"code": "WRNG-CODE"})
        session = browser.session
        session.update(before)
        session.save()
        answer = browser.post("/confirm/code/", {"code": right})
        assert answer.status_code == 422
        assert "wrong three times" in answer.content.decode()

    def test_somebody_with_a_password_is_asked_for_that(self, sign_up: SignUp) -> None:
        _person, browser = sign_up(password=PASSWORD)
        assert browser.post("/confirm/code/")["Location"].startswith("/confirm/password/")

    def test_it_leads_to_no_other_site(self, sign_up: SignUp, post: Post) -> None:
        _person, browser = sign_up()
        browser.post("/confirm/code/", {"next": "https://evil.example/"})
        answer = browser.post(
            "/confirm/code/", {"code": post.code(), "next": "https://evil.example/"}
        )
        assert answer["Location"] == "/settings/"


class TestForgottenPassword:
    """A mailed code is not taken in place of the password; it is as one signs in anew."""

    def test_the_page_says_how_to_come_in_by_a_mailed_code(
        self, sign_up: SignUp, post: Post
    ) -> None:
        person, browser = sign_up(password=PASSWORD)
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            page = browser.get("/confirm/password/?next=/settings/security/password/")
            assert "Forgotten your password?" in page.content.decode()
            asked = browser.post("/sign-out/", {"then": "code"})
            assert asked["Location"] == "/sign-in-by-code/"
            browser.post("/sign-in-by-code/", {"email": "amara@example.org"})
            browser.post("/sign-in-by-code/code/", {"code": post.code()})
            browser.post("/settings/security/password/", {"password": "another long password"})
        person.refresh_from_db()
        assert person.check_password("another long password")


class TestOwnerOfAPersonalInstance:
    """Proves it as they sign in: by a fresh printed link."""

    def test_a_fresh_link_leads_on_to_where_they_wanted_to_go(self, settings: Any) -> None:
        browser = Client()
        browser.force_login(owner())

        @required
        def delicate(request: HttpRequest) -> HttpResponse:
            return HttpResponse("done")

        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            request = RequestFactory().get("/settings/")
            request.user, request.session = owner(), browser.session
            asked = delicate(request)["Location"]
            assert asked == "/confirm/link/?next=%2Fsettings%2F"
            page = browser.get("/confirm/link/?next=/settings/security/").content.decode()
            assert "manage.py signin" in page
            link = owner_sign_in_link().removeprefix(settings.SITE_URL)
            assert browser.post(link)["Location"] == "/settings/security/"
            request = RequestFactory().get("/settings/")
            request.user, request.session = owner(), browser.session
            assert delicate(request).content == b"done"
