"""New keys for people's data reach what signing in keeps, and nobody notices."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import models
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import Session, User
from requests_app.vault import keys, resealing
from requests_app.vault.models import PersonKey
from tests.accounts.conftest import PASSWORD, is_in
from tests.accounts.test_second_step import app_code, first_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_app(sign_up: Callable[..., tuple[User, Client]]) -> tuple[User, Client, str]:
    """Somebody with a password, an authenticator app and recovery codes."""
    person, browser = sign_up(password=PASSWORD)
    page = browser.get("/settings/security/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found is not None
    browser.post("/settings/security/app/", {"code": app_code(found.group(1))})
    return person, browser, found.group(1)


def recovery_codes(browser: Client) -> list[str]:
    page = browser.get("/settings/security/recovery-codes/").content.decode()
    found = re.findall(r"<code>(\d{8})</code>", page)
    assert len(found) == 10
    return found


def test_sessions_app_and_recovery_codes_go_on_under_the_new_key_alone(
    with_app: tuple[User, Client, str],
) -> None:
    person, browser, app = with_app
    codes = recovery_codes(browser)
    outcome = resealing.rotate(lambda _line: None)
    assert (outcome.left, outcome.unreadable) == (0, 0)
    PersonKey.objects.filter(owner_id=person.pk, version=1).delete()
    keys._cache.clear()
    assert is_in(browser)
    assert recovery_codes(browser) == codes
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        other = first_step()
        other.post("/second-step/", {"code": app_code(app)})
        assert is_in(other)


@pytest.mark.parametrize("damaged", [b"\x01\x00\x01" + b"x" * 60, b"\x01\x00", b""])
def test_a_session_that_does_not_open_is_counted_left_alone_and_in_nobodys_way(
    with_app: tuple[User, Client, str], sign_up: Callable[..., tuple[User, Client]], damaged: bytes
) -> None:
    person, _browser, _app = with_app
    other, _others_browser = sign_up("other@example.org")
    session = Session.objects.for_owner(person).first()
    models.QuerySet(Session).filter(pk=session.pk).update(data=damaged)
    outcome = resealing.rotate(lambda _line: None)
    assert (outcome.left, outcome.unreadable) == (1, 1)
    for one in (person, other):
        assert PersonKey.objects.filter(owner_id=one.pk).latest("version").version == 2
    assert resealing.drop_old_keys(timezone.now() + timedelta(hours=1)) == 1


def test_a_second_factor_that_does_not_open_is_counted_and_left_alone(
    with_app: tuple[User, Client, str],
) -> None:
    person, _browser, _app = with_app
    factor = Authenticator.objects.filter(user=person, type="totp").get()
    secret = base64.b64encode(b"\x01\x00").decode()
    factor.data = {**factor.data, "secret": f"{person.pk.hex}.{secret}"}
    factor.save()
    outcome = resealing.rotate(lambda _line: None)
    assert (outcome.left, outcome.unreadable) == (1, 1)
    assert Authenticator.objects.filter(user=person).count() == 2
