"""Sessions: listed, ended, and over after a while without use and in any case in the end."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import Session, User
from requests_app.accounts.services import owner
from requests_app.vault import keys
from tests.accounts.conftest import PASSWORD, Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1"
)


def sign_in(user_agent: str) -> Client:
    browser = Client(headers={"user-agent": user_agent})
    browser.post("/sign-in/", {"login": "amara@example.org", "password": PASSWORD})
    assert is_in(browser)
    return browser


def test_the_list_names_each_browser_and_ends_the_one_chosen(sign_up: SignUp) -> None:
    sign_up(password=PASSWORD)
    here, there = sign_in(FIREFOX), sign_in(IPHONE)
    page = here.get("/settings/security/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    form = re.search(r'/settings/security/sessions/[^"]+/end/(?=".*?Safari, iPhone)', page, re.S)
    assert form is not None
    here.post(form.group())
    assert is_in(here)
    assert not is_in(there)


def test_all_but_this_one_can_be_ended_at_once(sign_up: SignUp) -> None:
    _person, first = sign_up(password=PASSWORD)
    here, there = sign_in(FIREFOX), sign_in(IPHONE)
    here.post("/settings/security/sessions/end/")
    assert [is_in(browser) for browser in (first, here, there)] == [False, True, False]


def test_another_persons_session_is_not_there_to_be_ended(sign_up: SignUp) -> None:
    amara, hers = sign_up()
    _other, browser = sign_up("other@example.org")
    row = Session.objects.for_owner(amara).get()
    foreign = browser.post(f"/settings/security/sessions/{row.pk}/end/")
    missing = browser.post(f"/settings/security/sessions/{uuid.uuid4()}/end/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert is_in(hers)


def test_without_use_it_ends_after_two_hours(sign_up: SignUp) -> None:
    _person, browser = sign_up()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            clock.shift(timedelta(minutes=119))
            assert is_in(browser)
        clock.shift(timedelta(minutes=121))
        assert not is_in(browser)


def test_it_ends_after_fourteen_days_however_much_it_is_used(
    sign_up: SignUp, organisation: Any
) -> None:
    organisation.SESSION_IDLE_HOURS = 48
    _person, browser = sign_up()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(13):
            clock.shift(timedelta(days=1))
            browser.get("/settings/")
        assert is_in(browser)
        clock.shift(timedelta(days=1))
        assert not is_in(browser)


def test_a_personal_instance_lets_one_stay_signed_in_for_two_weeks() -> None:
    browser = Client()
    browser.force_login(owner())
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert is_in(browser)
    with time_machine.travel(timezone.now() + timedelta(days=28)):
        assert not is_in(browser)


def test_signing_in_changes_the_cookie(sign_up: SignUp, post: Post) -> None:
    sign_up()
    browser = Client()
    browser.post("/sign-in-by-code/", {"email": "amara@example.org"})
    before = browser.cookies["session"].value
    browser.post("/sign-in-by-code/code/", {"code": post.code()})
    assert is_in(browser)
    assert browser.cookies["session"].value != before


def test_signing_out_removes_the_session_from_the_database(sign_up: SignUp) -> None:
    person, browser = sign_up()
    browser.post("/sign-out/")
    assert not Session.objects.for_owner(person).exists()


def test_a_session_put_into_somebody_elses_name_does_not_open(sign_up: SignUp) -> None:
    _person, browser = sign_up()
    other, _browser = sign_up("other@example.org")
    with connection.cursor() as cursor:
        theirs = other.pk.hex if connection.vendor == "sqlite" else other.pk
        cursor.execute("UPDATE requests_app_session SET owner_id = %s", [theirs])
    assert not is_in(browser)


def test_once_the_persons_key_is_destroyed_their_sessions_are_over(sign_up: SignUp) -> None:
    person, browser = sign_up()
    keys.destroy(person.pk)
    assert not is_in(browser)


def test_what_ended_is_swept_away_when_somebody_signs_in(sign_up: SignUp) -> None:
    person, _browser = sign_up()
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        sign_up("other@example.org")
    assert not Session.objects.for_owner(person).exists()


def test_looking_at_pages_writes_at_most_once_a_minute(
    sign_up: SignUp, django_assert_num_queries: Any
) -> None:
    person, browser = sign_up()
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        browser.get("/settings/security/")
        before = Session.objects.for_owner(person).get().used_at
        browser.get("/settings/security/")
    assert Session.objects.for_owner(person).get().used_at == before
