"""A second step after the password or the code: an authenticator app, with recovery codes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from tests.accounts.conftest import PASSWORD, Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]


def app_code(key: str) -> str:
    """What an authenticator app shows for the key now."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


@pytest.fixture
def with_app(sign_up: SignUp) -> tuple[User, Client, str]:
    """Somebody with a password and an authenticator app; the key of the app comes last."""
    person, browser = sign_up(password=PASSWORD)
    page = browser.get("/settings/security/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found is not None
    key = found.group(1)
    answer = browser.post("/settings/security/app/", {"code": app_code(key)})
    assert answer["Location"] == "/settings/security/recovery-codes/"
    return person, browser, key


def first_step() -> Client:
    browser = Client()
    answer = browser.post("/sign-in/", {"login": "amara@example.org", "password": PASSWORD})
    assert answer["Location"] == "/second-step/"
    return browser


def test_the_password_alone_no_longer_signs_in(with_app: tuple[User, Client, str]) -> None:
    browser = first_step()
    assert not is_in(browser)
    assert "authenticator app" in browser.get("/second-step/").content.decode()


def test_a_mailed_code_alone_does_not_either(
    with_app: tuple[User, Client, str], post: Post
) -> None:
    browser = Client()
    browser.post("/sign-in-by-code/", {"email": "amara@example.org"})
    answer = browser.post("/sign-in-by-code/code/", {"code": post.code()})
    assert answer["Location"] == "/second-step/"
    assert not is_in(browser)


def test_the_apps_code_signs_in_and_works_once(with_app: tuple[User, Client, str]) -> None:
    key = with_app[2]
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        code = app_code(key)
        first, second = first_step(), first_step()
        first.post("/second-step/", {"code": code})
        assert is_in(first)
        second.post("/second-step/", {"code": code})
        assert not is_in(second)


@pytest.mark.parametrize("later", [0.5, 29, 31, 45, 59, 61, 89])
def test_nor_does_it_work_again_while_clocks_may_differ(
    with_app: tuple[User, Client, str], later: float
) -> None:
    """A code of the period to come is taken, since a phone may be ahead, for 90 seconds."""
    key = with_app[2]
    begun = (int(time.time()) // 30 + 10) * 30
    with time_machine.travel(begun, tick=False) as clock:
        ahead = format_hotp_value(hotp_value(key, begun // 30 + 1))
        first, second = first_step(), first_step()
        first.post("/second-step/", {"code": ahead})
        assert is_in(first)
        clock.shift(timedelta(seconds=later))
        answer = second.post("/second-step/", {"code": ahead})
        assert "Incorrect code" in answer.content.decode()
        assert not is_in(second)


def test_an_earlier_code_does_not_work_after_a_later_one(
    with_app: tuple[User, Client, str],
) -> None:
    key = with_app[2]
    begun = (int(time.time()) // 30 + 10) * 30
    with time_machine.travel(begun, tick=False):
        first, second = first_step(), first_step()
        first.post("/second-step/", {"code": format_hotp_value(hotp_value(key, begun // 30))})
        assert is_in(first)
        earlier = format_hotp_value(hotp_value(key, begun // 30 - 1))
        second.post("/second-step/", {"code": earlier})
        assert not is_in(second)


def test_the_code_that_set_the_app_up_does_not_sign_in(with_app: tuple[User, Client, str]) -> None:
    browser = first_step()
    browser.post("/second-step/", {"code": app_code(with_app[2])})
    assert not is_in(browser)


def test_a_code_that_signed_in_does_not_confirm_who_it_is(
    with_app: tuple[User, Client, str],
) -> None:
    key = with_app[2]
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        browser = first_step()
        browser.post("/second-step/", {"code": app_code(key)})
        assert is_in(browser)
        answer = browser.post("/confirm/second-step/", {"code": app_code(key)})
        assert "Incorrect code" in answer.content.decode()


def test_a_used_code_does_not_make_room_for_more_guesses(
    with_app: tuple[User, Client, str],
) -> None:
    key = with_app[2]
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False) as clock:
        used = app_code(key)
        first_step().post("/second-step/", {"code": used})
        clock.shift(timedelta(seconds=31))
        browser = first_step()
        for guess in range(6):
            browser.post("/second-step/", {"code": f"{guess:06}"})
            page = browser.post("/second-step/", {"code": used}).content.decode()
        assert "Too many failed" in page
        assert not is_in(browser)


def test_a_recovery_code_signs_in_once(with_app: tuple[User, Client, str]) -> None:
    browser = with_app[1]
    codes = re.findall(
        r"<code>(\d{8})</code>",
        browser.get("/settings/security/recovery-codes/").content.decode(),
    )
    assert len(codes) == 10
    first, second = first_step(), first_step()
    first.post("/second-step/", {"code": codes[0]})
    assert is_in(first)
    second.post("/second-step/", {"code": codes[0]})
    assert not is_in(second)
    page = browser.get("/settings/security/recovery-codes/").content.decode()
    assert codes[0] not in page
    taken = browser.get("/settings/security/recovery-codes/download/")
    assert taken.content.decode().split() == codes[1:]
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["Cache-Control"] == "no-store"


def test_guessing_is_stopped(with_app: tuple[User, Client, str]) -> None:
    key = with_app[2]
    browser = first_step()
    for guess in range(6):
        browser.post("/second-step/", {"code": f"{guess:06}"})
    page = browser.post("/second-step/", {"code": app_code(key)}).content.decode()
    assert "Too many failed" in page
    assert not is_in(browser)


def test_the_key_is_sealed_and_cannot_be_moved_to_another_person(
    with_app: tuple[User, Client, str], sign_up: SignUp
) -> None:
    key = with_app[2]
    kept = Authenticator.objects.get(type="totp")
    assert key not in str(kept.data)
    victim, _browser = sign_up("victim@example.org", password=PASSWORD)
    Authenticator.objects.filter(pk=kept.pk).update(user=victim)
    browser = Client(raise_request_exception=False)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        browser.post("/sign-in/", {"login": "victim@example.org", "password": PASSWORD})
        answer = browser.post("/second-step/", {"code": app_code(key)})
    assert answer.status_code == 500
    assert not is_in(browser)


def test_it_can_be_removed_after_confirming_and_word_of_it_is_mailed(
    with_app: tuple[User, Client, str], post: Post
) -> None:
    browser = with_app[1]
    browser.post("/settings/security/app/remove/")
    assert post.newest()["Subject"] == "The authenticator app was removed"
    assert not Authenticator.objects.exists()
    fresh = Client()
    fresh.post("/sign-in/", {"login": "amara@example.org", "password": PASSWORD})
    assert is_in(fresh)
