"""Logs name nobody: whatever goes wrong, and whatever people type, a line says what and where."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from requests_app.accounts.services import owner
from requests_app.safety.log_lines import ImpersonalFormatter, impersonal

pytestmark = pytest.mark.django_db
CANARY = ("amara.canary", "canary-token", "Canary Street", "203.0.113.77", "+44 20 7946 0123")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any part of the site says, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ImpersonalFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "requests_app", "allauth")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    # Queries are logged at DEBUG only where DEBUG is on, which no instance should be.
    quiet = logging.getLogger("django.db.backends")
    quiet.setLevel(logging.INFO)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)
    quiet.setLevel(logging.NOTSET)


def test_the_site_writes_its_log_through_this_formatter() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"].endswith("ImpersonalFormatter")
    assert all(handler["formatter"] == "line" for handler in settings.LOGGING["handlers"].values())


def test_nothing_that_people_typed_comes_into_the_log(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    browser = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")
    browser.get("/amara.canary@example.org/")
    browser.get("/sign-in/canary-token-9-with-more-than-twenty-characters/")
    browser.get("/companies/?q=amara.canary@example.org")
    browser.get("/", headers={"host": "amara.canary@example.org"})
    browser.post("/language/", {"language": "amara.canary@example.org"})
    Client(enforce_csrf_checks=True).post("/letter/", {"name": "amara.canary@example.org"})
    settings.PERSONAL_INSTANCE = False
    browser.post("/sign-in/", {"login": "amara.canary@example.org", "password": "Canary Street 1"})
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    browser.post("/sign-in-by-code/", {"email": "amara.canary@example.org"})
    settings.PERSONAL_INSTANCE = True

    def broken(*_args: Any, **_kwargs: Any) -> None:
        try:
            raise ValueError("amara.canary@example.org lives in Canary Street, +44 20 7946 0123")
        except ValueError as error:
            raise RuntimeError("no Canary Street") from error

    monkeypatch.setattr("requests_app.accounts.views.ReminderSettingsForm", broken)
    browser.force_login(owner())
    answer = browser.get("/settings/?x=amara.canary@example.org")
    assert answer.status_code == 500
    assert "Canary" not in answer.content.decode()

    written = log.getvalue()
    assert "Internal Server Error" in written
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert "test_logs.py" in written
    for canary in CANARY:
        assert canary not in written, written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to amara@example.org", "mail to <address>"),
        ("Not Found: /sign-in/Zk3_jd8-aKd93ksl2Kd8sk/", "Not Found: /sign-in/<token>/"),
        ("from 192.0.2.7", "from <ip>"),
        ("from 2001:db8:0:0:1:2:3:4", "from <ip>"),
        ("call 0170 1234567", "call <number>"),
        ("GET /companies/?q=amara", "GET /companies/?<query>"),
        ("a\nb\rc\x1b[31m", "a\\nb\\rc?[31m"),
        ("due 2026-11-24 09:00:00", "due 2026-11-24 09:00:00"),
        (
            "case 0d9e2a1e-1d52-4b7a-9b1e-2d3f4a5b6c7d",
            "case 0d9e2a1e-1d52-4b7a-9b1e-2d3f4a5b6c7d",
        ),
        ("SMTPAuthenticationError", "SMTPAuthenticationError"),
    ],
)
def test_what_may_be_personal_is_replaced_and_the_rest_stays(said: str, written: str) -> None:
    assert impersonal(said) == written


def test_what_is_typed_into_an_address_is_not_written_down(log: io.StringIO) -> None:
    browser = Client()
    browser.get("/amara-okafor-of-garden-row/")
    browser.get("/guides/amara-okafor-of-garden-row/")
    browser.put("/guides/amara-okafor-of-garden-row/")
    browser.get("/cases/6f0c1f6e-8e5b-4c1d-9d51-0d9a6f3e2b11/close/nowhere/")
    written = log.getvalue()
    assert "amara-okafor" not in written
    assert "Not Found: <path>" in written
    assert "Not Found: /guides/<identity>/" in written
    assert "Method Not Allowed (PUT): /guides/<identity>/" in written


def test_the_page_a_form_came_from_is_not_written_down(log: io.StringIO) -> None:
    browser = Client(enforce_csrf_checks=True)
    elsewhere = "https://elsewhere.example/amara-okafor-of-garden-row/page?x=1"
    browser.get("/letter/", secure=True)
    browser.post("/letter/", secure=True, headers={"referer": elsewhere})
    browser.post("/letter/", secure=True, headers={"origin": "https://amara-okafor.example"})
    written = log.getvalue()
    assert "Forbidden" in written
    assert "<elsewhere>" in written
    assert "amara-okafor" not in written


def test_the_ids_of_rows_stay_in_an_address(log: io.StringIO) -> None:
    browser = Client()
    browser.force_login(owner())
    browser.get("/cases/undo/6f0c1f6e-8e5b-4c1d-9d51-0d9a6f3e2b11/")
    assert "/cases/undo/6f0c1f6e-8e5b-4c1d-9d51-0d9a6f3e2b11/" in log.getvalue()


def test_a_line_whose_arguments_do_not_fit_is_not_lost() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%d things", ("many",), None)
    assert "%d things" in ImpersonalFormatter().format(record)
