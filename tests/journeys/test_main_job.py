"""A member objects to LinkedIn's AI training, tracks the answer, and complains when none comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar
from playwright.sync_api import Page, expect

from requests_app import law
from tests.journeys.conftest import PICTURES
from tests.journeys.measuring import go_on, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Member:
    """Who writes, from where, and what the letter must and must not say."""

    name: str
    address: str
    residence: str
    controller: str
    place: str
    says: tuple[str, ...]
    never: tuple[str, ...]
    regime: str


AMARA = Member(
    name="Amara Okafor",
    address="12 Garden Row\nLeeds LS6 2AB",
    residence="GB-ENG",
    controller="LinkedIn Corporation",
    place="Sunnyvale",
    says=("UK GDPR", "Article 21(1)", "Microsoft"),
    never=("LinkedIn Ireland", "Article 77"),
    regime="uk",
)
LUCIE = Member(
    name="Lucie Béranger",
    address="8 rue des Carmes\n44000 Nantes",
    residence="FR",
    controller="LinkedIn Ireland Unlimited Company",
    place="Dublin",
    says=("RGPD", "article 21, paragraphe 1"),
    never=("LinkedIn Corporation", "Sunnyvale", "DPA 2018", "UK GDPR"),
    regime="eu",
)


def text_of(path: Path) -> str:
    """All text of the PDF, with line ends as spaces."""
    document = pypdfium2.PdfDocument(path)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return " ".join(" ".join(pages).split())


def keep_picture_of_letter(path: Path, name: str) -> None:
    """The first page as a picture, for the README and for looking at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    pypdfium2.PdfDocument(path)[0].render(scale=1.4).to_pil().save(PICTURES / f"{name}.png")


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def write_letter(page: Page, member: Member) -> None:
    """From the home page to the preview."""
    page.goto("/")
    press(page, "Write a letter", role="link")
    page.get_by_label("LinkedIn", exact=True).check()
    go_on(page)
    page.get_by_label("Stop training AI on my data").check()
    go_on(page)
    page.get_by_label("Where do you live?").select_option(member.residence)
    go_on(page)
    expect(page.get_by_text("The law that applies:")).to_be_visible()
    page.get_by_label("Your name").fill(member.name)
    page.get_by_label("Your postal address").fill(member.address)
    page.get_by_label("Your e-mail address").fill("writer@example.org")
    page.get_by_label("Address of your profile").fill("linkedin.com/in/the-writer")
    go_on(page)
    page.get_by_label("Your situation").fill(
        "I am looking for work. A model that repeats what I wrote as a student would follow me."
    )
    go_on(page)
    expect(page.get_by_role("heading", name="Your letter")).to_be_visible()


