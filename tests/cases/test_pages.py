"""The pages of the cases: what they show, and that wrong input is explained and loses nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases.models import Case, Event
from requests_app.reminders.models import Reminder
from tests.cases.conftest import NOW, TODAY, Tell, form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


def record(client: Client, case: Case, **answers: str) -> str:
    answer = client.post(f"/cases/{case.pk}/events/", form(**answers))
    assert answer.status_code in (302, 422)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"kind": "refusal", "on": "2026-11-26"}, "This day is in the future"),
        ({"kind": "refusal", "on": "2017-01-01"}, "before 25 May 2018"),
        ({"kind": "refusal", "on": "2026-11-01"}, "cannot be before 10 November 2026"),
        ({"kind": "refusal", "on": ""}, "Give the day it happened."),
        ({"kind": "", "on": "2026-11-20"}, "Choose what happened."),
        ({"kind": "abracadabra", "on": "2026-11-20"}, "Choose one of the things listed."),
        ({"kind": "extension_notice", "on": "2026-11-20"}, "Say whether they gave reasons"),
        ({"kind": "clarification_provided", "on": "2026-11-20"}, "on the same day or an earlier"),
        ({"kind": "controller_outcome", "on": "2026-11-20"}, "You complained to the company”"),
        (
            {
                "kind": "extension_notice",
                "on": "2026-11-20",
                "with_reasons": "yes",
                "until": "2026-11-19",
            },
            "lies before the day on which they named it",
        ),
        ({"kind": "sent", "on": "2026-11-20", "channel": "email"}, "is in the timeline already"),
    ],
)
def test_what_cannot_be_is_explained_and_what_was_typed_is_kept(
    signed_in: Client, open_case: Open, answers: dict[str, str], sentence: str
) -> None:
    case = open_case(date(2026, 11, 10))
    page = record(signed_in, case, note="My own words", **answers)
    assert sentence in page.replace("&#x27;", "'")
    assert "My own words" in page
    assert case.events.count() == 1


def test_a_second_arrival_points_to_the_first(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10), date(2026, 11, 11))
    assert "in the timeline already" in record(signed_in, case, kind="received", on="2026-11-12")


def test_a_reply_before_the_letter_went_out_is_explained(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(None)
    page = record(signed_in, case, kind="refusal", on="2026-11-20")
    assert "Record first that the letter was sent" in page


def test_nothing_is_asked_after_a_full_answer(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    tell(case, "answer_full", date(2026, 11, 15))
    page = record(signed_in, case, kind="identity_asked", on="2026-11-20")
    assert "then nothing is left to ask" in page


def test_the_same_form_twice_has_one_effect(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    answers = form(kind="refusal", on="2026-11-20")
    for _ in range(2):
        assert signed_in.post(f"/cases/{case.pk}/events/", answers).status_code == 302
    assert case.events.filter(kind="refusal").count() == 1


def test_a_correction_keeps_the_old_entry_crossed_out(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    entry = case.events.get()
    path = f"/cases/{case.pk}/events/{entry.pk}/"
    assert 'value="2026-11-10"' in signed_in.get(path).content.decode()
    done = signed_in.post(path, form(kind="sent", on="2026-11-12", channel="form"), follow=True)
    page = done.content.decode()
    assert 'class="replaced"' in page
    assert "12 November 2026" in page
    assert "14 December 2026" in page  # 12 December is a Saturday


def test_two_tabs_correct_an_entry_once_and_the_second_is_told(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    path = f"/cases/{case.pk}/events/{case.events.get().pk}/"
    signed_in.post(path, form(kind="sent", on="2026-11-12", channel="form"))
    second = signed_in.post(path, form(kind="sent", on="2026-11-13", channel="form"))
    assert "This entry was corrected already" in second.content.decode()
    assert case.events.count() == 2


def test_an_entry_that_never_happened_is_crossed_out(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    wrong = tell(case, "refusal", date(2026, 11, 15))
    answer = signed_in.post(f"/cases/{case.pk}/events/{wrong.pk}/", form(go="strike"), follow=True)
    assert "The entry is crossed out." in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "waiting"


def test_what_others_rest_on_is_not_crossed_out(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    tell(case, "refusal", date(2026, 11, 15))
    sent = case.events.get(kind="sent")
    answer = signed_in.post(f"/cases/{case.pk}/events/{sent.pk}/", form(go="strike"))
    assert "Record first that the letter was sent" in answer.content.decode()
    assert case.events.count() == 2


def test_closing_asks_how_it_ended_and_opening_again_brings_the_date_back(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    assert signed_in.post(f"/cases/{case.pk}/close/", form()).status_code == 422
    for _ in range(2):
        page = signed_in.post(f"/cases/{case.pk}/close/", form(result="part"), follow=True)
    assert "They did part of it" in page.content.decode()
    assert case.events.filter(kind="closed").count() == 1
    with time_machine.travel(NOW + timedelta(minutes=1)):
        signed_in.post(f"/cases/{case.pk}/reopen/", form())
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("waiting", date(2026, 12, 10))
    assert case.closed_at is None


def test_a_letter_kept_and_not_sent_says_so_until_it_is(signed_in: Client, open_case: Open) -> None:
    case = open_case(None)
    assert "not sent yet" in signed_in.get("/cases/").content.decode()
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "Send the letter and record the day" in page
    answers = form(sent_on="2026-11-20", channel="post", received_on="2026-11-23")
    for _ in range(2):
        assert signed_in.post(f"/cases/{case.pk}/sent/", answers).status_code == 302
    assert case.events.filter(kind="sent").count() == 1
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("waiting", date(2026, 12, 23))


def test_arrival_before_sending_is_refused(signed_in: Client, open_case: Open) -> None:
    case = open_case(None)
    answers = form(sent_on="2026-11-20", channel="post", received_on="2026-11-19")
    page = signed_in.post(f"/cases/{case.pk}/sent/", answers).content.decode()
    assert "It cannot have arrived before it was sent." in page


def test_in_austria_the_bar_on_complaints_is_counted(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="AT", language="de")
    record(signed_in, case, kind="knowledge", on="2026-08-20")
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "Last safe day for your complaint" in page
    assert "20 August 2027" in page


def test_elsewhere_there_is_no_such_entry(signed_in: Client, open_case: Open) -> None:
    page = signed_in.get(f"/cases/{open_case(date(2026, 9, 1)).pk}/").content.decode()
    assert "You learned of the infringement" not in page


@pytest.mark.parametrize(
    "path",
    ["", "sent/", "close/", "reply/", "deadline.ics", "write/reminder/"],
)
def test_another_persons_case_is_not_there(
    client: Client, open_case: Open, other, path: str
) -> None:
    case = open_case(date(2026, 11, 10))
    client.force_login(other)
    assert client.get(f"/cases/{case.pk}/{path}").status_code == 404


def test_nobody_sees_cases_without_signing_in(client: Client, open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    for path in ("/cases/", f"/cases/{case.pk}/", "/cases/month/", "/cases/several/"):
        assert client.get(path).status_code == 302


def test_today_is_the_day_where_the_person_is(signed_in: Client, open_case: Open, amara) -> None:
    # At noon in London it is the next day already on Kiritimati.
    amara.time_zone = "Pacific/Kiritimati"
    amara.save()
    case = open_case(date(2026, 10, 24))
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "had until" in page
    assert Event.objects.for_owner(amara).count() == 1


def test_events_of_one_day_are_told_in_the_order_of_recording(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    for minute, kind in enumerate(("identity_asked", "contact", "replied")):
        with time_machine.travel(NOW + timedelta(minutes=minute)):
            tell(case, kind, TODAY - timedelta(3))
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    timeline = page[page.index('class="timeline"') :]
    places = [timeline.index(w) for w in ("prove who you are", "did not answer", "wrote back")]
    assert places == sorted(places)


def test_a_number_that_is_none_still_counts_once_an_event(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    answers = {"kind": "refusal", "on": "2026-11-20", "submission": "x"}
    page = signed_in.post(f"/cases/{case.pk}/events/", answers)
    assert page.status_code == 422
    assert uuid.UUID(str(case.pk))
    assert case.events.count() == 1


def test_a_letter_from_the_wizard_is_kept_without_a_day_and_once(
    signed_in: Client, amara: User
) -> None:
    answers = form(
        platform="linkedin", wish="objection:ai-training", residence="GB-ENG", name="Amara Okafor",
        email="a@example.org", language="en", delivery="form", situation="I look for work.",
        sent_on="", channel="form", go="keep",
    )  # fmt: skip
    for _ in range(2):
        answer = signed_in.post("/cases/record-sending/", answers, follow=True)
    assert "Kept. Record the day when you have sent it." in answer.content.decode()
    case = Case.objects.for_owner(amara).get()
    assert case.state == "draft"
    [reminder] = Reminder.objects.for_owner(amara)
    assert (reminder.kind, reminder.due_on) == ("unsent", TODAY)
    sent = form(sent_on="2026-11-24", channel="form")
    signed_in.post(f"/cases/{case.pk}/sent/", sent)
    states = Reminder.objects.for_owner(amara).filter(kind="unsent").values_list("state", flat=True)
    assert list(states) == ["cancelled"]
