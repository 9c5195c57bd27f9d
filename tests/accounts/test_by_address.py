"""Where an organisation runs the instance, people sign up and in by their address."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import Session, User
from requests_app.accounts.services import sign_in_link_for
from tests.accounts.conftest import PASSWORD, Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]


class TestSigningUp:
    """All it takes is an address and the code that is mailed to it."""

    def test_the_code_signs_in_and_the_address_is_kept_sealed(
        self, sign_up: SignUp, post: Post
    ) -> None:
        person, browser = sign_up("Amara.O@Example.org")
        assert post.newest()["To"] == "amara.o@example.org"
        assert is_in(browser)
        assert person.email == "amara.o@example.org"

    def test_without_the_code_nobody_is_in(self, organisation: Any, post: Post) -> None:
        browser = Client()
        browser.post("/sign-up/", {"email": "amara@example.org"})
        answer = browser.post("/confirm-address/", {"code": "WRNG-CODE"})
        assert "Incorrect code" in answer.content.decode()
        assert not is_in(browser)

    def test_after_three_wrong_codes_the_right_one_is_refused(
        self, organisation: Any, post: Post
    ) -> None:
        browser = Client()
        browser.post("/sign-up/", {"email": "amara@example.org"})
        right = post.code()
        for _ in range(3):
            browser.post("/confirm-address/", {"code": "WRNG-CODE"})
        browser.post("/confirm-address/", {"code": right})
        assert not is_in(browser)

    def test_the_code_ends_after_a_quarter_of_an_hour(self, organisation: Any, post: Post) -> None:
        browser = Client()
        with time_machine.travel(timezone.now(), tick=False) as clock:
            browser.post("/sign-up/", {"email": "amara@example.org"})
            clock.shift(timedelta(minutes=16))
            browser.post("/confirm-address/", {"code": post.code()})
            assert not is_in(browser)

    def test_an_account_nobody_confirmed_is_gone_after_a_day(
        self, sign_up: SignUp, organisation: Any
    ) -> None:
        Client().post("/sign-up/", {"email": "typo@example.org"})
        assert User.objects.by_email("typo@example.org") is not None
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            sign_up("amara@example.org")
        assert User.objects.by_email("typo@example.org") is None
        assert User.objects.by_email("amara@example.org") is not None

    def test_where_sign_up_is_closed_it_says_so_and_makes_no_account(
        self, organisation: Any
    ) -> None:
        organisation.SIGN_UP = "closed"
        answer = Client().post("/sign-up/", {"email": "amara@example.org"})
        assert "Sign-up is closed" in answer.content.decode()
        assert not User.objects.exists()
        assert "Sign up" not in Client().get("/sign-in/").content.decode()

    def test_whoever_runs_the_instance_lets_somebody_in_by_a_link(self, organisation: Any) -> None:
        organisation.SIGN_UP = "closed"
        link = sign_in_link_for("amara@example.org").removeprefix(organisation.SITE_URL)
        browser = Client()
        browser.post(link)
        assert is_in(browser)
        assert User.objects.get().email == "amara@example.org"

    def test_the_command_prints_that_link_and_wants_an_address(self, organisation: Any) -> None:
        said = io.StringIO()
        call_command("signin", email="amara@example.org", stdout=said)
        assert said.getvalue().startswith(f"{organisation.SITE_URL}/sign-in/")
        with pytest.raises(CommandError, match="“amara” is not an e-mail address") as refused:
            call_command("signin", email="amara")
        assert refused.value.returncode == 2

    @pytest.mark.parametrize("address", ["amara", f"{'0' * 64}@blind.invalid", "a@b.invalid"])
    def test_what_is_no_address_is_refused(self, organisation: Any, address: str) -> None:
        answer = Client().post("/sign-up/", {"email": address})
        assert answer.status_code == 200
        assert "id_email" in answer.content.decode()
        assert not User.objects.exists()


class TestSigningIn:
    """By a mailed code, or by the password."""

    def test_by_a_mailed_code(self, sign_up: SignUp, post: Post) -> None:
        sign_up()
        browser = Client()
        browser.post("/sign-in-by-code/", {"email": "AMARA@example.org"})
        assert post.newest()["Subject"] == "Your code to sign in"
        browser.post("/sign-in-by-code/code/", {"code": post.code()})
        assert is_in(browser)

    def test_by_password(self, sign_up: SignUp) -> None:
        sign_up(password=PASSWORD)
        browser = Client()
        browser.post("/sign-in/", {"login": "Amara@Example.org", "password": PASSWORD})
        assert is_in(browser)

    def test_a_wrong_password_is_refused_in_a_sentence(self, sign_up: SignUp) -> None:
        sign_up(password=PASSWORD)
        browser = Client()
        answer = browser.post("/sign-in/", {"login": "amara@example.org", "password": "x" * 12})
        assert "not correct" in answer.content.decode()
        assert not is_in(browser)

    def test_it_leads_on_to_the_page_that_asked_for_it(self, sign_up: SignUp) -> None:
        sign_up(password=PASSWORD)
        answer = Client().post(
            "/sign-in/?next=/cases/", {"login": "amara@example.org", "password": PASSWORD}
        )
        assert answer["Location"] == "/cases/"

    def test_it_leads_to_no_other_site(self, sign_up: SignUp) -> None:
        sign_up(password=PASSWORD)
        answer = Client().post(
            "/sign-in/?next=https://evil.example/",
            {"login": "amara@example.org", "password": PASSWORD},
        )
        assert answer["Location"].startswith("/")

    def test_a_closed_account_stays_out(self, sign_up: SignUp) -> None:
        person, browser = sign_up(password=PASSWORD)
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert not is_in(browser)
        fresh = Client()
        fresh.post("/sign-in/", {"login": "amara@example.org", "password": PASSWORD})
        assert not is_in(fresh)

    def test_when_the_mail_server_is_away_the_page_says_so(
        self, organisation: Any, post: Post
    ) -> None:
        organisation.EMAIL_URL = "smtp://127.0.0.1:9"
        answer = Client().post("/sign-up/", {"email": "amara@example.org"})
        assert answer.status_code == 503
        assert "could not be sent" in answer.content.decode()

    def test_a_mistyped_address_can_be_given_up(self, sign_up: SignUp, post: Post) -> None:
        sign_up()
        browser = Client()
        browser.post("/sign-in-by-code/", {"email": "amra@example.org"})
        assert browser.get("/sign-in-by-code/")["Location"] == "/sign-in-by-code/code/"
        assert "Start over" in browser.get("/sign-in-by-code/code/").content.decode()
        browser.post("/start-over/")
        browser.post("/sign-in-by-code/", {"email": "amara@example.org"})
        browser.post("/sign-in-by-code/code/", {"code": post.code()})
        assert is_in(browser)


class TestPasswords:
    """Twelve characters or more, none of the common ones; the other sessions end."""

    @pytest.mark.parametrize(
        ("password", "says"),
        [
            ("short-one", "at least 12 characters"),
            ("1234567890123", "too common"),
            ("x" * 129, "more than 128"),
        ],
    )
    def test_a_weak_one_is_refused(self, sign_up: SignUp, password: str, says: str) -> None:
        person, browser = sign_up()
        answer = browser.post("/settings/security/password/", {"password": password})
        assert answer.status_code == 422
        assert says in answer.content.decode()
        person.refresh_from_db()
        assert not person.has_usable_password()

    def test_setting_one_ends_the_other_sessions_and_mails_word_of_it(
        self, sign_up: SignUp, post: Post
    ) -> None:
        person, browser = sign_up(password=PASSWORD)
        other = Client()
        other.post("/sign-in/", {"login": "amara@example.org", "password": PASSWORD})
        assert is_in(other)
        browser.post("/settings/security/password/", {"password": "another long password"})
        assert post.newest()["Subject"] == "Your password was changed"
        assert is_in(browser)
        assert not is_in(other)
        assert Session.objects.for_owner(person).count() == 1

    def test_spaces_and_any_script_may_stand_in_it(self, sign_up: SignUp) -> None:
        sign_up(password=" пароль из слов  ")
        browser = Client()
        browser.post("/sign-in/", {"login": "amara@example.org", "password": " пароль из слов  "})
        assert is_in(browser)


class TestNothingIsKeptInClear:
    """allauth's tables and the sessions hold fingerprints and sealed data only."""

    def test_no_table_knows_an_address_a_browser_or_where_it_came_from(
        self, sign_up: SignUp, post: Post
    ) -> None:
        _person, browser = sign_up("canary.person@example.org", password=PASSWORD)
        marked = {"HTTP_USER_AGENT": "CanaryBrowser/1 Firefox", "REMOTE_ADDR": "203.0.113.77"}
        for address in ("canary.person@example.org", "canary.unknown@example.org"):
            visitor = Client(**marked)
            visitor.post("/sign-in/", {"login": address, "password": "wrong canary pass"})
            visitor.post("/sign-in-by-code/", {"email": address})
            visitor.post("/sign-up/", {"email": address})
        browser.post(
            "/settings/security/address/", {"email": "canary.new@example.org", "action_add": "1"}
        )
        for found in ("canary", "203.0.113.77", "battery staple"):
            assert found not in everything().lower()

    def test_a_cookie_cannot_be_made_from_the_table_of_sessions(self, sign_up: SignUp) -> None:
        person, browser = sign_up()
        cookie = browser.cookies["session"].value
        row = Session.objects.for_owner(person).get()
        assert cookie not in everything()
        thief = Client()
        thief.cookies["session"] = row.pk.hex
        assert not is_in(thief)


def everything() -> str:
    """All that stands in the database, as text."""
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(str(value) for value in kept)


def test_a_personal_instance_has_none_of_these_pages(settings: Any) -> None:
    settings.PERSONAL_INSTANCE = True
    browser = Client()
    for page in ("/sign-up/", "/sign-in-by-code/", "/second-step/", "/sign-in-by-passkey/"):
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"email": "amara@example.org"}).status_code == 404
    assert browser.post("/sign-in/", {"login": "a@example.org"}).status_code == 405


def test_ids_of_sessions_are_not_guessable(sign_up: SignUp) -> None:
    _person, browser = sign_up()
    answer = browser.post(f"/settings/security/sessions/{uuid.uuid4()}/end/")
    assert answer.status_code == 404
