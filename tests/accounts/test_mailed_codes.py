"""The pages on which a mailed code is typed: alike for everybody, and three tries are three."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from tests.accounts.conftest import Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]

KNOWN, UNKNOWN = "known@example.org", "nobody@example.org"
PAGES = [("/sign-in-by-code/", "/sign-in-by-code/code/"), ("/sign-up/", "/confirm-address/")]


@pytest.fixture
def known(sign_up: SignUp) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        sign_up(KNOWN)


def seen(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()[:200]


@pytest.mark.parametrize(("ask", "code"), PAGES)
class TestAnotherCode:
    """Whoever asks for one learns nothing from it about who has an account."""

    def both(self, do: Callable[[str], Any]) -> None:
        with time_machine.travel(timezone.now().replace(minute=10), tick=False):
            first = do(KNOWN)
        with time_machine.travel(timezone.now().replace(minute=20), tick=False):
            assert do(UNKNOWN) == first

    def test_a_mail_goes_out_for_either(self, known: None, post: Post, ask: str, code: str) -> None:
        def do(address: str) -> Any:
            browser = Client()
            browser.post(ask, {"email": address})
            mails = len(post.all())
            with time_machine.travel(timezone.now() + timedelta(seconds=11)):
                answer = seen(browser.post(code, {"action": "resend"}))
            assert post.newest()["To"] == address
            return answer, len(post.all()) - mails

        self.both(do)

    def test_it_is_refused_after_as_many(
        self, known: None, post: Post, ask: str, code: str
    ) -> None:
        """Two a sign-in, and six mails an hour in all."""

        def do(address: str) -> Any:
            answers = []
            with time_machine.travel(timezone.now(), tick=False) as clock:
                for _ in range(3):
                    browser = Client()
                    answers.append(seen(browser.post(ask, {"email": address})))
                    for _ in range(3):
                        clock.shift(timedelta(seconds=61))
                        answers.append(seen(browser.post(code, {"action": "resend"})))
            statuses = [status for status, _to, _page in answers]
            assert statuses.count(429) > 0
            return answers

        self.both(do)

    def test_a_mail_server_that_is_down_is_said_to_either(
        self, known: None, organisation: Any, ask: str, code: str
    ) -> None:
        def do(address: str) -> Any:
            organisation.EMAIL_URL = ""
            browser = Client()
            browser.post(ask, {"email": address})
            organisation.EMAIL_URL = "smtp://127.0.0.1:9"
            with time_machine.travel(timezone.now() + timedelta(seconds=11)):
                answer = seen(browser.post(code, {"action": "resend"}))
            assert answer[0] == 503
            return answer

        self.both(do)

    def test_the_limit_of_all_mails_is_said_to_either(
        self, known: None, monkeypatch: pytest.MonkeyPatch, ask: str, code: str
    ) -> None:
        def do(address: str) -> Any:
            browser = Client()
            browser.post(ask, {"email": address})
            later = time_machine.travel(timezone.now() + timedelta(seconds=11))
            with monkeypatch.context() as few, later:
                few.setattr("requests_app.accounts.mail.MAILS_OF_THE_INSTANCE", (0, 3600))
                return seen(browser.post(code, {"action": "resend"}))

        with time_machine.travel(timezone.now(), tick=False):
            first = do(KNOWN)
            assert first[0] == 429
            assert do(UNKNOWN) == first

    def test_the_answer_takes_a_whole_number_of_steps_also_when_the_mail_fails(
        self,
        known: None,
        organisation: Any,
        monkeypatch: pytest.MonkeyPatch,
        ask: str,
        code: str,
    ) -> None:
        browser = Client()
        browser.post(ask, {"email": UNKNOWN})
        slept: list[float] = []
        monkeypatch.setattr("requests_app.accounts.steady.time.sleep", slept.append)
        organisation.STEADY_SECONDS = 100.0
        begun = time.monotonic()
        browser.post(code, {"code": "WRNG-CODE"})
        organisation.EMAIL_URL = "smtp://127.0.0.1:9"
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            assert browser.post(code, {"action": "resend"}).status_code == 503
        assert len(slept) == 2
        assert all(100.0 - (time.monotonic() - begun) <= left < 100.0 for left in slept)

    def test_the_new_code_counts_and_the_old_one_does_not(
        self, organisation: Any, sign_up: SignUp, post: Post, ask: str, code: str
    ) -> None:
        if ask == "/sign-in-by-code/":
            sign_up("amara@example.org")
        browser = Client()
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False) as clock:
            browser.post(ask, {"email": "amara@example.org"})
            old = post.code()
            clock.shift(timedelta(seconds=11))
            browser.post(code, {"action": "resend"})
            assert post.code() != old
            browser.post(code, {"code": old})
            assert not is_in(browser)
            browser.post(code, {"code": post.code()})
            assert is_in(browser)


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_codes_typed_at_once_are_no_more_than_three(known: None, post: Post, address: str) -> None:
    """Each request finds the session as it was before the others; the count is elsewhere."""
    browser = Client()
    browser.post("/sign-in-by-code/", {"email": address})
    before = dict(browser.session)
    answers = []
    for number in range(5):
        session = browser.session
        session.update(before)
        session.save()
        answers.append(browser.post("/sign-in-by-code/code/", {"code": f"WRNG-COD{number}"}))
    assert ["Incorrect code" in answer.content.decode() for answer in answers] == (
        [True] * 3 + [False] * 2
    )
    assert answers[-1]["Location"] == "/sign-in-by-code/"


@pytest.mark.django_db(transaction=True)
def test_the_right_code_after_eight_wrong_ones_in_parallel_is_refused(
    organisation: Any, sign_up: SignUp, post: Post
) -> None:
    sign_up(KNOWN)
    browser = Client()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        browser.post("/sign-in-by-code/", {"email": KNOWN})
        right, before = post.code(), dict(browser.session)
        cookie = browser.cookies["session"].value
        taken: list[bool] = []

        def guess(number: int) -> None:
            thief = Client()
            thief.cookies["session"] = cookie
            answer = thief.post("/sign-in-by-code/code/", {"code": f"WRNG-COD{number}"})
            taken.append("Incorrect code" in answer.content.decode())
            connections.close_all()

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(taken) <= 3
        session = browser.session
        session.update(before)
        session.save()
        browser.post("/sign-in-by-code/code/", {"code": right})
        assert not is_in(browser)
