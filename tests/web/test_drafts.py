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
    start = browser.get("/letter/").content.decode()
    form = {**ANSWERS, "draft": number_in(start), "at": at, "go": "next", **changes}
    return browser.post("/letter/", form).content.decode()


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
    assert "Why does it matter for you?" in page
    assert ANSWERS["situation"] in page
    assert 'name="name" value="Seán O’Brien"' in page


def test_a_form_sent_twice_keeps_one_draft(browser: Client) -> None:
    start = browser.get("/letter/").content.decode()
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
    page = browser.post("/letter/", {**hidden, "go": draft.step}).content.decode()
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