def record_sending(page: Page, sent_on: date) -> None:
    press(page, "I have sent it: track the answer")
    page.get_by_label("On which day did you send it?").fill(sent_on.isoformat())
    page.get_by_role("button", name="Record and start the clock").click()
    expect(page.get_by_role("heading", name="LinkedIn: Objection to AI training")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("member", [AMARA, LUCIE], ids=["uk", "france"])
def test_the_letter_names_the_company_that_answers_for_this_country(
    open_page: Callable[..., Page], member: Member, javascript: bool, tmp_path: Path
) -> None:
    page = open_page(javascript=javascript)
    write_letter(page, member)
    letter = download(page, "Download the PDF", tmp_path)
    keep_picture_of_letter(letter, "letter" if member is AMARA else "letter-france")
    text = text_of(letter)
    assert member.controller in text
    assert member.place in text
    for words in (*member.says, member.name):
        assert words in text
    for words in member.never:
        assert words not in text
    due = law.deadlines(
        member.regime,
        "objection",
        "US" if member.regime == "uk" else "IE",
        [law.Event("received", timezone.localdate())],
        timezone.localdate(),
        residence=member.residence,
    )
    answer = next(one for one in due if one.kind == "response")
    language = "fr" if member.regime == "eu" else "en-gb"
    from django.utils.translation import override

    with override(language):
        assert date_format(answer.due, "j F Y") in text


def test_a_member_in_england_is_led_from_the_letter_to_the_ico(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    picture: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    today = timezone.localdate()
    page = open_page()
    sign_in(page)
    write_letter(page, AMARA)
    record_sending(page, today - timedelta(days=80))
    expect(page.get_by_text("That day has passed.")).to_be_visible()
    page.get_by_text("How was this computed?").first.click()
    expect(page.get_by_text("UK-2").first).to_be_visible()
    picture(page, "case")

    press(page, "Complain to the company", role="link")
    press(page, "Write the complaint")
    to_company = text_of(download(page, "Download the PDF", tmp_path))
    assert "section 164A" in to_company
    assert "LinkedIn Corporation" in to_company
    assert "Article 77" not in to_company
    page.get_by_label("On which day did you send it?").fill(
        (today - timedelta(days=40)).isoformat()
    )
    press(page, "Record it")

    press(page, "Complain to the ICO", role="link")
    expect(page.get_by_text("The 30 days for confirming your complaint are over.")).to_be_visible()
    press(page, "Write the complaint")
    to_ico = text_of(download(page, "Download the PDF", tmp_path))
    assert "section 165" in to_ico
    assert "Article 77" not in to_ico
    assert "Information Commissioner" in to_ico
    page.get_by_label("On which day did you hand it in?").fill(today.isoformat())
    press(page, "Record it")
    entry = page.locator(".timeline").get_by_text("You complained to the authority").first
    expect(entry).to_be_visible()


def test_a_member_in_france_is_led_from_the_letter_to_the_cnil_in_french(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], tmp_path: Path
) -> None:
    page = open_page(javascript=False)
    sign_in(page)
    write_letter(page, LUCIE)
    record_sending(page, timezone.localdate() - timedelta(days=60))
    press(page, "Complain to the CNIL", role="link")
    expect(page.get_by_text("Commission nationale").first).to_be_visible()
    press(page, "Write the complaint")
    text = text_of(download(page, "Download the PDF", tmp_path))
    assert "article 77" in text
    assert "Commission nationale de l’informatique" in text.replace("'", "’")
    assert "LinkedIn Ireland Unlimited Company" in text
    assert "s.165" not in text


def test_the_calendar_file_holds_the_day_on_which_they_must_answer(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None], tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page)
    write_letter(page, AMARA)
    record_sending(page, timezone.localdate())
    with page.expect_download() as started:
        page.get_by_role("link", name="Put it in your calendar").click()
    path = tmp_path / "deadline.ics"
    started.value.save_as(path)
    entries = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    shown = page.get_by_role("heading", name="Answer:").locator("time").get_attribute("datetime")
    assert shown in {entry.decoded("dtstart").isoformat() for entry in entries}


def test_editing_shows_at_once_in_the_preview_and_goes_into_the_pdf(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page()
    write_letter(page, AMARA)
    page.get_by_text("Change the text").click()
    body = page.get_by_label("Text of the letter")
    body.fill(body.input_value() + "\n\nA sentence of my own: {{ 7 * 7 }} <b>kept as it is</b>.")
    expect(page.locator("#paper")).to_contain_text("{{ 7 * 7 }} <b>kept as it is</b>")
    text = text_of(download(page, "Download the PDF", tmp_path))
    assert "A sentence of my own: {{ 7 * 7 }} <b>kept as it is</b>." in text


def test_a_missing_name_is_said_and_everything_else_is_kept(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    page.goto("/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=FR")
    page.get_by_label("Your postal address").fill("8 rue des Carmes")
    page.get_by_label("Your e-mail address").fill("writer@example.org")
    go_on(page)
    expect(
        page.get_by_role("link", name="Give the name the letter is signed with.")
    ).to_be_visible()
    expect(page.get_by_label("Your postal address")).to_have_value("8 rue des Carmes")


def test_going_back_loses_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(javascript=False)
    write_letter(page, LUCIE)
    for _ in range(2):
        press(page, "Back", exact=True)
    expect(page.get_by_label("Your name")).to_have_value("Lucie Béranger")
    go_on(page)
    expect(page.get_by_label("Your situation")).to_have_value(
        "I am looking for work. A model that repeats what I wrote as a student would follow me."
    )


def test_a_letter_opened_before_signing_in_is_tracked_after_it(
    open_page: Callable[..., Page], sign_in: Callable[[Page], None]
) -> None:
    page = open_page(refusals=(403,))
    write_letter(page, AMARA)
    page.get_by_role("button", name="I have sent it: track the answer").click()
    expect(page.get_by_text("Tracking needs an account")).to_be_visible()
    press(page, "I have signed in: continue")
    expect(page.get_by_text("This browser is not signed in yet")).to_be_visible()
    other = page.context.new_page()
    sign_in(other)
    press(page, "I have signed in: continue")
    go_on(page)
    expect(page.get_by_role("heading", name="LinkedIn: Objection to AI training")).to_be_visible()
