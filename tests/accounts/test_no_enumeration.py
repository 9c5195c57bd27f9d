"""Nobody finds out who has an account: not by what is said, nor by its status, nor by its time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.accounts.steady import _left
from tests.accounts.conftest import PASSWORD, Post

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]

KNOWN, UNKNOWN, NO_PASSWORD = "known@example.org", "nobody@example.org", "coder@example.org"
ASKING = [
    ("/sign-in/", {"login": "%s", "password": "wrong but long enough"}),
    ("/sign-in-by-code/", {"email": "%s"}),
    ("/sign-up/", {"email": "%s"}),
]


class Work:
    """Counts what takes long: hashing a password, sending a mail."""

    def __init__(self) -> None:
        self.hashes = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    counted = Work()
    hasher = type(hashers.get_hasher())
    encode, verify = hasher.encode, hasher.verify

    def counting(function: Any) -> Any:
        def do(*args: Any, **kwargs: Any) -> Any:
            counted.hashes += 1
            return function(*args, **kwargs)

        return do

    monkeypatch.setattr(hasher, "encode", counting(encode))
    monkeypatch.setattr(hasher, "verify", counting(verify))
    return counted


@pytest.fixture
def people(sign_up: SignUp) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        sign_up(KNOWN, password=PASSWORD)
        sign_up(NO_PASSWORD)


def ask(path: str, form: dict[str, str], address: str) -> tuple[int, str, str]:
    """Status, where it leads, and all that is shown, with the address itself taken out."""
    browser = Client(REMOTE_ADDR="203.0.113.5")
    filled = {name: value.replace("%s", address) for name, value in form.items()}
    answer = browser.post(path, filled)
    shown = answer.content.decode()
    if answer.status_code == 302:
        shown = browser.get(answer["Location"]).content.decode()
    shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)
    return answer.status_code, answer.get("Location", ""), shown.replace(address, "ADDRESS")


@pytest.mark.parametrize(("path", "form"), ASKING)
@pytest.mark.parametrize("address", [KNOWN, NO_PASSWORD])
def test_the_answer_is_the_same_with_and_without_an_account(
    people: None, path: str, form: dict[str, str], address: str
) -> None:
    assert ask(path, form, address) == ask(path, form, UNKNOWN)


@pytest.mark.parametrize(("path", "form"), ASKING)
def test_as_much_is_hashed_and_mailed_with_and_without_an_account(
    people: None, post: Post, work: Work, path: str, form: dict[str, str]
) -> None:
    done = []
    for address in (KNOWN, NO_PASSWORD, UNKNOWN):
        work.hashes, mails = 0, len(post.all())
        ask(path, form, address)
        done.append((work.hashes, len(post.all()) - mails))
    assert len(set(done)) == 1, done


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in-by-code/", "/sign-up/"])
def test_an_answer_takes_a_whole_number_of_steps(
    people: None, path: str, organisation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("requests_app.accounts.steady.time.sleep", slept.append)
    organisation.STEADY_SECONDS = 100.0
    begun = time.monotonic()
    for address in (KNOWN, UNKNOWN):
        Client().post(path, {"login": address, "email": address, "password": "long but wrong"})
    assert len(slept) == 2
    # Less than a step is left to wait, and with the time taken it makes one step.
    assert all(100.0 - (time.monotonic() - begun) <= left < 100.0 for left in slept)


@pytest.mark.parametrize(("taken", "left"), [(0.03, 0.47), (0.2, 0.3), (0.51, 0.49), (0.5, 0.0)])
def test_different_times_become_the_same(taken: float, left: float) -> None:
    assert _left(taken, 0.5) == pytest.approx(left)


def test_the_mails_tell_only_whoever_reads_that_mailbox(people: None, post: Post) -> None:
    Client().post("/sign-in-by-code/", {"email": UNKNOWN})
    assert "no account" in post.text()
    Client().post("/sign-up/", {"email": KNOWN})
    assert "an account with it already" in post.text()
    assert "code is" not in post.text()


def test_a_code_of_an_address_without_account_is_asked_for_like_any_other(
    people: None, post: Post
) -> None:
    for address in (KNOWN, UNKNOWN):
        browser = Client()
        browser.post("/sign-in-by-code/", {"email": address})
        for _ in range(2):
            answer = browser.post("/sign-in-by-code/code/", {"code": "WRNG-CODE"})
            assert "Incorrect code" in answer.content.decode()
        answer = browser.post("/sign-in-by-code/code/", {"code": "WRNG-CODE"})
        assert answer["Location"] == "/sign-in-by-code/"


def test_a_forged_host_does_not_get_into_a_mail(
    people: None, post: Post, organisation: Any
) -> None:
    organisation.ALLOWED_HOSTS = ["desk.example.org"]
    answer = Client().post(
        "/sign-in-by-code/", {"email": UNKNOWN}, headers={"host": "evil.example"}
    )
    assert answer.status_code == 400
    Client().post("/sign-in-by-code/", {"email": UNKNOWN}, headers={"host": "desk.example.org"})
    assert organisation.SITE_URL in post.text()
