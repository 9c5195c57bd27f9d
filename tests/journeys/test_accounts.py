"""An organisation's instance in the browser: signing up, a passkey, an authenticator app."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from requests_app.accounts.models import User
from requests_app.cases import evidence
from tests.accounts.conftest import Post
from tests.journeys.measuring import overflow, press
from tests.journeys.test_accessibility import faults
from tests.people import open_case_for
from tests.safety import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]


def sign_up(page: Page, post: Post, address: str = "amara@example.org") -> None:
    page.goto("/sign-up/")
    page.get_by_label("Your e-mail address").fill(address)
    press(page, "Mail me a code")
    expect(page.get_by_text(address)).to_be_visible()
    page.get_by_label("Code").fill(post.code())
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Where should reminders reach you?")).to_be_visible()


def with_authenticator(page: Page) -> None:
    """Gives the browser a device that makes and uses passkeys, with a finger on its sensor."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_signs_in_alone(
    open_page: OpenPage, post: Post, picture: Callable[[Page, str], None]
) -> None:
    page = open_page()
    with_authenticator(page)
    sign_up(page, post)
    page.goto("/settings/security/passkeys/")
    press(page, "Add a passkey", role="link")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/settings/security/passkeys/")
    expect(page.get_by_text("signs in without a code")).to_be_visible()
    page.goto("/settings/security/")
    picture(page, "security")
    press(page, "Sign out")
    page.goto("/sign-in/")
    picture(page, "sign-in-by-address")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_passkey_is_the_second_step_after_a_mailed_code(open_page: OpenPage, post: Post) -> None:
    page = open_page()
    with_authenticator(page)
    sign_up(page, post)
    page.goto("/settings/security/passkeys/add/")
    page.get_by_label("Sign in with this passkey alone").uncheck()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    press(page, "Sign out")
    page.goto("/sign-in-by-code/")
    page.get_by_label("Your e-mail address").fill("amara@example.org")
    press(page, "Mail me a code")
    page.get_by_label("Code").fill(post.code())
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_without_a_passkey_at_hand_the_page_says_how_to_go_on(
    open_page: OpenPage, post: Post
) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("go on without it")).to_be_visible()


def test_an_authenticator_app_is_set_up_without_javascript(
    open_page: OpenPage, post: Post, picture: Callable[[Page, str], None]
) -> None:
    page = open_page(javascript=False)
    sign_up(page, post)
    page.goto("/settings/security/app/")
    assert page.locator("img").evaluate_all("all => all.length") == 1
    picture(page, "authenticator-app")
    key = page.locator("code").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{32}", key)
    code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
    page.get_by_label("Authenticator code").fill(code)
    press(page, "Set it up")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_every_page_of_signing_in_is_for_everyone(
    open_page: OpenPage, post: Post, width: int, theme: Any
) -> None:
    page = open_page(width=width)
    page.emulate_media(color_scheme=theme)
    for path in ("/sign-in/", "/sign-up/", "/sign-in-by-code/"):
        page.goto(path)
        assert faults(page) == [], path
        assert overflow(page) <= 0, path
    sign_up(page, post)
    case = open_case_for(User.objects.get(), date(2026, 11, 2))
    evidence.add(case, SimpleUploadedFile("a-picture-with-a-very-long-name.png", hostile.png()))
    for path in (
        f"/cases/{case.pk}/files/",
        "/confirm/code/",
        "/settings/security/",
        "/settings/security/address/",
        "/settings/security/password/",
        "/settings/security/app/",
        "/settings/security/passkeys/",
        "/settings/security/passkeys/add/",
    ):
        page.goto(path)
        assert faults(page) == [], path
        assert overflow(page) <= 0, path
