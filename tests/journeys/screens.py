"""A picture of every page of the site, in two widths and both themes: `make screens`.

Not a test that runs with the others: it makes something to be looked at. The pictures go to
`var/screens/`, named `<page>-<width>-<theme>.png`. The walks go on in `screens_rare`; the same
walks with axe in the camera's place are `test_every_page`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Page

from requests_app.accounts.models import User
from requests_app.accounts.services import owner
from requests_app.cases import evidence, services
from requests_app.cases.models import Case
from tests.accounts.conftest import Post
from tests.journeys.camera import EyeOn
from tests.journeys.measuring import WIZARD, fill_in, follow, go_on, press
from tests.journeys.test_accounts import sign_up
from tests.people import open_case_for
from tests.safety import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


OPEN = {
    "home": "/",
    "platform-page-linkedin": "/to/linkedin/?right=objection&purpose=ai-training",
    "sample": "/sample/",
    "directory": "/directory/",
    "directory-search": "/directory/?q=meta",
    "directory-linkedin": "/directory/platforms/linkedin/",
    "guides": "/guides/",
    "guide-rights": "/guides/rights/",
    "guide-time": "/guides/time/",
    "guide-identity": "/guides/identity/",
    "guide-ai": "/guides/ai/",
    "privacy": "/privacy/",
    "sign-in-personal": "/sign-in/",
    "error-404": "/nothing/",
}


def test_pages_for_everyone(open_page: Callable[..., Page], eye_on: EyeOn) -> None:
    camera = eye_on(open_page(refusals=(404,)))
    for name, address in OPEN.items():
        camera.visit(name, address)


def test_the_other_error_pages(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    monkeypatch: Any,
    client: Any,
    eye_on: EyeOn,
) -> None:
    page = open_page(refusals=(400, 403, 404, 405, 413, 429, 500))
    camera = eye_on(page)
    from django.shortcuts import render as rendered

    from requests_app.web import errors, views

    for code in ("400", "403", "413", "429"):
        monkeypatch.setattr(
            views,
            "render",
            lambda request, *_args, code=code: rendered(
                request, f"web/errors/{code}.html", status=int(code)
            ),
        )
        camera.visit(f"error-{code}", "/privacy/")
    monkeypatch.setattr(views, "render", lambda request, *_args: errors.server_error(request))
    camera.visit("error-500", "/privacy/")
    monkeypatch.undo()
    page.goto("/letter/")
    page.context.clear_cookies()
    page.get_by_label("LinkedIn", exact=True).check()
    go_on(page)
    camera.look("error-csrf")
    camera.visit("error-405", "/sign-out/")
    sign_in(page)
    case = open_case_for(owner(), timezone.localdate() - timedelta(days=12))
    page.goto(f"/cases/{case.pk}/")
    page.context.clear_cookies(name="session")
    follow(page, page.locator("#record").get_by_role("button", name="Record"))
    camera.look("error-signed-out")


def test_the_way_to_a_letter(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page()
    camera = eye_on(page)
    page.goto("/letter/")
    for step in WIZARD:
        camera.look(f"wizard-{step}")
        if step == "details":
            go_on(page)
            camera.look("wizard-details-errors")
        fill_in(page, step)
        go_on(page)
    camera.look("wizard-letter")
    camera.look("wizard-letter-opened", opened=True)
    press(page, "Back", exact=True)
    camera.look("wizard-situation-filled")
    press(page, "All questions on one page")
    camera.look("wizard-one-page")
    press(page, "To the letter")
    press(page, "I have sent it: track the answer")
    camera.look("wizard-record-sending-anonymous")
    press(page, "I have signed in: continue")
    camera.look("wizard-record-sending-not-signed-in")
    camera.visit("wizard-one-page-begun", "/letter/?layout=one")
    sign_in(page)
    page.goto("/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=GB-ENG")
    fill_in(page, "details")
    go_on(page)
    fill_in(page, "situation")
    go_on(page)
    press(page, "I have sent it: track the answer")
    camera.look("wizard-record-sending")
    camera.visit("cases-drafts-only", "/cases/")
    press(page, "Throw away")
    camera.look("draft-thrown-away")


def test_empty_pages(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page()
    sign_in(page)
    camera = eye_on(page)
    for name, address in {
        "empty-home": "/",
        "empty-cases": "/cases/",
        "empty-month": "/cases/month/",
        "empty-feeds": "/cases/feeds/",
        "empty-own-companies": "/directory/own/",
        "empty-search": "/directory/?q=zzzzzz",
    }.items():
        camera.visit(name, address)


def _cases(person: User) -> dict[str, Case]:
    today = timezone.localdate()
    late = open_case_for(person, today - timedelta(days=70))
    running = open_case_for(
        person, today - timedelta(days=12), company="OpenAI", controller="OpenAI Ireland Limited"
    )
    asked = open_case_for(
        person, today - timedelta(days=12), company="Meta", controller="Meta Platforms, Inc."
    )
    services.record(asked, "identity_asked", today - timedelta(days=6), submission=uuid.uuid4())
    draft = open_case_for(person, None, company="X", controller="X Internet Unlimited Company")
    lodged = open_case_for(person, date(2026, 8, 3))
    services.record(lodged, "complaint_to_authority", date(2026, 10, 5), submission=uuid.uuid4())
    closed = open_case_for(person, today - timedelta(days=90))
    services.record(closed, "closed", today, submission=uuid.uuid4(), details={"result": "all"})
    evidence.add(late, SimpleUploadedFile("screenshot-of-the-setting.png", hostile.png()))
    return {
        "late": late, "running": running, "asked": asked, "draft": draft, "lodged": lodged,
        "closed": closed,
    }  # fmt: skip


def test_cases(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page(refusals=(404, 409))
    sign_in(page)
    cases = _cases(owner())
    camera = eye_on(page)
    camera.visit("home-signed-in", "/")
    camera.visit("cases", "/cases/")
    camera.visit("cases-nothing-fits", "/cases/?q=zzz")
    due = cases["running"].due_on
    camera.visit("cases-month", f"/cases/month/{due:%Y}-{due.month}/")
    camera.visit("cases-several", "/cases/several/")
    camera.visit("cases-feeds", "/cases/feeds/")
    press(page, "Make a feed")
    camera.look("cases-feed-made")
    for name, case in cases.items():
        camera.visit(f"case-{name}", f"/cases/{case.pk}/")
    late = f"/cases/{cases['late'].pk}/"
    camera.visit("case-late-opened", late, opened=True)
    page.goto(late)
    follow(page, page.locator("#record").get_by_role("button", name="Record"))
    camera.look("case-late-errors")
    page.goto(late)
    press(page, "Correct", role="link")
    camera.look("case-correct")
    camera.visit("case-reply", f"{late}reply/")
    page.get_by_label("Paste or type what they wrote").fill("Please verify your identity.")
    press(page, "Continue")
    camera.look("case-reply-questions")
    camera.visit("case-files", f"{late}files/")
    camera.visit("case-mark-sent", f"/cases/{cases['draft'].pk}/sent/")
    camera.visit("follow-up-reminder", f"{late}write/reminder/")
    camera.visit("complaint-company", f"{late}complaint-controller/")
    press(page, "Write the complaint")
    camera.look("complaint-company-letter")
    camera.visit("complaint-authority", f"{late}complaint-authority/", opened=True)
    press(page, "Write the complaint")
    camera.look("complaint-authority-letter")
    press(page, "Make the file")
    # While it is being made the page loads itself anew; the styleguide shows that state.
    page.get_by_role("link", name="Download").first.wait_for(timeout=120_000)
    camera.look("complaint-file")
    camera.visit("complaint-too-early", f"/cases/{cases['draft'].pk}/complaint-authority/")
    camera.visit("authority", f"/cases/{cases['lodged'].pk}/authority/")
    camera.visit("case-close", f"{late}close/")
    page.get_by_label("They did nothing").check()
    press(page, "Close the case")
    camera.look("case-closed-just-now")
    press(page, "Undo")
    camera.look("case-undone")
    page.goto("/cases/several/")
    for company in ("Spotify", "Uber"):
        page.get_by_label(company, exact=True).check()
    page.get_by_label("Delete my data").check()
    page.get_by_label("It is no longer needed").check()
    page.get_by_label("Where do you live?").select_option("FR")
    page.get_by_label("Your name").fill("Amara Okafor")
    page.get_by_label("Your e-mail address").fill("amara@example.org")
    camera.look("cases-several-filled")
    press(page, "Write the letters")
    page.get_by_text("2 of 2 written").wait_for()
    camera.look("cases-round")


def test_the_person(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], eye_on: EyeOn
) -> None:
    page = open_page()
    sign_in(page)
    open_case_for(owner(), timezone.localdate() - timedelta(days=12))
    camera = eye_on(page)
    for name, address in {
        "settings": "/settings/",
        "settings-security": "/settings/security/",
        "own-data": "/settings/your-data/",
        "own-data-log": "/settings/your-data/log/",
        "own-data-erase": "/settings/your-data/erase/",
        "own-company-add": "/directory/own/add/",
    }.items():
        camera.visit(name, address)


def test_signing_in_at_an_organisation(
    open_page: Callable[..., Page], post: Post, eye_on: EyeOn
) -> None:
    page = open_page()
    camera = eye_on(page)
    for name, address in {
        "sign-in": "/sign-in/",
        "sign-up": "/sign-up/",
        "sign-in-by-code": "/sign-in-by-code/",
    }.items():
        camera.visit(name, address)
    sign_up(page, post)
    camera.look("settings-first-time")
    for name, address in {
        "confirm-by-code": "/confirm/code/",
        "security": "/settings/security/",
        "security-address": "/settings/security/address/",
        "security-password": "/settings/security/password/",
        "security-app": "/settings/security/app/",
        "security-passkeys": "/settings/security/passkeys/",
        "security-passkey-add": "/settings/security/passkeys/add/",
        "own-data-organisation": "/settings/your-data/",
        "privacy-organisation": "/privacy/",
    }.items():
        camera.visit(name, address)


def test_components(open_page: Callable[..., Page], settings: Any, eye_on: EyeOn) -> None:
    settings.DEBUG = True
    eye_on(open_page()).visit("styleguide", "/styleguide/", opened=True)
