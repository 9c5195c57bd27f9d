"""The pages that are met seldom, for `make screens` and for `test_every_page`."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Page

from requests_app.accounts import reauthentication
from requests_app.accounts.models import User
from requests_app.accounts.services import owner, set_address
from requests_app.cases import evidence, services
from requests_app.directory.own import OwnDetails
from requests_app.directory.services import add_own_company
from requests_app.reminders.choices import off_address
from requests_app.reminders.occasions import Occasion
from tests.accounts.conftest import Post
from tests.journeys.camera import EyeOn
from tests.journeys.measuring import follow, press
from tests.journeys.test_accounts import sign_up, with_authenticator
from tests.people import open_case_for
from tests.safety import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECURITY = "/settings/security/"


@pytest.mark.parametrize("language", ["de", "fr"])
def test_the_guides_in_other_languages(
    open_page: Callable[..., Page], eye_on: EyeOn, language: str
) -> None:
    page = open_page()
    eye = eye_on(page)
    page.goto("/guides/")
    page.get_by_label("Language").select_option(language)
    follow(page, page.locator("footer").get_by_role("button"))
    for guide in ("rights", "time", "identity", "ai"):
        eye.visit(f"guide-{guide}-{language}", f"/guides/{guide}/")


def test_pages_of_a_case_met_seldom(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page()
    sign_in(page)
    eye = eye_on(page)
    today = timezone.localdate()
    case = open_case_for(owner(), today - timedelta(days=20))
    services.record(case, "identity_asked", today - timedelta(days=6), submission=uuid.uuid4())
    eye.visit("follow-up-questions", f"/cases/{case.pk}/write/answer-identity/")
    evidence.add(case, SimpleUploadedFile("screenshot-of-the-setting.png", hostile.png()))
    page.goto(f"/cases/{case.pk}/files/")
    page.get_by_text("Remove").first.click()
    eye.look("case-file-removal")
    for company in ("Meta", "X", "OpenAI"):
        open_case_for(owner(), today - timedelta(days=12), company=company)
    page.goto("/cases/")
    page.get_by_label("All on this page").check()
    press(page, "Letters as ZIP")
    page.get_by_text("4 letters are ready.").wait_for()
    eye.look("cases-letters")


def test_companies_of_ones_own(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page()
    sign_in(page)
    eye = eye_on(page)
    address = ("7 Corner Lane", "Leeds", "LS1 1AA")
    add_own_company(owner(), OwnDetails("Corner Shop Ltd", ("UK",), address, seat="GB"))
    eye.visit("own-companies", "/directory/own/")
    press(page, "Delete Corner Shop Ltd")
    eye.look("own-company-deleted")


def test_settings_met_seldom(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    eye_on: EyeOn,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(refusals=(404, 410))
    eye = eye_on(page)
    eye.visit("sign-in-link-over", "/sign-in/no-such-link/")
    sign_in(page)
    eye.visit("mail-choices", "/settings/mail/")
    set_address(owner(), "amara@example.org")
    eye.visit("mail-server", "/settings/mail-server/")
    page.get_by_role("textbox", name="Server").fill("127.0.0.1")
    page.get_by_label("Port, if it is another one").fill("9")
    press(page, "Send me a mail, then save")
    eye.look("mail-server-away")
    off = off_address(owner().pk, Occasion.DIGEST).removeprefix(settings.SITE_URL)
    eye.visit("mail-off", off)
    settings.STATISTICS = True
    eye.visit("statistics", "/statistics/")
    with monkeypatch.context() as later:
        later.setattr(reauthentication, "is_recent", lambda _request: False)
        eye.visit("confirm-by-link", "/settings/your-data/erase/")
    page.goto("/settings/your-data/erase/")
    page.get_by_role("checkbox").check()
    press(page, "Erase everything")
    eye.look("erased")


def test_the_second_step(
    open_page: Callable[..., Page], post: Post, eye_on: EyeOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    eye = eye_on(page)
    with_authenticator(page)
    sign_up(page, post)
    page.goto(f"{SECURITY}app/")
    key = page.locator("code").inner_text()
    code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
    page.get_by_label("Authenticator code").fill(code)
    press(page, "Set it up")
    eye.look("security-recovery-codes")
    eye.visit("security-recovery-codes-new", f"{SECURITY}recovery-codes/new/")
    eye.visit("security-app-remove", f"{SECURITY}app/remove/")
    page.goto(f"{SECURITY}passkeys/add/")
    press(page, "Make it")
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    eye.visit("security-passkeys-one", f"{SECURITY}passkeys/")
    press(page, "Remove", role="link")
    eye.look("security-passkey-remove")
    eye.visit("security-all-set", SECURITY)
    with monkeypatch.context() as later:
        later.setattr(reauthentication, "is_recent", lambda _request: False)
        eye.visit("confirm-second-step", f"{SECURITY}address/")
        eye.visit("confirm-passkey", f"/confirm/passkey/?next={SECURITY}")
    press(page, "Sign out")
    page.goto("/sign-in-by-code/")
    page.get_by_label("Your e-mail address").fill("amara@example.org")
    press(page, "Mail me a code")
    eye.look("sign-in-code")
    page.get_by_label("Code").fill(post.code())
    press(page, "Go on")
    page.get_by_role("heading", name="Second step").wait_for()
    eye.look("second-step")


def test_doors_that_stay_shut(
    open_page: Callable[..., Page],
    post: Post,
    eye_on: EyeOn,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(refusals=(403, 503))
    eye = eye_on(page)
    sign_up(page, post)
    page.goto(f"{SECURITY}password/")
    for field in page.locator("input[type=password]").all():
        field.fill("correct horse battery staple")
    follow(page, page.locator("main").get_by_role("button").first)
    with monkeypatch.context() as later:
        later.setattr(reauthentication, "is_recent", lambda _request: False)
        eye.visit("confirm-password", f"{SECURITY}address/")
    press(page, "Sign out")
    eye.visit("account-closed", "/account-closed/")
    settings.SIGN_UP = "closed"
    eye.visit("sign-up-closed", "/sign-up/")
    settings.SIGN_UP = "open"
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    assert User.objects.count() == 1
    page.goto("/sign-in-by-code/")
    page.get_by_label("Your e-mail address").fill("amara@example.org")
    press(page, "Mail me a code")
    eye.look("mail-failed")
