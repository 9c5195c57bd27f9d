"""From an overdue answer to the file for the authority on one's own disk."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.complaints.papers import mail
from tests.journeys.measuring import press
from tests.journeys.test_main_job import AMARA, LUCIE, record_sending, write_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Nobody who reads what stands there is faster than this for each press of a button; three minutes
# by hand are what is promised.
PRESSES = 7
SECONDS_A_PRESS = 15


def take(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_overdue_answer_becomes_a_file_for_the_cnil(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    picture: Callable[[Page, str], None],
    javascript: bool,
    tmp_path: Path,
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    write_letter(page, LUCIE)
    record_sending(page, timezone.localdate() - timedelta(days=60))

    begun = time.monotonic()
    press(page, "Complain to the CNIL", role="link")
    expect(page.get_by_text("Commission nationale").first).to_be_visible()
    expect(page.get_by_label("They did not answer in time")).to_be_checked()
    picture(page, "complaint-questions")
    press(page, "Write the complaint")
    picture(page, "complaint-letter")
    press(page, "Make the file")
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)
    picture(page, "complaint-file")
    path = take(page, "Download the PDF", tmp_path)
    by_machine = time.monotonic() - begun
    take(page, "Download the ZIP", tmp_path)
    assert by_machine + PRESSES * SECONDS_A_PRESS < 180

    with pikepdf.open(io.BytesIO(path.read_bytes())) as read:
        assert len(read.attachments) == 1
        titles = [item.title for item in read.open_outline().root]
    assert titles[:3] == ["Page de garde", "Table des matières", "Réclamation"]


def test_a_paper_is_added_the_file_made_and_the_complaint_recorded(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page)
    write_letter(page, AMARA)
    record_sending(page, timezone.localdate() - timedelta(days=60))
    # The law lets a person go to the ICO at once, though the desk recommends the company first.
    page.goto(page.url + "complaint-authority/")
    expect(page.get_by_text("You have not complained to the company yet")).to_be_visible()
    page.get_by_text("Add a document: an answer, a screenshot, a mandate").click()
    page.get_by_label("PDF, picture, mail (.eml) or text").set_input_files(
        {"name": "reply.eml", "mimeType": "message/rfc822", "buffer": mail()}
    )
    press(page, "Add it")
    expect(page.get_by_text("reply.eml").first).to_be_visible()
    page.get_by_label("Anything else, in your own words?").fill("They answered beside the point.")
    press(page, "Write the complaint")
    expect(page.locator(".letter-paper")).to_contain_text("They answered beside the point.")
    # The browser's own Back comes back to what was typed, and so does Forward.
    page.go_back()
    own_words = page.get_by_label("Anything else, in your own words?")
    expect(own_words).to_have_value("They answered beside the point.")
    page.go_forward()
    page.get_by_text("Change the text").click()
    text = page.get_by_label("Text of the letter")
    text.fill(text.input_value().replace("beside the point", "beside every point"))
    press(page, "Show the changed letter")
    page.goto(page.url.partition("complaint-authority/")[0])
    page.go_back()
    expect(page.locator(".letter-paper")).to_contain_text("They answered beside every point.")
    page.get_by_text("For the online form, field by field").click()
    expect(page.get_by_label("What happened", exact=True)).to_be_visible()
    press(page, "Make the file")
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)
    path = take(page, "Download the PDF", tmp_path)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as read:
        assert len(read.attachments) == 2

    press(page, "Back to the complaint", role="link")
    expect(page.locator(".letter-paper")).to_contain_text("They answered beside every point.")
    page.go_back()
    page.get_by_label("On which day did you hand it in?").fill(timezone.localdate().isoformat())
    page.get_by_label("Reference you were given, if any").fill("IC-4711")
    press(page, "Record it")
    page.goto(page.url + "authority/")
    expect(page.get_by_text("IC-4711")).to_be_visible()
    page.get_by_label("What did the authority say?").select_option("acknowledged")
    press(page, "Record it")
    expect(page.get_by_text("It confirmed that it has my complaint").first).to_be_visible()
