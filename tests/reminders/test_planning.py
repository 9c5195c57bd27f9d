"""Planning: the right local hour, once, in the transaction of the event, and never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from requests_app.accounts.models import User
from requests_app.reminders.clock import StandingClock
from requests_app.reminders.local_time import instant
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.services import Planned, PlannedDeadline, cancel, person_changed, plan
from tests.reminders.conftest import LAST_DAY, Planner, rows

pytestmark = pytest.mark.django_db


def open_rows(person: User) -> list[Reminder]:
    return list(rows(person).filter(state=State.PLANNED).order_by("due_at"))


def test_the_day_after_the_deadline_is_told_at_the_persons_hour(planned: Planner) -> None:
    claire = User.objects.create_user("c@example.org", time_zone="Europe/Paris", reminder_hour=8)
    june = StandingClock(datetime(2026, 6, 1, tzinfo=UTC))
    reminder = planned(claire, due=date(2026, 7, 14), clock=june)
    # Paris is two hours ahead of UTC in summer.
    assert reminder.due_at == datetime(2026, 7, 15, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        # Clocks go from 2 to 3 on 29 March 2026: the hour 2 begins when they have.
        (date(2026, 3, 29), 2, "Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # Clocks go from 3 back to 2 on 25 October 2026: the first of the two.
        (date(2026, 10, 25), 2, "Europe/Berlin", datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
        (date(2026, 10, 25), 1, "Europe/London", datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
        (date(2026, 3, 29), 1, "Europe/London", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # The Azores change at midnight: there is no hour 0 on that day.
        (date(2026, 3, 29), 0, "Atlantic/Azores", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 11, 21), 9, "Asia/Kathmandu", datetime(2026, 11, 21, 3, 15, tzinfo=UTC)),
    ],
)
def test_an_hour_is_never_told_before_it_begins(
    day: date, hour: int, zone: str, expected: datetime
) -> None:
    assert instant(day, hour, zone) == expected


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe", "\0"])
def test_an_impossible_zone_counts_as_utc(zone: str, planned: Planner) -> None:
    person = User.objects.create_user("x@example.org")
    User.objects.filter(pk=person.pk).update(time_zone=zone.replace("\0", "?"))
    assert planned(person).due_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert instant(date(2026, 11, 21), 9, zone) == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_the_same_plan_twice_is_one_reminder(amara: User, planned: Planner) -> None:
    first = planned(amara)
    again = planned(amara)
    assert first.pk == again.pk
    assert rows(amara).count() == 1


def test_a_second_planner_at_the_same_time_adds_nothing(amara: User, planned: Planner) -> None:
    """As if the other had read the outbox before the first had written to it."""
    reminder = planned(amara)
    twin = rows(amara).get()
    twin.pk = None
    twin.pk = type(reminder)._meta.pk.get_default()
    Reminder.objects.across_owners().bulk_create([twin], ignore_conflicts=True)
    assert rows(amara).count() == 1


def test_what_was_sent_is_not_planned_again_when_something_else_happens(
    amara: User, planned: Planner
) -> None:
    reminder = planned(amara)
    rows(amara).update(state=State.SENT, next_attempt_at=None)
    planned(amara)
    assert list(rows(amara)) == [reminder]


def test_a_moved_deadline_replaces_what_was_planned(amara: User, planned: Planner) -> None:
    old = planned(amara)
    new = planned(amara, due=date(2027, 1, 20))
    old.refresh_from_db()
    assert (old.state, old.next_attempt_at) == (State.SUPERSEDED, None)
    assert [row.offset for row in open_rows(amara)] == [-7, -1, 0, 1]
    assert {row.due_on for row in open_rows(amara)} == {date(2027, 1, 20)}
    assert new.due_on == date(2027, 1, 20)
    assert new.deadline_version == 2
    assert new.message_id != old.message_id


def test_a_deadline_moved_back_to_its_old_day_is_told_all_the_same(
    amara: User, planned: Planner
) -> None:
    planned(amara)
    planned(amara, due=date(2027, 1, 20))
    planned(amara)
    [reminder] = open_rows(amara)
    assert reminder.due_on == date(2026, 11, 20)


def test_a_closed_matter_that_is_opened_again_is_told_again(amara: User, planned: Planner) -> None:
    planned(amara)
    assert cancel(amara.pk, "case:1") == 1
    assert open_rows(amara) == []
    planned(amara)
    assert len(open_rows(amara)) == 1


def test_a_deadline_missing_from_the_list_is_withdrawn(amara: User, planned: Planner) -> None:
    planned(amara)
    other = planned(amara, reference="case:2")
    with transaction.atomic():
        assert plan(amara.pk, "case:1", []) == Planned(superseded=1)
    assert open_rows(amara) == [other]


def test_another_persons_reminders_are_out_of_reach(amara: User, planned: Planner) -> None:
    boris = User.objects.create_user("boris@example.org")
    reminder = planned(amara)
    assert cancel(boris.pk, "case:1") == 0
    with transaction.atomic():
        plan(boris.pk, "case:1", [])
    assert open_rows(amara) == [reminder]


def test_recorded_late_it_is_told_once_at_the_next_hour(amara: User, planned: Planner) -> None:
    """Whoever records in November that a letter went out in May has missed the deadline."""
    evening = StandingClock(datetime(2026, 11, 24, 19, 30, tzinfo=UTC))
    reminder = planned(amara, due=date(2026, 6, 20), clock=evening)
    assert reminder.due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    planned(amara, due=date(2026, 6, 20), clock=StandingClock(evening.at + timedelta(days=30)))
    assert rows(amara).count() == 1


def test_a_corrected_name_reaches_the_reminder_already_planned(
    amara: User, planned: Planner
) -> None:
    planned(amara, platform="Linkdin")
    planned(amara, platform="LinkedIn")
    assert rows(amara).get().payload["platform"] == "LinkedIn"


def test_a_new_hour_moves_what_is_planned_but_not_what_was_sent(
    amara: User, planned: Planner
) -> None:
    sent = planned(amara, reference="case:sent")
    rows(amara).update(state=State.SENT, next_attempt_at=None)
    reminder = planned(amara)
    User.objects.filter(pk=amara.pk).update(reminder_hour=18, time_zone="Europe/Paris")
    assert person_changed(amara.pk) == 1
    reminder.refresh_from_db()
    assert reminder.due_at == reminder.next_attempt_at == datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    sent.refresh_from_db()
    assert sent.due_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_what_the_mail_will_say_is_unreadable_in_the_database(
    amara: User, planned: Planner
) -> None:
    planned(amara)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_reminder")
        stored = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for value in cursor.fetchone()
        )
    for secret in (b"LinkedIn", b"amara", b"objection", b"/cases/7/"):
        assert secret not in stored


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "birthday"}, "kind is one of"),
        ({"name": ""}, "needs a name"),
        ({"name": "n" * 61}, "name has at most 60"),
        ({"platform": "p" * 201}, "platform has at most 200"),
        ({"due": date(1066, 10, 14)}, "day lies between"),
        ({"due": date.max}, "day lies between"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused_in_a_sentence(
    wrong: dict[str, object], said: str
) -> None:
    values: dict[str, object] = {"name": "answer", "due": date(2026, 11, 20)}
    with pytest.raises(ValueError, match=said):
        PlannedDeadline(**(values | wrong))  # type: ignore[arg-type]


def test_two_deadlines_of_one_name_are_refused(amara: User) -> None:
    twice = [PlannedDeadline(name="answer", due=date(2026, 11, 20))] * 2
    with transaction.atomic(), pytest.raises(ValueError, match="same name"):
        plan(amara.pk, "case:1", twice, clock=LAST_DAY)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_planned(amara: User) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        plan(amara.pk, "case:1", [PlannedDeadline(name="answer", due=date(2026, 11, 20))])


@pytest.mark.django_db(transaction=True)
def test_when_the_event_is_not_recorded_the_reminder_is_not_planned(amara: User) -> None:
    def record_and_fail() -> None:
        with transaction.atomic():
            wanted = [PlannedDeadline(name="answer", due=date(2026, 11, 20))]
            assert plan(amara.pk, "case:1", wanted, clock=LAST_DAY) == Planned(added=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        record_and_fail()
    assert rows(amara).count() == 0
