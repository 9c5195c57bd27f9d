"""A case follows what happened: dates, state, reminders, and corrections."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine

from requests_app.accounts.models import User
from requests_app.cases import queries, services
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.standing import in_force
from requests_app.cases.timeline import timeline
from requests_app.reminders.models import Reminder

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def due(case: Case, kind: str = "response") -> date | None:
    found = queries.now(case, TODAY.date()).deadline(kind)
    return found.due if found else None


def tell(case: Case, kind: str, on: date, **more) -> Event:
    return services.record(case, kind, on, submission=uuid.uuid4(), **more)


def open_reminders(person: User) -> set[date]:
    return {
        reminder.due_on for reminder in Reminder.objects.for_owner(person).filter(state="planned")
    }


def test_the_month_runs_from_the_day_it_was_sent(open_case) -> None:
    case = open_case(date(2026, 11, 24))
    assert due(case) == date(2026, 12, 24)
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("waiting", date(2026, 12, 24))


def test_by_post_it_runs_from_the_day_it_arrived(open_case) -> None:
    case = open_case(date(2026, 11, 2), date(2026, 11, 6))
    assert due(case) == date(2026, 12, 7)  # 6 December is a Sunday


def test_the_same_form_sent_twice_opens_one_case(open_case, amara: User) -> None:
    number = uuid.uuid4()
    first = open_case(date(2026, 11, 20), submission=number)
    second = open_case(date(2026, 11, 20), submission=number)
    assert first.pk == second.pk
    assert Letter.objects.for_owner(amara).count() == 1
    assert Event.objects.for_owner(amara).count() == 1


def test_the_same_event_sent_twice_counts_once(open_case, amara: User) -> None:
    case = open_case(date(2026, 10, 1))
    number = uuid.uuid4()
    for _ in range(2):
        services.record(case, "reminder", date(2026, 11, 5), submission=number)
    assert case.events.filter(kind="reminder").count() == 1


def test_after_the_last_day_it_is_overdue(open_case) -> None:
    case = open_case(date(2026, 10, 1))
    assert queries.now(case, date(2026, 11, 2)).state == "waiting"
    assert queries.now(case, date(2026, 11, 3)).state == "overdue"


def test_a_reminder_is_planned_for_the_deadline_and_cancelled_by_the_answer(
    open_case, amara: User
) -> None:
    case = open_case(date(2026, 11, 20))
    assert open_reminders(amara) == {date(2026, 12, 21)}
    tell(case, "answer_full", date(2026, 11, 23))
    assert open_reminders(amara) == set()


def test_correcting_the_day_moves_the_date_and_the_reminder_and_stays_visible(
    open_case, amara: User
) -> None:
    case = open_case(date(2026, 11, 20))
    sent = case.events.get(kind="sent")
    tell(case, "sent", date(2026, 11, 23), replaces=sent)
    assert due(case) == date(2026, 12, 23)
    assert open_reminders(amara) == {date(2026, 12, 23)}
    entries = timeline(case)
    assert [entry.replaced for entry in entries] == [True, False]
    assert entries[1].event.letter_id == sent.letter_id


def test_an_entry_is_corrected_once(open_case) -> None:
    case = open_case(date(2026, 11, 20))
    sent = case.events.get(kind="sent")
    tell(case, "sent", date(2026, 11, 21), replaces=sent)
    sent = Event.objects.for_owner(case.owner_id).get(pk=sent.pk)
    with pytest.raises(services.EventRefused, match="corrected already"):
        tell(case, "sent", date(2026, 11, 22), replaces=sent)


def test_what_contradicts_the_rest_is_refused_and_nothing_is_kept(open_case) -> None:
    case = open_case(date(2026, 11, 20))
    with pytest.raises(services.EventRefused) as refusal:
        tell(case, "answer_full", date(2026, 11, 10))
    assert str(refusal.value).count(".") >= 1
    assert {event.kind for event in case.events.all()} == {"sent"}


def test_the_uk_complaint_to_the_company_starts_its_own_thirty_days(open_case) -> None:
    case = open_case(date(2026, 9, 1))
    tell(case, "complaint_to_controller", date(2026, 10, 20))
    assert due(case, "controller_acknowledgement") == date(2026, 11, 19)
    case.refresh_from_db()
    assert case.state == "complained"


def test_a_swiss_objection_counts_to_the_date_the_letter_set_and_says_so(open_case) -> None:
    case = open_case(
        date(2026, 11, 24),
        regime="ch",
        seat="IE",
        residence="CH",
        rights=("objection",),
    )
    now = queries.now(case, TODAY.date())
    assert now.current is not None
    assert not now.current.statutory
    assert now.current.kind == "self_set"


def test_another_persons_case_is_not_there(open_case, other: User) -> None:
    from django.http import Http404

    case = open_case(date(2026, 11, 20))
    with pytest.raises(Http404):
        queries.case_of(other, case.pk)


def test_the_letter_comes_back_as_it_was_sent(open_case, amara: User) -> None:
    case = open_case(date(2026, 11, 20))
    letter = case.letters.get()
    text = queries.text_of(letter)
    assert text.controller == "LinkedIn Corporation"
    assert text.body == letter.body
    assert Details.from_data(case.details).right == "objection"


def test_closing_ends_the_reminders(open_case, amara: User) -> None:
    case = open_case(date(2026, 11, 20))
    tell(case, "closed", date(2026, 11, 24))
    assert open_reminders(amara) == set()
    case.refresh_from_db()
    assert case.closed_at is not None


def test_what_stands_is_what_no_later_entry_replaces(open_case) -> None:
    case = open_case(date(2026, 11, 20))
    wrong = tell(case, "refusal", date(2026, 11, 23))
    tell(case, "answer_partial", date(2026, 11, 23), replaces=wrong)
    assert [event.kind for event in in_force(case.events.all())] == ["sent", "answer_partial"]
