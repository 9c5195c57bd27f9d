"""A person follows a case through what companies really answer, with scripts and without."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Locator, Page, expect

from requests_app.accounts.services import owner
from requests_app.cases import queries
from requests_app.cases.models import Case
from tests.journeys.measuring import follow, press
from tests.journeys.test_main_job import download, text_of
from tests.people import open_case_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


def answer_due(case: Case) -> str:
    due = queries.now(case, timezone.localdate()).due
    return date_format(due) if due else ""


def record_reply(page: Page, text: str, on: date) -> Page:
    """Paste a reply; the page with the questions about it."""
    press(page, "They have answered", role="link")
    page.get_by_label("Paste or type what they wrote").fill(text)
    press(page, "Continue")
    page.get_by_label("On which day did it reach you?").fill(on.isoformat())
    return page


def confirm(page: Page) -> None:
    press(page, "Record it")
    expect(page.get_by_text("Recorded. Below is what follows from it.")).to_be_visible()


def next_step(page: Page) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name="Next step"))


@BOTH
def test_identity_extension_partial_answer_and_a_corrected_day(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    picture: Callable[[Page, str], None],
    tmp_path: Path,
    javascript: bool,
) -> None:
    today = timezone.localdate()
    page = open_page(javascript=javascript)
    sign_in(page)
    case = open_case_for(owner(), today - timedelta(days=20))
    first_day = answer_due(case)
    page.goto(f"/cases/{case.pk}/")

    # They ask for identity: the clock waits, the letter is ready, and once sent it goes on.
    record_reply(page, "Please verify your identity.", today - timedelta(days=15))
    expect(page.get_by_label("They ask me to prove who I am")).to_be_checked()
    picture(page, "reply")
    confirm(page)
    expect(page.locator(".chip", has_text="waiting for you").first).to_be_visible()
    proof = "Answer their request for proof of identity"
    follow(page, next_step(page).get_by_role("link", name=proof))
    page.get_by_label("I give what they ask for").check()
    page.get_by_label("What do you give to show who you are?").fill("A message from my account.")
    press(page, "Write the letter")
    letter = text_of(download(page, "Download the PDF", tmp_path))
    assert "LinkedIn Corporation" in letter
    page.get_by_label("On which day did you send it?").fill(
        (today - timedelta(days=14)).isoformat()
    )
    press(page, "Record it")
    expect(page.locator(".timeline").get_by_text("You showed who you are")).to_be_visible()
    after_identity = answer_due(case)
    assert after_identity != first_day

    # An extension without reasons moves nothing and is contested.
    record_reply(page, "We need more time.", today - timedelta(days=10))
    expect(page.get_by_label("Yes, without saying why")).to_be_checked()
    confirm(page)
    assert answer_due(case) == after_identity
    expect(next_step(page).get_by_role("link", name="Contest the extension")).to_be_visible()

    # With reasons it moves the day.
    record_reply(
        page,
        "Due to the complexity of your request we must extend the period by two months.",
        today - timedelta(days=5),
    )
    expect(page.get_by_label("Yes, and they say why")).to_be_checked()
    confirm(page)
    extended = answer_due(case)
    assert extended != after_identity
    expect(page.locator(".progress-line").get_by_text("Extended to")).to_be_visible()

    # A part comes: the letter names the rest.
    record_reply(page, "We have deleted some of your data.", today - timedelta(days=2))
    expect(page.get_by_label("Part of it")).to_be_checked()
    confirm(page)
    follow(page, next_step(page).get_by_role("link", name="Say what is missing"))
    page.get_by_label("What is missing from the answer?").fill("The models.")
    press(page, "Write the letter")
    expect(page.locator("#paper, .letter-paper").first).to_contain_text("The models.")
    press(page, "LinkedIn: Objection to AI training", role="link")

    # The day of sending was wrong: it is corrected, and the old entry stays in sight.
    press(page, "Correct: You sent the letter", role="link")
    page.get_by_label("On which day?").fill((today - timedelta(days=19)).isoformat())
    press(page, "Correct it")
    expect(page.locator(".timeline .replaced")).to_have_count(1)
    picture(page, "case-followed")


@BOTH
def test_ten_companies_at_once_marked_as_sent_and_found_again(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    picture: Callable[[Page, str], None],
    javascript: bool,
) -> None:
    today = timezone.localdate()
    page = open_page(javascript=javascript)
    sign_in(page)
    page.goto("/cases/several/")
    boxes = page.locator('input[name="platforms"]')
    for place in range(10):
        boxes.nth(place).check()
    page.get_by_label("Stop advertising to me").check()
    page.get_by_label("Where do you live?").select_option("FR")
    page.get_by_label("Your name").fill("Lucie Béranger")
    page.get_by_label("Your e-mail address").fill("lucie@example.org")
    press(page, "Write the letters")
    for _ in range(10):
        if javascript or page.get_by_text("10 of 10 written").count():
            break
        press(page, "Go on")
    expect(page.get_by_text("10 of 10 written")).to_be_visible(timeout=30_000)
    round_page = page.url
    press(page, "Letters as ZIP")
    expect(page.get_by_text("10 letters are ready.")).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the ZIP").click()
    with zipfile.ZipFile(taken.value.path()) as letters:
        assert len(letters.namelist()) == 10
    page.goto(round_page)
    page.get_by_label("On which day did you send them?").fill(today.isoformat())
    press(page, "Mark as sent")
    expect(page.get_by_text("Recorded for 10 cases.")).to_be_visible()
    expect(page.locator(".case-rows > li")).to_have_count(10)
    picture(page, "cases")
    page.get_by_label("All on this page").check()
    press(page, "Close them")
    expect(page.get_by_text("Recorded for 10 cases.")).to_be_visible()
    press(page, "Closed", role="link")
    expect(page.locator(".case-rows > li")).to_have_count(10)
