"""A sender dies, an answer is lost, two do the same: one copy, and none unexplained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.reminders import outbox, queries, wire
from requests_app.reminders.clock import DatabaseClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.mail_url import parse
from requests_app.reminders.mime import Mail
from requests_app.reminders.models import Attempt, Reminder, State
from requests_app.reminders.services import cancel, resend
from requests_app.reminders.transport import Smtp
from tests.reminders.conftest import (
    Mailbox,
    Planner,
    leave_on_the_wire,
    let_leases_lapse,
    let_time_pass,
    rows,
)

pytestmark = pytest.mark.django_db


class Meanwhile(Smtp):
    """A real mail server, before whose fence something else happens."""

    def __init__(self, mailbox: Mailbox, happens: Callable[[], object]) -> None:
        super().__init__(parse(mailbox.url), timeout=3)
        self.happens = happens

    def send(self, mail: Mail, fence: Callable[[], bool]) -> int:
        self.happens()
        return super().send(mail, fence)


def outcomes(person: User) -> list[str]:
    return list(Attempt.objects.for_owner(person).order_by("at").values_list("outcome", flat=True))


class TestTheAnswerIsLost:
    def test_it_is_sent_once_more_with_the_same_message_id(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_message = ["take it and hang up"]
        assert sweep().counts == {"in doubt": 1}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.doubts) == (State.UNCERTAIN, 1)
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert len(mailbox.received) == 2
        assert {mail["Message-ID"] for mail in mailbox.received} == {reminder.message_id}

    def test_never_a_third_time(self, amara: User, planned: Planner, mailbox: Mailbox) -> None:
        reminder = planned(amara)
        mailbox.at_message = ["take it and hang up"] * 3
        for _ in range(4):
            sweep()
            let_time_pass()
        assert len(mailbox.received) == 2
        reminder.refresh_from_db()
        assert (reminder.state, reminder.reason) == (State.UNCERTAIN, "unanswered twice")
        assert outcomes(amara) == ["in doubt", "in doubt"]
        assert [row.pk for row in queries.dead_letters()] == [reminder.pk]

    def test_closed_meanwhile_it_is_not_sent_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_message = ["take it and hang up"]
        sweep()
        assert cancel(amara.pk, "case:1") == 1
        let_time_pass()
        sweep()
        assert len(mailbox.received) == 1


class TestASenderDies:
    def test_before_the_fence_nothing_was_sent_and_nothing_is_in_doubt(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        outbox.claim(10, DatabaseClock())
        let_leases_lapse()
        assert sweep().counts == {"taken back": 1, "sent": 1}
        reminder.refresh_from_db()
        assert reminder.doubts == 0

    def test_after_the_fence_it_is_sent_once_more(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        leave_on_the_wire(reminder)
        let_leases_lapse()
        sweep()
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert outcomes(amara) == ["in doubt", "sent"]

    def test_after_the_fence_twice_it_is_left_for_the_operator(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        for _ in range(2):
            leave_on_the_wire(reminder)
            let_leases_lapse()
            outbox.recover(DatabaseClock(), sole_sender=False)
            let_time_pass()
        assert sweep().counts == {}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.next_attempt_at) == (State.UNCERTAIN, None)
        assert resend(reminder.pk) == 1
        assert sweep().counts == {"sent": 1}

    def test_a_living_senders_lease_is_respected(self, amara: User, planned: Planner) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        assert outbox.recover(DatabaseClock(), sole_sender=False) == 0

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="several send side by side")
    def test_alone_on_sqlite_every_lease_found_is_a_dead_ones(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        assert sweep().counts == {"taken back": 1, "sent": 1}

    def test_a_lease_from_before_the_clock_was_set_back_is_taken_back(
        self, amara: User, planned: Planner
    ) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        rows(amara).update(lease_until=timezone.now() + timedelta(days=1))
        assert outbox.recover(DatabaseClock(), sole_sender=False) == 1


class TestRaces:
    def test_cancelled_just_before_the_wire_it_is_not_sent(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        transport = Meanwhile(mailbox, lambda: cancel(amara.pk, "case:1"))
        assert sweep(transport=transport).counts == {"dropped": 1}
        assert mailbox.received == []
        reminder.refresh_from_db()
        assert reminder.state == State.CANCELLED

    def test_the_next_message_still_goes_out(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        planned(amara, reference="case:2")
        transport = Meanwhile(mailbox, lambda: cancel(amara.pk, "case:1"))
        assert sweep(transport=transport).counts == {"dropped": 1, "sent": 1}
        assert len(mailbox.received) == 1

    def test_a_sender_whose_lease_ran_out_sends_nothing(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        transport = Meanwhile(mailbox, let_leases_lapse)
        assert sweep(transport=transport).counts == {"dropped": 1}
        assert mailbox.received == []

    def test_a_sender_whose_row_was_taken_sends_nothing(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)

        def taken() -> None:
            let_leases_lapse()
            outbox.recover(DatabaseClock(), sole_sender=False)
            outbox.claim(10, DatabaseClock())

        sweep(transport=Meanwhile(mailbox, taken))
        assert mailbox.received == []

    def test_an_answer_that_comes_after_the_row_was_taken_still_closes_it(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        """The sender slept between the answer and noting it; nobody sends it once more."""
        reminder = planned(amara)
        clock = DatabaseClock()
        [sleeper] = outbox.claim(1, clock)
        assert wire.pass_fence(sleeper, clock)
        let_leases_lapse()
        outbox.recover(clock, sole_sender=False)
        assert not wire.settle_sent(sleeper, clock, "email", 250)
        let_time_pass()
        assert sweep().counts == {}
        reminder.refresh_from_db()
        assert reminder.state == State.SENT

    def test_a_person_erased_while_their_mail_is_on_the_wire_stops_nobody_else(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        boris = User.objects.create_user("boris@example.org")
        planned(boris)
        planned(amara)

        class Erased(Meanwhile):
            def send(self, mail: Mail, fence: Callable[[], bool]) -> int:
                code = super().send(mail, fence)
                if mail.to == "boris@example.org":
                    Reminder.objects.for_owner(boris).delete()
                    boris.delete()
                return code

        sweep(transport=Erased(mailbox, lambda: None))
        assert len(mailbox.received) == 2
        assert rows(amara).get().state == State.SENT

    def test_two_claims_never_hold_the_same_row(self, amara: User, planned: Planner) -> None:
        for number in range(6):
            planned(amara, reference=f"case:{number}")
        clock = DatabaseClock()
        held = [{row.pk for row in outbox.claim(4, clock)} for _ in range(3)]
        assert [len(each) for each in held] == [4, 2, 0]
        assert held[0].isdisjoint(held[1])

    def test_stopped_between_two_messages_the_rest_is_given_back(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        for number in range(4):
            planned(amara, reference=f"case:{number}")
        sweep(stop=lambda: len(mailbox.received) >= 2)
        assert len(mailbox.received) == 2
        assert sorted(rows(amara).values_list("state", flat=True)) == ["due", "due", "sent", "sent"]
        sweep()
        assert len(mailbox.received) == 4
