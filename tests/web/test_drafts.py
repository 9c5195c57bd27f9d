"""A letter that was begun: kept for whoever is signed in, and for nobody else."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from requests_app.accounts.daily import daily_pass
from requests_app.accounts.models import User
from requests_app.letters.models import LetterDraft
from requests_app.letters.services import MOST_DRAFTS, keep_draft
from tests.web.test_wizard import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, amara: User) -> Client:
    client.force_login(amara)
    return client


def number_in(page: str) -> str:
    found = re.search(r'name="draft" value="([0-9a-f-]+)"', page)
    assert found, "the page carries no draft"
    return found.group(1)


def write_to(browser: Client, at: str = "details", **changes: str) -> str:
    """Give answers up to this step; the page that follows."""
    start = browser.get("/letter/", follow=True).content.decode()
    form = {**ANSWERS, "draft": number_in(start), "at": at, "go": "next", **changes}
    return browser.post("/letter/", form, follow=True).content.decode()


def test_nobody_signed_in_leaves_a_draft(client: Client) -> None:
    client.post("/letter/", {**ANSWERS, "at": "details", "go": "next", "draft": uuid.uuid4()})
    assert LetterDraft.objects.across_owners().count() == 0


def test_each_step_is_kept_and_the_draft_is_found_and_gone_on_with(browser: Client) -> None:
    write_to(browser)
    listed = browser.get("/cases/").content.decode()
    assert "LinkedIn: Stop training AI on my data" in listed
    address = re.search(r'href="(/letter/drafts/[0-9a-f-]+/)"', listed)
    assert address
    page = browser.get(address.group(1)).content.decode()
    assert "Why does it matter to you?" in page
    assert ANSWERS["situation"] in page
    assert 'name="name" value="Seán O’Brien"' in page


def test_a_form_sent_twice_keeps_one_draft(browser: Client) -> None:
    start = browser.get("/letter/", follow=True).content.decode()
    form = {**ANSWERS, "draft": number_in(start), "at": "details", "go": "next"}
    browser.post("/letter/", form)
    browser.post("/letter/", form)
    assert LetterDraft.objects.across_owners().count() == 1


def test_what_was_typed_stands_nowhere_in_clear(browser: Client) -> None:
    write_to(browser, name="Kanarienvogel")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_letterdraft")
        assert "Kanarienvogel" not in repr(cursor.fetchall())


def test_a_draft_thrown_away_is_deleted_at_once_and_can_be_put_back(browser: Client) -> None:
    write_to(browser)
    draft = LetterDraft.objects.across_owners().get()
    page = browser.post(f"/letter/drafts/{draft.pk}/throw-away/").content.decode()
    assert LetterDraft.objects.across_owners().count() == 0
    assert "The draft is thrown away" in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    page = browser.post("/letter/", {**hidden, "go": draft.step}, follow=True).content.decode()
    assert ANSWERS["situation"] in page
    assert LetterDraft.objects.across_owners().get().pk == draft.pk


def test_a_letter_recorded_as_sent_is_no_draft_any_more(browser: Client) -> None:
    page = write_to(browser, "situation")
    form = {
        **ANSWERS,
        "draft": number_in(page),
        "sent_on": timezone.localdate().isoformat(),
        "channel": "form",
        "submission": str(uuid.uuid4()),
    }
    answer = browser.post("/cases/record-sending/", form, follow=True)
    assert "Recorded. The clock is running." in answer.content.decode()
    assert LetterDraft.objects.across_owners().count() == 0


def test_another_persons_draft_is_not_there(browser: Client, other: User) -> None:
    theirs = uuid.uuid4()
    keep_draft(other.pk, theirs, {"platform": ["linkedin"]}, "wish")
    assert browser.get(f"/letter/drafts/{theirs}/").status_code == 404
    assert browser.get(f"/letter/drafts/{theirs}/?at=platform").status_code == 404
    assert browser.post(f"/letter/drafts/{theirs}/throw-away/").status_code == 404
    browser.post("/letter/", {**ANSWERS, "draft": theirs, "at": "details", "go": "next"})
    assert LetterDraft.objects.for_owner(other).get().answers == {"platform": ["linkedin"]}


def test_drafts_do_not_pile_up_without_end(amara: User) -> None:
    for _ in range(MOST_DRAFTS):
        assert keep_draft(amara.pk, uuid.uuid4(), {"platform": ["x"]}, "wish")
    assert not keep_draft(amara.pk, uuid.uuid4(), {"platform": ["x"]}, "wish")


def test_a_draft_left_alone_for_long_is_deleted_by_the_daily_pass(amara: User) -> None:
    old, new = uuid.uuid4(), uuid.uuid4()
    for number in (old, new):
        keep_draft(amara.pk, number, {"platform": ["x"]}, "wish")
    LetterDraft.objects.for_owner(amara).filter(pk=old).update(
        changed_at=timezone.now() - timedelta(days=91)
    )
    daily_pass()
    assert [draft.pk for draft in LetterDraft.objects.for_owner(amara)] == [new]


# What the browser's own Back and a reload have to show


def step_of_the_draft(browser: Client, at: str, go: str = "next", **changes: str) -> str:
    """Give answers up to this step; the address that the browser is sent to."""
    form = {**ANSWERS, "draft": str(uuid.uuid4()), "at": at, "go": go, **changes}
    answer = browser.post("/letter/", form)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_each_step_leads_to_a_page_that_can_be_asked_for_again(browser: Client) -> None:
    address = step_of_the_draft(browser, "home")
    assert re.fullmatch(r"/letter/drafts/[0-9a-f-]+/\?at=details", address)
    for _look in range(2):
        answer = browser.get(address)
        assert "Who is writing?" in answer.content.decode()
        assert 'value="Seán O’Brien"' in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"
    before = browser.get(address.replace("details", "wish")).content.decode()
    assert 'value="objection:ai-training" checked' in before


def test_a_mistake_is_said_at_once_and_what_was_typed_is_kept(browser: Client) -> None:
    number = str(uuid.uuid4())
    form = {**ANSWERS, "name": "", "draft": number, "at": "details", "go": "next"}
    answer = browser.post("/letter/", form)
    assert answer.status_code == 422
    assert "Give the name the letter is signed with." in answer.content.decode()
    page = browser.get(f"/letter/drafts/{number}/?at=details").content.decode()
    assert 'value="sean@example.org"' in page
    assert "Please look at this again" not in page
    form = {**ANSWERS, "situation": "", "draft": number, "at": "situation", "go": "next"}
    answer = browser.post("/letter/", form)
    assert answer.status_code == 422
    assert "needs grounds of your own" in answer.content.decode()


def test_a_step_of_which_nothing_could_be_kept_is_answered_as_it_is(
    browser: Client, amara: User
) -> None:
    for _ in range(MOST_DRAFTS):
        keep_draft(amara.pk, uuid.uuid4(), {"platform": ["x"]}, "wish")
    form = {**ANSWERS, "draft": str(uuid.uuid4()), "at": "home", "go": "next"}
    answer = browser.post("/letter/", form)
    assert answer.status_code == 200
    assert "Who is writing?" in answer.content.decode()


def test_what_a_script_asks_for_comes_at_once(browser: Client) -> None:
    form = {**ANSWERS, "draft": str(uuid.uuid4()), "layout": "one", "go": "show"}
    answer = browser.post("/letter/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Your situation" in answer.content.decode()


def test_all_questions_stay_on_one_page(browser: Client) -> None:
    address = step_of_the_draft(browser, "platform", "one")
    assert "Your letter in one go" in browser.get(address).content.decode()
    address = step_of_the_draft(browser, "situation", layout="one")
    page = browser.get(address).content.decode()
    assert "Read it, change what you like" in page
    assert 'name="layout" value="one"' in page


def test_a_step_that_there_is_not_shows_where_the_draft_was_left(browser: Client) -> None:
    address = step_of_the_draft(browser, "details")
    for nonsense in ("nonsense", "", "letter%00"):
        path = f"{address.partition('?')[0]}?at={nonsense}"
        assert "Why does it matter to you?" in browser.get(path).content.decode()


def test_a_letter_written_anew_stays_so_when_the_draft_is_gone_on_with(browser: Client) -> None:
    edited = {"subject": "My own subject", "body": "My own words.", "composed": "0" * 24}
    address = step_of_the_draft(browser, "letter", "letter", **edited)
    assert "My own words." in browser.get(address).content.decode()
    address = step_of_the_draft(browser, "letter", "anew", **edited)
    assert "My own words." not in browser.get(address).content.decode()


def test_another_language_shows_the_same_step_of_the_draft(browser: Client) -> None:
    form = {**ANSWERS, "draft": str(uuid.uuid4()), "at": "details", "stay": "letter"}
    form["site_language"] = "de"
    sent_on = browser.post("/language/", form)
    assert (sent_on.status_code, sent_on.headers["Location"]) == (307, "/letter/")
    page = browser.post("/letter/", form, follow=True).content.decode()
    assert "Ihr Name" in page
    assert 'value="Seán O’Brien"' in page


def test_looking_at_a_step_of_a_draft_changes_nothing(browser: Client) -> None:
    address = step_of_the_draft(browser, "details")
    before = LetterDraft.objects.across_owners().values().get()
    browser.get(address.replace("at=situation", "at=platform"))
    browser.get(f"{address}&layout=one")
    assert LetterDraft.objects.across_owners().values().get() == before


def test_the_first_page_too_shows_what_was_kept(browser: Client, other: User) -> None:
    first = browser.get("/letter/?wish=erasure:").headers["Location"]
    start = browser.get(first).content.decode()
    assert " checked" not in start
    form = {"platform": "linkedin", "wish": "access:", "at": "platform", "go": "next"}
    browser.post("/letter/", {**form, "draft": number_in(start)})
    again = browser.get(first).content.decode()
    assert "Whom do you want to write to?" in again
    assert 'value="linkedin" checked' in again
    assert 'name="wish" value="access:"' in again
    assert number_in(again) == number_in(start)
    # The number of somebody else's draft is none to begin with.
    theirs = uuid.uuid4()
    keep_draft(other.pk, theirs, {"platform": ["threads"]}, "wish")
    page = browser.get(f"/letter/?draft={theirs}", follow=True).content.decode()
    assert str(theirs) not in page
    assert " checked" not in page
