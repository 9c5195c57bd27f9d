"""A real Chromium on the real site, with and without JavaScript."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from requests_app.accounts.services import owner, owner_sign_in_link, settle_in
from tests.accounts.conftest import Post
from tests.journeys.camera import Camera, EyeOn
from tests.journeys.measuring import WATCH, press

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
PICTURES = Path(os.environ.get("DSR_PICTURES") or Path(tempfile.gettempdir()) / "dsr-pictures")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    # What comes, comes; a machine that is busy with the drills only takes longer.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def as_served(live_server: LiveServer) -> Iterator[None]:
    """Styles and scripts go out as on a real instance: through the middleware, packed.

    The live server of the tests has a way of its own for them, which this takes out.
    """
    usual = live_server.thread.httpd.get_app()
    live_server.thread.httpd.set_app(WSGIHandler())
    yield
    live_server.thread.httpd.set_app(usual)


@pytest.fixture
def open_page(browser: Browser, live_server, settings) -> Iterator[Callable[..., Page]]:
    """Opens a page of a new, empty profile.

    Any error in the browser's console fails the test, and so does any report that the content
    security policy was broken.
    """
    settings.SITE_URL = live_server.url
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        javascript: bool = True,
        width: int = 1280,
        refusals: tuple[int, ...] = (),
        scale: float = 1,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            device_scale_factor=scale,
            accept_downloads=True,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        # 422 is how a form with a mistake in it comes back.
        expected = tuple(f"status of {code}" for code in (422, *refusals))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and not any(code in message.text for code in expected)
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in() -> Callable[[Page], None]:
    """Signs the owner in by the one-time link, as the start of the program prints it."""

    def do(page: Page) -> None:
        person = owner()
        settle_in(person, email="", language="en", time_zone="Europe/London", reminder_hour=9)
        page.goto(owner_sign_in_link())
        press(page, "Sign in")

    return do


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps a picture of the page, for the README and for looking at."""

    def take(page: Page, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def eye_on() -> EyeOn:
    """What looks at the pages of a walk; `test_every_page` puts another in its place."""
    return Camera


@pytest.fixture
def post(settings: Any, tmp_path: Path) -> Post:
    """An organisation's instance, open for sign-up; the mails it sends."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.PERSONAL_INSTANCE = False
    settings.SIGN_UP = "open"
    return Post(settings.MAIL_FOLDER)
