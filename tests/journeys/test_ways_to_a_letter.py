"""All questions on one page, drafts, a letter for somebody else: with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests_app.accounts.services import owner
from requests_app.letters.models import LetterDraft
from tests.journeys.measuring import WIZARD, fill_in, go_on, press
from tests.journeys.test_main_job import AMARA, download, text_of, write_letter
from tests.people import open_case_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]
SignIn = Callable[[Page], None]
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
PREFILLED = "/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=GB-ENG"


def to_the_letter(page: Page) -> None:
    """By the link of an organisation, which leaves two questions."""
    page.goto(PREFILLED)
    fill_in(page, "details")
    go_on(page)
    fill_in(page, "situation")
    go_on(page)


@BOTH
def test_all_questions_on_one_page_lead_to_the_letter(
    open_page: OpenPage, javascript: bool, tmp_path: Path
) -> None:
    page = open_page(javascript=javascript)
    page.goto("/letter/")
    press(page, "All questions on one page")
    for step in ("platform", "wish", "home"):
        fill_in(page, step)
    if javascript:
        expect(page.locator("#paper")).to_contain_text("LinkedIn Corporation")
    else:
        press(page, "Show the further questions")
    for step in ("details", "situation"):
        fill_in(page, step)
    press(page, "To the letter")
    expect(page.get_by_role("heading", name="Your letter", exact=True)).to_be_visible()
    assert "Amara Okafor" in text_of(download(page, "Download the PDF", tmp_path))
    press(page, "Back", exact=True)
    expect(page.get_by_role("heading", name="Your letter in one go")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    press(page, "One question at a time")
    expect(page.get_by_label("Your situation")).to_have_value(
        "I am looking for work. A model that repeats what I wrote as a student follows me."
    )


@BOTH
def test_an_answer_changed_after_a_step_back_is_in_the_letter(
    open_page: OpenPage, sign_in: SignIn, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    to_the_letter(page)
    paper = page.locator("#paper")
    expect(paper).to_contain_text("A model that repeats what I wrote")
    press(page, "Back", exact=True)
    page.get_by_label("Your situation").fill("I teach, and my pupils read what it says.")
    go_on(page)
    expect(paper).to_contain_text("I teach, and my pupils read what it says.")
    expect(paper).not_to_contain_text("A model that repeats what I wrote")
    # From the draft it is the same.
    press(page, "Back", exact=True)
    page.goto("/cases/")
    press(page, "LinkedIn: Stop training AI on my data", role="link")
    page.get_by_label("Your situation").fill("I sing, and it sings like me.")
    go_on(page)
    expect(paper).to_contain_text("I sing, and it sings like me.")


def test_after_an_edit_the_changed_answer_is_said_not_to_be_in_it(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    write_letter(page, AMARA)
    page.get_by_text("Change the text").click()
    body = page.get_by_label("Text of the letter")
    body.fill(body.input_value() + "\n\nA sentence of my own.")
    press(page, "Back", exact=True)
    page.get_by_label("Your situation").fill("I teach, and my pupils read what it says.")
    go_on(page)
    paper = page.locator("#paper")
    expect(paper).to_contain_text("A sentence of my own.")
    expect(paper).not_to_contain_text("I teach")
    press(page, "Write it anew from the answers")
    expect(paper).to_contain_text("I teach, and my pupils read what it says.")


def test_on_one_page_another_wish_brings_its_own_questions(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{PREFILLED}&layout=one")
    expect(page.get_by_label("Your situation")).to_be_visible()
    page.get_by_label("Your name").fill("Amara Okafor")
    page.get_by_label("Show me what you hold about me").check()
    expect(page.get_by_label("What do you want to see first?")).to_be_visible()
    expect(page.get_by_label("Your situation")).to_have_count(0)
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")


def test_the_letter_grows_beside_the_questions(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(PREFILLED)
    paper = page.locator("#paper")
    expect(paper).to_contain_text("[Your name]")
    page.get_by_label("Your name").fill("Amara Okafor")
    expect(paper).to_contain_text("Amara Okafor")
    expect(paper).not_to_contain_text("[Your name]")


def test_the_letter_beside_the_form_shows_the_part_that_is_being_written(
    open_page: OpenPage,
) -> None:
    page = open_page()
    page.goto(PREFILLED)
    fill_in(page, "details")
    go_on(page)
    here = page.locator("#paper p", has_text="A model that repeats what I wrote")
    fill_in(page, "situation")
    expect(here).to_be_in_viewport(ratio=1)
    top = page.locator("#so-far").evaluate("pane => pane.scrollTop")
    assert top > 0
    page.get_by_label("Your situation").press("End")
    page.keyboard.type(" And more.")
    expect(page.locator("#paper")).to_contain_text("And more.")
    assert page.locator("#so-far").evaluate("pane => pane.scrollTop") == top


@BOTH
def test_another_language_loses_no_answer(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(PREFILLED)
    fill_in(page, "details")
    page.get_by_label("Language", exact=True).select_option("de")
    press(page, "Change")
    expect(page.get_by_label("Ihr Name")).to_have_value("Amara Okafor")
    press(page, "Weiter", exact=True)
    expect(page.get_by_label("Ihre Situation")).to_be_visible()


@BOTH
def test_the_browsers_own_back_shows_the_step_before(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/letter/")
    for step in WIZARD:
        fill_in(page, step)
        go_on(page)
    expect(page.get_by_role("heading", name="Your letter", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your situation")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your name")).to_be_visible()
    fill_in(page, "details")
    go_on(page)
    expect(page.get_by_label("Your situation")).to_be_visible()


@BOTH
def test_back_and_reload_show_what_was_kept_of_somebody_signed_in(
    open_page: OpenPage, sign_in: SignIn, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    page.goto("/letter/")
    for step in WIZARD[:4]:
        fill_in(page, step)
        go_on(page)
    press(page, "Your cases", role="link")
    page.go_back()
    expect(page.get_by_label("Your situation")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    page.go_back()
    expect(page.get_by_label("Where do you live?")).to_have_value("GB-ENG")
    page.go_back()
    expect(page.get_by_label("Stop training AI on my data")).to_be_checked()
    page.go_back()
    expect(page.get_by_label("LinkedIn", exact=True)).to_be_checked()
    for _step in ("platform", "wish", "home"):
        go_on(page)
    fill_in(page, "details")
    go_on(page)
    fill_in(page, "situation")
    go_on(page)
    press(page, "Your cases", role="link")
    page.go_back()
    expect(page.locator("#paper")).to_contain_text("A model that repeats what I wrote")
    assert LetterDraft.objects.across_owners().count() == 1


@BOTH
def test_in_another_language_back_shows_what_was_kept(
    open_page: OpenPage, sign_in: SignIn, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    page.goto(f"{PREFILLED}&layout=one")
    fill_in(page, "details")
    page.get_by_label("Language", exact=True).select_option("de")
    press(page, "Change")
    expect(page.get_by_label("Ihr Name")).to_have_value("Amara Okafor")
    expect(page.get_by_label("Ihre Situation")).to_be_visible()
    press(page, "Ihre Fälle", role="link")
    page.go_back()
    expect(page.get_by_label("Ihr Name")).to_have_value("Amara Okafor")
    expect(page.get_by_label("Ihre Situation")).to_be_visible()


@BOTH
def test_on_a_phone_a_button_shows_the_letter_so_far(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript, width=360)
    page.goto(PREFILLED)
    paper = page.locator("#paper")
    expect(paper).to_be_hidden()
    page.get_by_label("Your name").fill("Amara Okafor")
    page.get_by_role("button", name="Show the letter so far").click()
    expect(paper).to_be_visible()
    expect(paper).to_contain_text("Amara Okafor")
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    page.get_by_role("link", name="Back to the questions").first.click()
    expect(paper).to_be_hidden()
    expect(page.get_by_label("Your name")).to_be_in_viewport()


@BOTH
def test_an_objection_without_grounds_leaves_the_page_as_it_was(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{PREFILLED}&layout=one")
    fill_in(page, "details")
    press(page, "To the letter")
    expect(page.get_by_role("heading", name="Your letter in one go")).to_be_visible()
    expect(page.get_by_text("needs grounds of your own").first).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    expect(page.locator("#paper")).to_contain_text("[Your situation]")


@BOTH
def test_a_name_that_several_go_by_leads_to_the_one_that_is_meant(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto("/letter/")
    page.get_by_label("Another company", exact=True).check()
    page.get_by_label("Name or web address of the company").fill("Meta")
    go_on(page)
    expect(page.get_by_role("heading", name="Which one?")).to_be_visible()
    page.locator("#companies").get_by_label("Instagram").check()
    go_on(page)
    expect(page.get_by_role("heading", name="What do you want Instagram to do?")).to_be_visible()


@BOTH
def test_a_draft_is_gone_on_with_thrown_away_and_put_back(
    open_page: OpenPage, sign_in: SignIn, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    page.goto(PREFILLED)
    fill_in(page, "details")
    go_on(page)
    page.goto("/cases/")
    press(page, "LinkedIn: Stop training AI on my data", role="link")
    expect(page.get_by_label("Your situation")).to_be_visible()
    page.goto("/cases/")
    press(page, "Throw away")
    expect(page.get_by_role("heading", name="The draft is thrown away")).to_be_visible()
    assert LetterDraft.objects.across_owners().count() == 0
    press(page, "Undo: put it back")
    expect(page.get_by_label("Your situation")).to_be_visible()
    press(page, "Back", exact=True)
    expect(page.get_by_label("Your name")).to_have_value("Amara Okafor")
    assert LetterDraft.objects.across_owners().count() == 1


@BOTH
def test_a_letter_is_written_for_somebody_else(
    open_page: OpenPage, javascript: bool, tmp_path: Path
) -> None:
    page = open_page(javascript=javascript)
    page.goto(PREFILLED)
    fill_in(page, "details")
    expect(page.get_by_label("Name of the person you write for")).to_be_hidden()
    page.get_by_label("Are you writing for someone else?").select_option("relative")
    page.get_by_label("Name of the person you write for").fill("Chidi Okafor")
    go_on(page)
    fill_in(page, "situation")
    go_on(page)
    text = text_of(download(page, "Download the PDF", tmp_path))
    assert "on behalf of Chidi Okafor" in text
    assert "Mandate of Chidi Okafor" in text


@BOTH
def test_cases_closed_by_mistake_are_opened_again_by_the_button_beside_the_message(
    open_page: OpenPage, sign_in: SignIn, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    sign_in(page)
    for name in ("Meta", "X"):
        open_case_for(owner(), timezone.localdate() - timedelta(days=3), company=name)
    page.goto("/cases/")
    page.get_by_label("All on this page").check()
    press(page, "Close them")
    expect(page.get_by_text("Recorded for 2 cases.").first).to_be_visible()
    expect(page.locator(".case-rows .chip", has_text="closed")).to_have_count(2)
    press(page, "Undo")
    expect(page.get_by_text("Taken back.").first).to_be_visible()
    expect(page.locator(".case-rows .chip", has_text="closed")).to_have_count(0)


def test_what_was_done_is_said_in_a_region_that_is_read_out(
    open_page: OpenPage, sign_in: SignIn
) -> None:
    page = open_page()
    sign_in(page)
    case = open_case_for(owner(), timezone.localdate() - timedelta(days=3))
    page.goto(f"/cases/{case.pk}/close/")
    page.get_by_label("They did nothing").check()
    press(page, "Close the case")
    said = page.locator("[aria-live=polite]", has_text="The case is closed.")
    expect(said).to_have_count(1)
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator(".toast-note")).to_have_count(0)
