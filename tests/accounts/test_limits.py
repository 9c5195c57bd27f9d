"""Tries are limited, for all processes together, without Redis; the docs have the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as real_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from requests_app.accounts import mail
from requests_app.accounts.models import User
from requests_app.safety.limit_table import CacheEntry
from requests_app.safety.limits import DatabaseCache, allow, nth
from tests.accounts.conftest import PASSWORD, Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]


def test_five_wrong_passwords_in_five_minutes_close_the_door_to_the_right_one(
    sign_up: SignUp,
) -> None:
    sign_up(password=PASSWORD)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(5):
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(
                "/sign-in/", {"login": "amara@example.org", "password": "not the right one"}
            )
        late = Client()
        form = {"login": "amara@example.org", "password": PASSWORD}
        assert "Too many failed" in late.post("/sign-in/", form).content.decode()
        assert not is_in(late)
        clock.shift(timedelta(minutes=6))
        late.post("/sign-in/", form)
        assert is_in(late)


def test_no_more_than_six_mails_an_hour_go_to_one_address(organisation: Any, post: Post) -> None:
    start = timezone.now().replace(minute=10)  # the hour that counts begins on the hour
    with time_machine.travel(start, tick=False) as clock:
        statuses = []
        for _ in range(8):
            clock.shift(timedelta(seconds=61))
            statuses.append(
                Client().post("/sign-in-by-code/", {"email": "amara@example.org"}).status_code
            )
        assert statuses == [302] * 6 + [429] * 2
        assert len(post.all()) == 6


def test_word_of_a_change_is_mailed_however_many_codes_were_asked_for(
    sign_up: SignUp, post: Post
) -> None:
    with time_machine.travel(timezone.now().replace(minute=10), tick=False) as clock:
        _person, browser = sign_up()
        for _ in range(7):
            clock.shift(timedelta(seconds=61))
            last = Client().post("/sign-in-by-code/", {"email": "amara@example.org"})
        assert last.status_code == 429
        browser.post("/settings/security/password/", {"password": PASSWORD})
        assert post.newest()["Subject"] == "Your password was changed"


def test_nor_is_it_kept_back_when_the_instance_sent_all_it_may(
    sign_up: SignUp, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _person, browser = sign_up()
    monkeypatch.setattr(mail, "MAILS_OF_THE_INSTANCE", (1, 3600))
    answer = Client().post("/sign-in-by-code/", {"email": "amara@example.org"})
    assert answer.status_code == 429
    browser.post("/settings/security/password/", {"password": PASSWORD})
    assert post.newest()["Subject"] == "Your password was changed"


def test_one_address_of_the_net_cannot_use_up_the_mails_of_all(organisation: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        here = {"REMOTE_ADDR": "203.0.113.1"}
        statuses = []
        for number in range(105):
            clock.shift(timedelta(seconds=4))
            asked = Client(**here).post("/sign-in-by-code/", {"email": f"p{number}@example.org"})
            statuses.append(asked.status_code)
        # 15 a minute: not too many at once, but too many within the hour.
        assert statuses[:100] == [302] * 100
        assert 302 not in statuses[100:]
        elsewhere = Client(REMOTE_ADDR="203.0.113.2")
        answer = elsewhere.post("/sign-in-by-code/", {"email": "amara@example.org"})
        assert answer.status_code == 302


def test_one_address_of_the_net_cannot_sign_up_for_ever(organisation: Any) -> None:
    statuses = [
        Client().post("/sign-up/", {"email": f"p{number}@example.org"}).status_code
        for number in range(21)
    ]
    assert statuses == [302] * 20 + [429]


def test_the_page_of_too_many_tries_says_what_to_do(organisation: Any) -> None:
    for number in range(20):
        Client().post("/sign-up/", {"email": f"p{number}@example.org"})
    answer = Client().post("/sign-up/", {"email": "late@example.org"})
    assert "wait a while" in answer.content.decode()


def test_a_header_that_anybody_can_write_does_not_lift_a_limit(organisation: Any) -> None:
    statuses = [
        Client()
        .post(
            "/sign-up/",
            {"email": f"p{number}@example.org"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )
        .status_code
        for number in range(21)
    ]
    assert statuses[-1] == 429


def test_what_the_limits_remember_says_nothing_about_anybody(sign_up: SignUp) -> None:
    sign_up(password=PASSWORD)
    Client(REMOTE_ADDR="203.0.113.9").post(
        "/sign-in/", {"login": "amara@example.org", "password": "not the right one"}
    )
    entries = list(CacheEntry.objects.values_list("key", "value"))
    assert entries
    for key, value in entries:
        assert re.fullmatch(r"[0-9a-f]{64}", key)
        assert re.fullmatch(r"true|\d+|\[[\d., ]*\]|\"y\"", value), value


def test_the_documented_limits_are_those_in_force() -> None:
    documented = (Path(real_settings.BASE_DIR) / "docs" / "operating.md").read_text()
    assert "5 wrong passwords in 5 minutes" in documented
    assert real_settings.ACCOUNT_RATE_LIMITS["login_failed"] == "10/m/ip,5/5m/key"
    assert "20 sign-ups an hour" in documented
    assert real_settings.ACCOUNT_RATE_LIMITS["signup"] == "20/h/ip"
    assert "6 mails an hour to one address" in documented
    assert mail.MAILS_TO_ONE_ADDRESS == (6, 3600)
    assert "1,000 an hour in all" in documented
    assert mail.MAILS_OF_THE_INSTANCE == (1000, 3600)
    assert "20 a minute and 100 an hour from one IP address" in documented
    assert real_settings.ACCOUNT_RATE_LIMITS["request_login_code"] == "20/m/ip,100/h/ip,3/m/key"
    assert "30 mails an hour to one address, 1,000 an hour in all, apart" in documented
    assert mail.NOTICES_TO_ONE_ADDRESS == (30, 3600)
    assert mail.NOTICES_OF_THE_INSTANCE == (1000, 3600)
    assert "10 a minute and 30 an hour for a person" in documented
    assert real_settings.ACCOUNT_RATE_LIMITS["manage_email"] == "10/m/user,30/h/user"


class TestCounting:
    """The counter itself."""

    def test_it_allows_so_many_in_a_window_and_then_anew(self) -> None:
        with time_machine.travel(timezone.now(), tick=False) as clock:
            clock.move_to(timezone.now().replace(minute=0, second=1))
            assert [allow("try", "me", 2, 60) for _ in range(3)] == [True, True, False]
            assert allow("try", "you", 2, 60)
            clock.shift(timedelta(seconds=61))
            assert allow("try", "me", 2, 60)

    def test_windows_follow_the_clock_and_do_not_run(self) -> None:
        with time_machine.travel(timezone.now().replace(minute=59, second=59), tick=False) as clock:
            assert [allow("try", "me", 2, 3600) for _ in range(3)] == [True, True, False]
            clock.shift(timedelta(seconds=2))
            assert allow("try", "me", 2, 3600)

    def test_what_may_come_so_often_gets_a_number_each_time(self) -> None:
        with time_machine.travel(timezone.now(), tick=False) as clock:
            assert [nth("try", 60) for _ in range(3)] == [1, 2, 3]
            clock.shift(timedelta(seconds=59))
            assert nth("try", 60) == 4
            clock.shift(timedelta(seconds=2))
            assert nth("try", 60) == 1

    def test_another_process_sees_the_same(self) -> None:
        cache.set("x", [1.5, 2], 60)
        assert DatabaseCache("", {}).get("x") == [1.5, 2]

    def test_only_the_first_of_two_adds(self) -> None:
        assert cache.add("lock", True, 10)
        assert not cache.add("lock", True, 10)
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            assert cache.add("lock", True, 10)

    def test_what_ended_is_not_there(self) -> None:
        cache.set("x", 1, 10)
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            assert cache.get("x", "gone") == "gone"
            with pytest.raises(ValueError, match="no such"):
                cache.incr("x")

    def test_a_value_can_be_removed_prolonged_and_counted(self) -> None:
        cache.set("x", 1, 10)
        assert cache.touch("x", 100)
        assert cache.incr("x", 2) == 3
        assert cache.delete("x")
        assert not cache.delete("x")
        cache.clear()
        assert not CacheEntry.objects.exists()
