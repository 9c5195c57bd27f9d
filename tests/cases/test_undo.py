"""“Undo” beside “Recorded.”: what a form did is taken back, in the open."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases import queries, services
from requests_app.cases.models import Case, Event
from requests_app.cases.standing import in_force
from tests.people import open_case_for

pytestmark = pytest.mark.django_db
Open = Callable[..., Case]


@pytest.fixture
def browser(client: Client, amara: User) -> Client:
    client.force_login(amara)
    return client


def undo(browser: Client, page: str) -> str:
    """Press the button in the message of this page."""
    address = re.search(r'action="(/cases/undo/[0-9a-f-]+/)"', page)
    assert address, "the message has no way back"
    return browser.post(address.group(1), follow=True).content.decode()


def state(case: Case) -> str:
    return queries.now(Case.objects.across_owners().get(pk=case.pk), timezone.localdate()).state


def kinds_in_force(case: Case) -> list[str]:
    """What counts in the case's timeline, by name."""
    return sorted(event.kind for event in in_force(case.events.all()))


def test_cases_closed_together_are_open_again_and_every_entry_stays(
    browser: Client, open_case: Open
) -> None:
    sent = timezone.localdate() - timedelta(days=5)
    cases = [open_case(sent, company=name) for name in ("Meta", "X")]
    form = {"case": [case.pk for case in cases], "go": "close", "submission": uuid.uuid4()}
    page = browser.post("/cases/bulk/", form, follow=True).content.decode()
    assert "Recorded for 2 cases." in page
    assert [state(case) for case in cases] == ["closed", "closed"]
    page = undo(browser, page)
    assert "Taken back." in page
    assert [state(case) for case in cases] == ["waiting", "waiting"]
    kinds = [event.kind for event in cases[0].events.all()]
    assert sorted(kinds) == ["closed", "sent", "struck"]


def test_a_sending_marked_by_mistake_is_taken_back_with_the_arrival_told_with_it(
    browser: Client, open_case: Open
) -> None:
    case = open_case(None)
    today = timezone.localdate().isoformat()
    form = {"sent_on": today, "received_on": today, "channel": "post", "submission": uuid.uuid4()}
    page = browser.post(f"/cases/{case.pk}/sent/", form, follow=True).content.decode()
    assert state(case) == "waiting"
    undo(browser, page)
    assert state(case) == "draft"


def test_an_entry_crossed_out_by_mistake_counts_again(browser: Client, open_case: Open) -> None:
    case = open_case(timezone.localdate() - timedelta(days=5))
    sent = case.events.get(kind="sent")
    form = {"go": "strike", "submission": uuid.uuid4()}
    page = browser.post(f"/cases/{case.pk}/events/{sent.pk}/", form, follow=True).content.decode()
    assert state(case) == "draft"
    undo(browser, page)
    assert state(case) == "waiting"
    assert Event.objects.for_owner(case.owner_id).filter(kind="sent").latest("recorded_at").letter


def form(**answers: object) -> dict[str, object]:
    return {"submission": uuid.uuid4(), "on": timezone.localdate().isoformat(), **answers}


def test_a_reminder_that_did_not_go_out_after_all_is_taken_back_and_its_letter_stays(
    browser: Client, open_case: Open
) -> None:
    case = open_case(timezone.localdate() - timedelta(days=70))
    sent = form(go="sent", channel="email")
    page = browser.post(f"/cases/{case.pk}/write/reminder/", sent, follow=True).content.decode()
    assert kinds_in_force(case) == ["reminder", "sent"]
    undo(browser, page)
    assert kinds_in_force(case) == ["sent"]
    assert case.letters.count() == 2


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("complaint-controller", "complaint_to_controller"),
        ("complaint-authority", "complaint_to_authority"),
    ],
)
def test_a_complaint_that_was_not_handed_in_after_all_is_taken_back(
    browser: Client, open_case: Open, path: str, kind: str
) -> None:
    case = open_case(timezone.localdate() - timedelta(days=70))
    before = state(case)
    answers = form(
        go="lodge", told="1", grounds="no_answer", outcome="silence", harm="", channel="form",
        case_reference="", place="home",
    )  # fmt: skip
    page = browser.post(f"/cases/{case.pk}/{path}/", answers, follow=True).content.decode()
    assert kinds_in_force(case) == [kind, "sent"]
    assert state(case) == "complained"
    undo(browser, page)
    assert kinds_in_force(case) == ["sent"]
    assert state(case) == before


def test_what_an_authority_said_is_taken_back(browser: Client, open_case: Open) -> None:
    today = timezone.localdate()
    case = open_case(today - timedelta(days=70))
    services.record(
        case, "complaint_to_authority", today - timedelta(days=20), submission=uuid.uuid4()
    )
    answers = form(what="decided", case_reference="", passed_to="", note="")
    page = browser.post(f"/cases/{case.pk}/authority/", answers, follow=True).content.decode()
    assert state(case) == "decided"
    undo(browser, page)
    assert state(case) == "complained"


def test_a_case_opened_again_by_mistake_is_closed_as_it_was(
    browser: Client, open_case: Open
) -> None:
    case = open_case(timezone.localdate() - timedelta(days=5))
    services.record(
        case, "closed", timezone.localdate(), submission=uuid.uuid4(), details={"result": "part"}
    )
    page = browser.post(f"/cases/{case.pk}/reopen/", form(), follow=True).content.decode()
    assert state(case) == "waiting"
    undo(browser, page)
    assert state(case) == "closed"


def test_undoing_twice_changes_nothing_and_says_so(browser: Client, open_case: Open) -> None:
    case = open_case(timezone.localdate() - timedelta(days=5))
    form = {"result": "none", "submission": uuid.uuid4()}
    page = browser.post(f"/cases/{case.pk}/close/", form, follow=True).content.decode()
    undo(browser, page)
    before = case.events.count()
    assert "cannot be undone here any more" in undo(browser, page)
    assert case.events.count() == before


def test_nobody_undoes_what_another_person_recorded(
    browser: Client, other: User, open_case: Open
) -> None:
    number = uuid.uuid4()
    theirs = open_case_for(other, date(2026, 11, 3), submission=number)
    answer = browser.post(f"/cases/undo/{number}/", follow=True)
    assert "cannot be undone here any more" in answer.content.decode()
    assert theirs.events.count() == 1


def test_after_an_hour_the_timeline_is_the_place_to_correct(
    browser: Client, open_case: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(timezone.localdate() - timedelta(days=5))
    form = {"result": "none", "submission": uuid.uuid4()}
    page = browser.post(f"/cases/{case.pk}/close/", form, follow=True).content.decode()
    monkeypatch.setattr("requests_app.cases.undoing.WITHIN", timedelta(0))
    assert "Each entry of a case can be corrected" in undo(browser, page)
    assert state(case) == "closed"
